"use strict";
(function () {
  const content = JSON.parse(document.getElementById("map-content").textContent);
  const byId = new Map(content.nodes.map((node) => [node.key, node]));
  const lines = new Map(content.edges.map((edge) => [edge.key, edge]));
  const looks = new Map(nodes.get().map((node) => [node.id, node]));
  const lineLooks = new Map(edges.get().map((edge) => [edge.id, edge]));
  const halos = content.nodes.filter((node) => node.halo);
  const focus = content.nodes.filter((node) => node.focus);
  const hiddenKinds = new Set();
  let faded = () => false;
  const tip = document.getElementById("tip");
  const detail = document.getElementById("detail");
  const empty = detail.firstElementChild;
  const FADED = 0.13;
  const MOST_LISTED = 300;

  function make(tag, text, className) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function circle(ctx, key, radius) {
    const at = network.getPosition(key);
    ctx.beginPath();
    ctx.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  }

  network.on("beforeDrawing", function (ctx) {
    for (const node of halos) {
      if (hiddenKinds.has(node.kind)) continue;
      circle(ctx, node.key, node.radius + node.halo.reach);
      ctx.globalAlpha = faded(node.key) ? 0.05 : 0.3;
      ctx.fillStyle = node.halo.color;
      ctx.fill();
    }
    for (const node of focus) {
      if (hiddenKinds.has(node.kind)) continue;
      circle(ctx, node.key, node.radius + 4);
      ctx.globalAlpha = faded(node.key) ? FADED : 1;
      ctx.lineWidth = 3;
      ctx.strokeStyle = "#1d4ed8";
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  });
  network.once("afterDrawing", function () {
    document.documentElement.dataset.drawn = "true";
  });

  function fit() {
    network.fit({ animation: false });
  }

  function neighbours(key) {
    const near = new Set([key]);
    const touching = new Set();
    for (const edge of content.edges) {
      if (edge.from === key || edge.to === key) {
        near.add(edge.from).add(edge.to);
        touching.add(edge.key);
      }
    }
    return { near, touching };
  }

  function fade(isNear, isTouching) {
    faded = (key) => !isNear(key);
    nodes.update(content.nodes.map(function (node) {
      const look = looks.get(node.key);
      const on = isNear(node.key);
      return {
        id: node.key,
        opacity: on ? 1 : FADED,
        font: Object.assign({}, look.font, { color: on ? look.font.color : "rgba(22,32,46,0.13)", strokeWidth: on ? look.font.strokeWidth : 0, background: on ? look.font.background : "none" }),
      };
    }));
    edges.update(content.edges.map(function (edge) {
      const look = lineLooks.get(edge.key);
      const on = isTouching(edge.key);
      return {
        id: edge.key,
        color: Object.assign({}, look.color, { opacity: on ? look.color.opacity : FADED }),
        font: Object.assign({}, look.font, { color: on ? look.font.color : "rgba(22,32,46,0)", strokeWidth: on ? look.font.strokeWidth : 0 }),
      };
    }));
  }

  function facts(pairs) {
    const list = make("dl");
    for (const [name, value] of pairs) {
      list.append(make("dt", name), make("dd", value));
    }
    return list;
  }

  function jump(key, remark) {
    const row = make("li");
    const button = make("button", byId.get(key).caption);
    button.type = "button";
    button.addEventListener("click", function () { choose(key, true); });
    row.append(button, make("span", remark));
    return row;
  }

  function limited(list, items, build) {
    for (const item of items.slice(0, MOST_LISTED)) list.append(build(item));
    if (items.length > MOST_LISTED) {
      list.append(make("li", items.length - MOST_LISTED + " more in the table below"));
    }
    return list;
  }

  function showNode(key) {
    const node = byId.get(key);
    const around = content.edges.filter((edge) => edge.from === key || edge.to === key);
    const parts = [make("h3", node.caption), make("p", node.label, "kind")];
    if (node.risk !== null) {
      const head = make("p", undefined, "risk");
      head.append(make("span", "Risk"), make("span", node.risk + " of 100 points"));
      const meter = make("div", undefined, "meter");
      const bar = make("i", undefined, node.level);
      bar.style.width = node.risk + "%";
      meter.append(bar);
      parts.push(head, meter);
    }
    parts.push(facts(node.facts), make("h2", "Connected (" + around.length + ")"));
    parts.push(limited(make("ul", undefined, "near"), around, function (edge) {
      const out = edge.from === key;
      return jump(out ? edge.to : edge.from, (out ? "→ " : "← ") + edge.remark);
    }));
    detail.replaceChildren(...parts);
    detail.scrollTop = 0;
  }

  function showLine(key) {
    const edge = lines.get(key);
    const ends = make("ul", undefined, "near");
    ends.append(jump(edge.from, "from"), jump(edge.to, "to"));
    const parts = [make("h3", edge.title), make("p", edge.label, "kind"), ends, make("h2", "Details"), facts(edge.facts)];
    if (edge.members.length > 1) {
      parts.push(make("h2", "Made up of (" + edge.members.length + ")"));
      parts.push(limited(make("ul", undefined, "near"), edge.members, function (member) {
        const row = make("li");
        row.append(make("b", member[0]), make("span", member[1]));
        return row;
      }));
    }
    detail.replaceChildren(...parts);
    detail.scrollTop = 0;
  }

  function choose(key, move) {
    const { near, touching } = neighbours(key);
    network.selectNodes([key], true);
    if (move) network.moveTo({ position: network.getPosition(key), scale: Math.max(network.getScale(), 0.8), animation: false });
    fade((one) => near.has(one), (one) => touching.has(one));
    showNode(key);
  }

  function chooseLine(key) {
    const edge = lines.get(key);
    network.selectEdges([key]);
    fade((one) => one === edge.from || one === edge.to, (one) => one === key);
    showLine(key);
  }

  function clear() {
    network.unselectAll();
    fade(() => true, () => true);
    detail.replaceChildren(empty);
  }

  network.on("click", function (event) {
    if (event.nodes.length) choose(event.nodes[0], false);
    else if (event.edges.length) chooseLine(event.edges[0]);
    else clear();
  });

  function showTip(text, event) {
    tip.textContent = text;
    tip.hidden = false;
    const room = tip.parentElement.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(event.pointer.DOM.x + 14, room.width - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(4, Math.min(event.pointer.DOM.y + 14, room.height - tip.offsetHeight - 8)) + "px";
  }
  function hideTip() { tip.hidden = true; }
  network.on("hoverNode", (event) => showTip(byId.get(event.node).tip, event));
  network.on("hoverEdge", (event) => showTip(lines.get(event.edge).tip, event));
  network.on("blurNode", hideTip);
  network.on("blurEdge", hideTip);
  network.on("dragStart", hideTip);
  network.on("zoom", hideTip);

  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor, animation: false });
  }
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("closer").addEventListener("click", () => zoom(1.3));
  document.getElementById("farther").addEventListener("click", () => zoom(1 / 1.3));
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") clear();
  });

  const names = document.getElementById("names");
  const captions = new Map();
  for (const node of content.nodes) {
    const name = captions.has(node.caption) ? node.caption + " (" + node.id + ")" : node.caption;
    captions.set(name, node.key);
    const option = make("option");
    option.value = name;
    names.append(option);
  }
  document.getElementById("find").addEventListener("change", function () {
    const wanted = this.value.trim().toLowerCase();
    if (!wanted) return;
    let hit = captions.get(this.value.trim());
    for (const [name, key] of captions) {
      if (hit !== undefined) break;
      if (name.toLowerCase().includes(wanted)) hit = key;
    }
    if (hit !== undefined) choose(hit, true);
  });

  for (const box of document.querySelectorAll("[data-kind]")) {
    box.addEventListener("change", function () {
      if (box.checked) hiddenKinds.delete(box.dataset.kind);
      else hiddenKinds.add(box.dataset.kind);
      nodes.update(content.nodes.map((node) => ({ id: node.key, hidden: hiddenKinds.has(node.kind) })));
    });
  }
  for (const row of document.querySelectorAll("[data-node]")) {
    row.addEventListener("click", function () {
      choose(row.dataset.node, true);
      document.getElementById("mynetwork").scrollIntoView({ block: "nearest" });
    });
  }
  network.on("resize", fit);
  fit();
  document.fonts.ready.then(() => network.redraw());
})();
