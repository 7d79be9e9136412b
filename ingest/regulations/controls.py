"""The source type `controls`: what an institution does about its obligations, as YAML.

title: Controls of the bank
controls:
  ctr:
    name: Report of currency transactions above 10,000 dollars
    type: detective
    frequency: daily
    provisions: [ecfr:31/1010/311]
    obligations: [celex:32015L2366/art_96/par_1/obligation/1]
    typologies: [structuring]
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document_claims import DocumentClaims, Words
from ingest.registry import Reader, ReadRequest, source_name
from kg.errors import MappingError, UsageError
from kg.yaml_file import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = ("title", "controls")
_KEYS = ("name", "type", "frequency", "automation", "provisions", "obligations", "typologies")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_METHOD = "control-mapping"
_TEXTS = {
    "name": "name",
    "type": "controlType",
    "frequency": "frequency",
    "automation": "automation",
}
_LISTS = {"provisions": "covers", "obligations": "implements"}


def source_of(path: Path) -> str:
    """Name of the source that a mapping of controls is: `controls-bank`."""
    return source_name(f"controls-{source_name(path.stem) or 'file'}")


def _read(request: ReadRequest) -> None:
    (path,) = request.paths
    if request.params:
        raise UsageError("this reader has no settings", value=next(iter(request.params)))
    root = Value.read(path, MappingError)
    keys = root.mapping("a mapping of controls", _ROOT)
    if "controls" not in keys:
        raise root.error("the key 'controls' is missing")
    claims = DocumentClaims(request.writer, path.name)
    controls = keys["controls"].mapping("controls")
    for key, value in controls.items():
        if not _KEY.fullmatch(key):
            raise value.error("not a usable key of a control", value=key)
        _say_control(claims, source_of(path), key, value)
    request.writer.read = len(controls)


def _say_control(claims: DocumentClaims, source: str, key: str, value: Value) -> None:
    parts: Mapping[str, Value] = value.mapping(f"control '{key}'", _KEYS)
    if "name" not in parts:
        raise value.error(f"control '{key}' needs a name")
    entity = f"control:{source}/{key}"
    name = parts["name"].text()
    words = Words(key, name)

    def say(prop: str, text: str, who: str = entity, schema: str = "InternalControl") -> None:
        claims.say(who, schema, prop, text, words, _METHOD)

    say("controlId", key)
    for part, prop in _TEXTS.items():
        if part in parts:
            say(prop, parts[part].text())
    for part, prop in _LISTS.items():
        for item in parts[part].texts() if part in parts else ():
            say(prop, item)
    for typology in parts["typologies"].texts() if "typologies" in parts else ():
        node = f"typology:{typology}"
        say("code", typology, node, "Typology")
        say("name", typology.replace("_", " "), node, "Typology")
        say("mitigates", node)


READER = Reader(
    name="controls",
    description="What the institution does about its obligations: controls and typologies",
    files="YAML files; see docs/tasks/regulations.md",
    read=_read,
    source_of=source_of,
)
