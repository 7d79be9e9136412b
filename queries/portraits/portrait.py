"""`portrait`: everything known of one entity at one moment, each statement with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from kg.json_form import jsonable
from kg.values.instants import Moment
from queries.answers import Evidence, Ref
from queries.portraits.section import OF_EVERY_PORTRAIT, Section, ordered_sections
from queries.portraits.subject import Subject
from queries.provenance.evidence import portrait_evidence

if TYPE_CHECKING:
    from kg.workspace import Workspace
    from queries.risk.risk_model import RiskModel

_MOST_EVIDENCE = 2000
_Section = TypeVar("_Section", bound=Section)


@dataclass(frozen=True)
class Portrait:
    """All that is known of one entity at one moment, each statement with its evidence.

    What a section knows is an attribute of the portrait too, under the name it has in the JSON
    form: `portrait.flows`, `portrait.exposure`; `portrait[MoneySection]` is the section itself.

    Attributes:
        subject: the entity. kind: "party", "account" or "thing".
        schema_label: the ontology's name for its schema.
        as_of: a day, or an instant (UTC); nothing later was looked at. None is "all that is
            known".
        sections: in the order in which they are shown.
        evidence: the claims behind the portrait, by property and value: about the subject, about
            its relations, and all that its sections name.
        evidence_left_out: claims cut by the limit, and those that a reason names and no source
            makes any longer.
    """

    subject: Ref
    kind: str
    schema_label: str
    as_of: Moment | None
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...] = ()
    evidence_left_out: int = 0

    @property
    def left_out(self) -> dict[str, int]:
        """Entries cut by a limit, by what they are of, where there are any."""
        found = {name: n for one in self.sections for name, n in one.left_out.items()}
        found["evidence"] = self.evidence_left_out
        return {name: count for name, count in found.items() if count}

    def __getitem__(self, kind: type[_Section]) -> _Section:
        """The section of that class; raises KeyError."""
        for one in self.sections:
            if isinstance(one, kind):
                return one
        raise KeyError(kind.__name__)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and name != "sections":
            for one in self.sections:
                if hasattr(one, name) and not hasattr(Section, name):
                    return getattr(one, name)
        raise AttributeError(f"no section of a portrait has '{name}'")

    def __dir__(self) -> list[str]:
        told = (name for one in self.sections for name in one.field_names())
        return sorted({*super().__dir__(), *told})

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries: exact numbers as text, datetimes as ISO 8601 text."""
        told = {name: getattr(self, name) for name in OF_EVERY_PORTRAIT}
        for one in self.sections:
            told |= {name: getattr(one, name) for name in one.field_names()}
        return {name: jsonable(value) for name, value in told.items()}


def portrait(
    ws: Workspace,
    ref: str,
    as_of: str | date | datetime | None = None,
    model: RiskModel | None = None,
) -> Portrait:
    """The portrait of a person, organisation, account or any other entity.

    Statements come from the lake, relations from the graph, money from the ledger. Relations
    that had ended by then are shown with their end, except in the ownership section, which
    looks through the shares that are held at that moment.

    Args:
        ref: what `Workspace.resolve` takes.
        as_of: nothing later is looked at; a date means the end of that day in the own zone.
        model: weights and thresholds; None is the workspace's `exposure.yaml`, else the shipped
            one.

    Raises:
        NotFound, Ambiguous: `ref` names no entity, or several.
        MappingError: the workspace's model is wrong.
    """
    entity = ws.resolve(ref)
    with ws.view(as_of) as view:
        return portrait_of(Subject(ws, view, entity, model))


def portrait_of(subject: Subject) -> Portrait:
    """The same for a subject that is already at hand."""
    view = subject.view
    sections = tuple(kind.read(subject) for kind in ordered_sections())
    named = [claim for one in sections for claim in one.claims()]
    evidence, left_out = portrait_evidence(
        view, subject.own_claims, subject.links.relations, named, most=_MOST_EVIDENCE
    )
    kind = "party" if subject.is_party else "thing"
    return Portrait(
        subject=subject.ref,
        kind="account" if subject.is_account else kind,
        schema_label=view.ontology.get(subject.node.schema).label,
        as_of=view.asked,
        sections=sections,
        evidence=evidence,
        evidence_left_out=left_out,
    )
