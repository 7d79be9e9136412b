"""An entry of OFAC's lists: its rows, and where and how things are said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.watchlists.ofac.remarks import without_stop
from kg.lake import Place

if TYPE_CHECKING:
    from datetime import date

    from ingest.watchlists.ofac.names import NameIndex
    from ingest.watchlists.ofac.remarks import Clause
    from ingest.watchlists.ofac.rows import Row
    from kg.lake import Door, Entity

SCHEMATA = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "": "Organization"}
"""Schema of each `SDN_Type`. The empty one is "entity": any organisation, not only a company."""


@dataclass(slots=True)
class Entry:
    """A row of the primary file with all that the other files add to it.

    Attributes:
        list_name: the list it stands on, as a person would say it.
        authority: who keeps that list; None is OFAC.
        comments: row of the comments file that goes on with its remarks.
    """

    row: Row
    list_name: str
    authority: str | None = None
    aliases: list[Row] = field(default_factory=list)
    addresses: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)

    @property
    def schema(self) -> str:
        """Ontology schema of the entry."""
        return SCHEMATA[self.row.values["type"].lower()]

    @property
    def is_person(self) -> bool:
        """The entry is an individual."""
        return self.schema == "Person"

    @property
    def programs(self) -> list[str]:
        """Codes of its programmes: "NPWMD] [IFSR" is two."""
        text = self.row.values["program"]
        return list(dict.fromkeys(p.strip() for p in re.split(r"[\]\[;]+", text) if p.strip()))


def place_of(row: Row, part: str = "") -> Place:
    """Where a row stands; `part` numbers one of several that an entry has (`,alt_num=7`)."""
    return Place(row.file, f"ent_num={row.ent_num}{part}", row.line)


class Listed:
    """One entry while things are said of it.

    Attributes:
        registers: countries in whose registers of companies it stands.
        listed_from: day of its listing, None where it is not known.
    """

    def __init__(self, door: Door, namespace: str, entry: Entry, names: NameIndex) -> None:
        self.door = door
        self.namespace = namespace
        self.entry = entry
        self.entity = door.entity(
            entry.schema, f"{namespace}:{entry.row.ent_num}", at=place_of(entry.row)
        )
        self.registers: set[str] = set()
        self.listed_from: date | None = None
        self._names = names

    @property
    def schema(self) -> str:
        """Name of its schema."""
        return self.entity.schema.name

    @property
    def is_party(self) -> bool:
        """It is a person or an organisation, not a ship or an aircraft."""
        return self.schema in ("Person", "Organization")

    def beside(self, entity: Entity, schema: str, key: str) -> Entity:
        """Another entity that the same words tell of."""
        return self.door.entity(
            schema, f"{self.namespace}:{key}", at=entity.at, method=entity.method
        )

    def tag(self, entity: Entity, original: str | None = None) -> None:
        """Say that something is sanctioned, from the day of the listing on where it is known."""
        entity.say("topics", "sanction", original=original, valid_from=self.listed_from)

    def warn(self, entity: Entity, message: str) -> None:
        """Note what was not understood, and where it stands."""
        self.door.writer.warn(message, at=entity.at)

    def find(self, name: str) -> str | None:
        """Entity id of the one other entry that has a name, None when it is not one."""
        for spelling in dict.fromkeys((name, without_stop(name), name + ".")):
            found = self._names.find(spelling, but=self.entry.row.ent_num)
            if len(found) == 1:
                return f"{self.namespace}:{found[0]}"
            if found:
                break
        return None

    def say_if_read(
        self, entity: Entity, prop: str, value: str, clause: Clause, confidence: float = 1.0
    ) -> bool:
        """Say what a clause tells, where the entry can have the property and it the value."""
        if prop not in entity.schema.properties or entity.would_say(prop, value) is None:
            return False
        entity.say(prop, value, original=clause.line, confidence=confidence)
        return True
