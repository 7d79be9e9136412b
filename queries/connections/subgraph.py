"""A part of the graph that a person looks at: nodes, relations and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from kg.json_form import dataclass_json
from kg.model import Node, Relation
from kg.values.instants import Moment

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Others:
    """Those whom a limit left out of a map although money joins them to one that is on it.

    Attributes:
        around: id of the node that is there.
        count: how many they are.
        transfers: sums of what they paid it and were paid by it, as `TRANSFER` relations of which
            one end is `id`.
    """

    around: str
    count: int
    transfers: tuple[Relation, ...]

    ID: ClassVar = "others|{}"
    SCHEMA: ClassVar = "Others"

    @property
    def id(self) -> str:
        """Id of the node that stands for them all where they are drawn."""
        return self.ID.format(self.around)

    def node(self) -> Node:
        """That node."""
        return Node(self.id, self.SCHEMA, (), f"and {self.count:,} others", {})


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Nodes and the relations among them, in canonical order.

    Attributes:
        nodes: sorted by id, each id once.
        relations: sorted by (source, target, type, id); both ends are in `nodes`.
            A `TRANSFER` carries amount (integer minor units), currency, count, first and
            last (epoch ms), whether it stands for one transfer or for several; where no more
            than days are known also date, or date_from and date_to (ISO 8601 text).
        focus: ids the subgraph was asked for, in the order they were asked.
        risk: node id to points, 0 to 100; a node that is absent has not been scored.
        as_of: a day, or an instant (UTC); nothing later was looked at. None is "all that is
            known".
        left_out: number of nodes and relations that belong here but were cut by a limit.
        paths_left_out: paths between those asked for that are as short as those shown and are not
            there whole.
        more_paths: whether there may be more yet: so many paths of money are equally short that
            not all were looked for.
        others: those of them that exchanged money with a node, together, by node.
        title: one line that says what it shows; plain text from untrusted sources.
    """

    nodes: tuple[Node, ...]
    relations: tuple[Relation, ...]
    focus: tuple[str, ...] = ()
    risk: Mapping[str, float] = field(default_factory=dict)
    as_of: Moment | None = None
    left_out: int = 0
    title: str = ""
    others: tuple[Others, ...] = ()
    paths_left_out: int = 0
    more_paths: bool = False

    def __len__(self) -> int:
        return len(self.nodes)

    def node(self, node_id: str) -> Node:
        """The node of that id; raises KeyError where the subgraph has none."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    @property
    def cut(self) -> str:
        """What a limit left out, and by which order what is there was chosen; "" for nothing."""
        said = [f"{self.left_out:,} left out by the limit"] if self.left_out else []
        if self.others:
            said.append("the largest sums and parties of alerts are shown, the others together")
        if self.paths_left_out:
            said.append(f"{self.paths_left_out:,} more paths are as short and not drawn")
        if self.more_paths:
            said.append("there may be more paths of money as short as these")
        return "; ".join(said)

    def with_others(self) -> Subgraph:
        """The same with a node for each group of `others`, so that their money is there."""
        if not self.others:
            return self
        whole = canonical_subgraph(
            [*self.nodes, *(group.node() for group in self.others)],
            [*self.relations, *(one for group in self.others for one in group.transfers)],
        )
        return replace(self, nodes=whole.nodes, relations=whole.relations, others=())

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The same as a NetworkX MultiDiGraph.

        Node keys are ids with attributes schema, labels, caption, risk (None where not
        scored) and properties; edge keys are relation ids with type and properties.
        Graph attributes: title, focus, as_of, left_out.
        """
        import networkx as nx

        graph: networkx.MultiDiGraph[str] = nx.MultiDiGraph(
            title=self.title, focus=self.focus, as_of=self.as_of, left_out=self.left_out
        )
        for node in self.nodes:
            graph.add_node(
                node.id,
                schema=node.schema,
                labels=node.labels,
                caption=node.caption,
                risk=self.risk.get(node.id),
                properties=dict(node.properties),
            )
        for relation in self.relations:
            graph.add_edge(
                relation.source,
                relation.target,
                key=relation.id,
                type=relation.type,
                properties=dict(relation.properties),
            )
        return graph

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries and lists, days and instants as ISO 8601 text."""
        return dataclass_json(self)


def canonical_subgraph(
    nodes: Iterable[Node],
    relations: Iterable[Relation],
    *,
    focus: Iterable[str] = (),
    risk: Mapping[str, float] | None = None,
    as_of: Moment | None = None,
    left_out: int = 0,
    title: str = "",
    others: Iterable[Others] = (),
) -> Subgraph:
    """A Subgraph in canonical order, each node and relation once.

    Relations with an end outside `nodes` are dropped and counted in `left_out`.
    """
    by_id = {node.id: node for node in nodes}
    unique = {
        (relation.source, relation.target, relation.type, relation.id): relation
        for relation in relations
    }
    kept = {
        key: relation
        for key, relation in unique.items()
        if relation.source in by_id and relation.target in by_id
    }
    return Subgraph(
        nodes=tuple(by_id[node_id] for node_id in sorted(by_id)),
        relations=tuple(kept[key] for key in sorted(kept)),
        focus=tuple(focus),
        risk=dict(sorted((risk or {}).items())),
        as_of=as_of,
        left_out=left_out + len(unique) - len(kept),
        title=title,
        others=tuple(others),
    )
