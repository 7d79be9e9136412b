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

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from ingest.naming import source_name
from ingest.registry import Reader, ReadRequest
from kg.declarations import Declared, read
from kg.errors import MappingError, UsageError
from kg.lake import Place

if TYPE_CHECKING:
    from kg.lake import Door

_METHOD = "control-mapping"

Key = Annotated[
    str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,63}$", extra={"says": "a key such as ctr-1"})
]
EntityId = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9._-]*:\S+$", extra={"says": "the id of an entity, bank:IC03,"})
]


class Control(Declared, frozen=True, kw_only=True):
    """A control; `id` is what another source calls it."""

    name: str
    id: EntityId | UnsetType = UNSET
    type: Literal["preventive", "detective", "corrective"] | UnsetType = UNSET
    frequency: str = ""
    automation: str = ""
    provisions: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    typologies: tuple[str, ...] = ()


class ControlsFile(Declared, frozen=True, kw_only=True):
    """A mapping of controls, by their keys."""

    controls: dict[Key, Control]
    title: str = ""


def source_of(path: Path) -> str:
    """Name of the source that a mapping of controls is: `controls-bank` for `bank.yaml`."""
    stem = source_name(path.stem) or "file"
    return stem if stem == "controls" else source_name(f"controls-{stem}")


def _read(request: ReadRequest) -> None:
    (path,) = request.paths
    if request.params:
        raise UsageError("this reader has no settings", value=next(iter(request.params)))
    controls = read(path, ControlsFile, MappingError).value.controls
    for key, declared in controls.items():
        _say_control(request.door, path, key, declared)
    request.writer.read = len(controls)


def _say_control(door: Door, path: Path, key: str, declared: Control) -> None:
    at = Place(path.name, key, text=declared.name)
    own = f"control:{source_of(path)}/{key}"
    control = door.entity("InternalControl", declared.id or own, at=at, method=_METHOD)
    if declared.id is UNSET:
        control.say("controlId", key)
    control.say("controlType", declared.type or "")
    for part in ("name", "frequency", "automation"):
        control.say(part, getattr(declared, part))
    for item in declared.provisions:
        control.say("covers", item)
    for item in declared.obligations:
        control.say("implements", item)
    for code in declared.typologies:
        typology = door.entity("Typology", f"typology:{code}", at=at, method=_METHOD)
        typology.say("code", code)
        typology.say("name", code.replace("_", " "))
        control.say("mitigates", typology)


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
