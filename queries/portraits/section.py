"""What a section of a portrait is, and the register of them.

A section is one class: its fields are what it knows, under the names that they have in the JSON
form; `read` fills them, and `blocks` lays them out for every reader. It stands in a module (or a
folder) of its own under `queries/portraits/sections`, or in a plug-in, and is registered by its
decorator::

    @section("money", "Money in and out", place=70)
    class MoneySection(Section):
        flows: Flows = Flows()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, dataclass_transform

from kg.errors import SetupError
from kg.registry import Registry
from queries.answers import Ref
from queries.portraits.blocks import Block, Cell, Drawn, Headline, LeftOut

if TYPE_CHECKING:
    from queries.portraits.subject import Subject

OF_EVERY_PORTRAIT = ("subject", "kind", "schema_label", "as_of", "evidence", "left_out")
"""Names that no field of a section may have."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a portrait; see `section`.

    Class attributes:
        key: its name on a page. title, short: its heading, and its name in a list of sections.
        place: in a portrait, the lowest first.

    Attributes:
        left_out: entries cut by a limit, by the name under which a portrait counts them.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    short: ClassVar[str] = ""
    place: ClassVar[int] = 0

    left_out: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, subject: Subject) -> Self:  # noqa: ARG003
        """What there is of it on a subject at its view's moment; `cls()` where there is nothing."""
        return cls()

    def blocks(self) -> Iterable[Block]:
        """How it is laid out; nothing where there is nothing to show. Empty blocks are skipped."""
        return ()

    def aside(self) -> Cell:
        """A few words beside its heading, None for none."""
        return None

    def headlines(self) -> Iterable[Headline]:
        """What of it stands at the head of the portrait."""
        return ()

    def claims(self) -> Iterable[str]:
        """Ids of claims that it names, beside those about the subject and its relations."""
        return ()

    def drawn(self, subject: Ref) -> Iterable[Drawn]:  # noqa: ARG002
        """What of it belongs into a picture of what is around the subject."""
        return ()

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Its fields, as the JSON form names them."""
        return tuple(one.name for one in fields(cls) if one.name != "left_out")

    def cut(self, name: str, one: str = "", many: str = "") -> LeftOut:
        """What a limit cut of the entries of that name."""
        return LeftOut(self.left_out.get(name, 0), one, many)


SECTIONS: Registry[type[Section]] = Registry("section of a portrait", "queries.portraits.sections")
"""All sections by key."""

_Section = TypeVar("_Section", bound=Section)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def section(
    key: str, title: str, *, place: int, short: str = ""
) -> Callable[[type[_Section]], type[_Section]]:
    """Make a class a section of every portrait; its fields become those of a frozen dataclass.

    Args:
        key: lower-case name, unique; the page's anchor.
        title: heading. short: its name in the list of sections; "" is the title.
        place: among the sections, the lowest first; those that ship count in tens.

    Raises:
        SetupError: another section has the key, or a field of the same name.
    """

    def register(cls: type[_Section]) -> type[_Section]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        made.key, made.title, made.short, made.place = key, title, short or title, place
        taken = {name: other.key for other in SECTIONS.values() for name in other.field_names()}
        taken |= dict.fromkeys((*dir(Section), *OF_EVERY_PORTRAIT), "every section or portrait")
        for name in made.field_names():
            if name in taken:
                raise SetupError(
                    f"the section {key} has a field of the name '{name}', as has {taken[name]}",
                    hint="Give it another name",
                )
        SECTIONS.add(key, made)
        return made

    return register


def ordered_sections() -> list[type[Section]]:
    """All sections, in the order in which they are shown."""
    return sorted(SECTIONS.values(), key=lambda one: (one.place, one.key))
