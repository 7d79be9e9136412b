"""What a file of an ontology may declare, before names are looked up across files."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, field

from kg.declarations import Declared, Filled, Number

NODE_SHAPES = frozenset(
    {"circle", "rounded-square", "square", "diamond", "hexagon", "octagon", "triangle"}
)
LINE_STYLES = frozenset({"solid", "dashed", "dotted"})

SchemaName = Annotated[
    str,
    Meta(
        pattern="^[A-Z][A-Za-z0-9]{0,63}$",
        extra={"says": "a name of at most 64 letters and digits, the first in A-Z,"},
    ),
]
PropertyName = Annotated[
    str,
    Meta(
        pattern="^[a-z][A-Za-z0-9]{0,63}$",
        extra={"says": "a name of at most 64 letters and digits, the first in a-z,"},
    ),
]
Word = Annotated[
    str,
    Meta(pattern="^[a-z][a-z0-9-]{0,63}$", extra={"says": "a word of a-z, digits and hyphens"}),
]
RelationshipType = Annotated[
    str,
    Meta(
        pattern="^[A-Z][A-Z0-9_]{0,63}$",
        extra={"says": "a relationship type of A-Z, digits and underscores"},
    ),
]
Color = Annotated[str, Meta(pattern="^#[0-9A-Fa-f]{6}$", extra={"says": "a colour as #rrggbb"})]
PathData = Annotated[
    str,
    # It goes into images as it stands, so nothing but path data may pass.
    Meta(
        pattern="^[Mm][MmLlHhVvCcSsQqTtAaZz0-9 .,-]{0,1999}$",
        extra={"says": "SVG path data of at most 2000 characters"},
    ),
]


class DeclaredType(Declared, frozen=True):
    """A type of value. `values` are its closed vocabulary, code to label."""

    label: Filled
    description: Filled
    values: dict[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()


class DeclaredGroup(Declared, frozen=True):
    """A family of schemata that look alike."""

    label: Filled
    color: Color
    shape: Literal[
        "circle", "rounded-square", "square", "diamond", "hexagon", "octagon", "triangle",
        "solid", "dashed", "dotted",
    ]  # fmt: skip
    description: str = ""


class DeclaredReverse(Declared, frozen=True):
    """The name of a relation from its other end."""

    name: PropertyName
    label: Filled


class DeclaredProperty(Declared, frozen=True):
    """A property; see `kg.ontology.Property` for what its keys mean."""

    label: Filled
    type: str = "string"
    description: str = ""
    range: str | None = None
    relation: RelationshipType | None = None
    reverse: DeclaredReverse | None = None
    format: str | None = None
    examples: tuple[str, ...] = ()
    multiple: bool = False
    sensitive: bool = False
    hidden: bool = False
    deprecated: bool = False
    minimum: Number | None = None
    maximum: Number | None = None
    not_before: str | None = None
    past: bool = False
    currency: str | None = None
    distinctive: bool = False

    def __post_init__(self) -> None:
        if len(set(self.examples)) < len(self.examples):
            raise ValueError("an example stands twice")
        if not self.is_entity and (self.range or self.relation or self.reverse):
            raise ValueError(
                f"only an entity property has a range, relation or reverse; this is a {self.type}"
            )
        if self.is_entity and self.range is None:
            raise ValueError("an entity property needs a range")
        low, high = self.minimum, self.maximum
        if low is not None and high is not None and low > high:
            raise ValueError("the minimum is above the maximum")

    @property
    def is_entity(self) -> bool:
        return self.type == "entity"

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Minimum and maximum, exact as they are written."""
        low, high = (
            None if bound is None else Decimal(f"{bound:.15g}")
            for bound in (self.minimum, self.maximum)
        )
        return low, high


class DeclaredEdge(Declared, frozen=True):
    """How entities of a schema become relationships."""

    source: str
    target: str
    label: Filled
    type: RelationshipType
    directed: bool = True


class DeclaredIdentity(Declared, frozen=True):
    """Properties that together name one entity, of the schema or of what `identifies` names."""

    properties: Annotated[tuple[str, ...], Meta(min_length=1)]
    identifies: str | None = None


class DeclaredSchema(Declared, frozen=True):
    """A schema; None is a key that is not there, and is inherited."""

    label: Filled
    plural: str | None = None
    description: str = ""
    extends: tuple[str, ...] = ()
    abstract: bool = False
    properties: dict[PropertyName, DeclaredProperty] = field(default_factory=dict)
    required: tuple[str, ...] | None = None
    caption: tuple[str, ...] | None = None
    featured: tuple[str, ...] | None = None
    edge: DeclaredEdge | None = None
    identity: tuple[DeclaredIdentity, ...] = ()
    group: str | None = None
    color: Color | None = None
    icon: str | None = None
    shape: str | None = None
    vocabulary: Literal["riskweave", "ftm"] = "riskweave"


class DeclaredExtension(Declared, frozen=True):
    """What a file adds to a schema that is declared elsewhere."""

    properties: dict[PropertyName, DeclaredProperty] = field(default_factory=dict)
    featured: tuple[str, ...] = ()
    identity: tuple[DeclaredIdentity, ...] = ()


class OntologyFile(Declared, frozen=True):
    """A file of an ontology."""

    types: dict[Word, DeclaredType] = field(default_factory=dict)
    groups: dict[Word, DeclaredGroup] = field(default_factory=dict)
    icons: dict[Word, PathData] = field(default_factory=dict)
    schemata: dict[SchemaName, DeclaredSchema] = field(default_factory=dict)
    extensions: dict[str, DeclaredExtension] = field(default_factory=dict)
