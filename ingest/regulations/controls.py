"""The source type `controls`: what an institution does about its obligations, as YAML.

title: Controls of the bank
controls:
  ctr:
    id: bank:IC03
    name: Report of currency transactions above 10,000 dollars
    type: detective
    frequency: daily
    provisions: [ecfr:31/1010/311]
    obligations: [celex:32015L2366/art_96/par_1/obligation/1]
    typologies: [structuring]

`type` is preventive, detective or corrective. `id` is that of a control which another source tells
of, such as the bank's own list; without it the control is one of the mapping's own.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.naming import source_name
from ingest.registry import Reader, ReadRequest
from kg.errors import MappingError, UsageError
from kg.lake import Place
from kg.yaml_file import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.lake import Door

_ROOT = ("title", "controls")
_KEYS = ("id", "name", "type", "frequency", "automation", "provisions", "obligations", "typologies")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_ENTITY = re.compile(r"[a-z][a-z0-9._-]*:\S+")
_METHOD = "control-mapping"
_TYPES = ("preventive", "detective", "corrective")


def source_of(path: Path) -> str:
    """Name of the source that a mapping of controls is: `controls-bank` for `bank.yaml`."""
    stem = source_name(path.stem) or "file"
    return stem if stem == "controls" else source_name(f"controls-{stem}")


def _read(request: ReadRequest) -> None:
    (path,) = request.paths
    if request.params:
        raise UsageError("this reader has no settings", value=next(iter(request.params)))
    root = Value.read(path, MappingError)
    keys = root.mapping("a mapping of controls", _ROOT)
    if "controls" not in keys:
        raise root.error("the key 'controls' is missing")
    controls = keys["controls"].mapping("controls")
    for key, value in controls.items():
        if not _KEY.fullmatch(key):
            raise value.error("not a usable key of a control", value=key)
        _say_control(request.door, path, key, value)
    request.writer.read = len(controls)


def _say_control(door: Door, path: Path, key: str, value: Value) -> None:
    parts: Mapping[str, Value] = value.mapping(f"control '{key}'", _KEYS)
    if "name" not in parts:
        raise value.error(f"control '{key}' needs a name")
    name = parts["name"].text()
    own = f"control:{source_of(path)}/{key}"
    at = Place(path.name, key, text=name)
    control = door.entity(
        "InternalControl", _entity(parts["id"]) if "id" in parts else own, at=at, method=_METHOD
    )
    if "id" not in parts:
        control.say("controlId", key)
    if "type" in parts:
        control.say("controlType", parts["type"].one_of(_TYPES))
    for part in ("name", "frequency", "automation"):
        if part in parts:
            control.say(part, parts[part].text())
    for part, prop in (("provisions", "covers"), ("obligations", "implements")):
        for item in parts[part].texts() if part in parts else ():
            control.say(prop, item)
    for code in parts["typologies"].texts() if "typologies" in parts else ():
        typology = door.entity("Typology", f"typology:{code}", at=at, method=_METHOD)
        typology.say("code", code)
        typology.say("name", code.replace("_", " "))
        control.say("mitigates", typology)


def _entity(value: Value) -> str:
    """The id of an entity of the graph."""
    text = value.text()
    if not _ENTITY.fullmatch(text):
        raise value.error("not the id of an entity", value=text, hint="For example bank:IC03")
    return text


READY = Path(__file__).parent / "control_mappings"
"""Folder of the mappings that come with Riskweave, one for each act."""

_READY_NAMES = ", ".join(sorted(path.stem for path in READY.glob("*.yaml")))

READER = Reader(
    name="controls",
    description="What the institution does about its obligations: controls and typologies",
    files=f"YAML files (docs/tasks/regulations.md); ready ones by name: {_READY_NAMES}",
    read=_read,
    source_of=source_of,
    ready=READY,
)
