"""A portrait as one self-contained page: no script, printable, every value with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources

from markupsafe import Markup

from kg.cli_tools import shortened
from kg.model import Reason, Relation
from queries.answers import Evidence, Money
from queries.portraits.parts import CurrencyTotal, Link, Portrait, PropertyView
from viz.maps.drawing import scene_svg
from viz.maps.scene import build_scene
from viz.portraits.charts import MOST_MONTHS, Month, monthly_svg, months
from viz.portraits.neighbourhood import portrait_subgraph
from viz.portraits.reported import (
    figure_quotes,
    figure_rows,
    heading,
    party_lists,
    pieces,
    place,
    proceeding_facts,
    statement_facts,
)
from viz.styles import Styles, halo
from viz.text import (
    activity,
    counted,
    country_text,
    cut,
    grouped_account,
    moment,
    money,
    number,
    percentage,
    quantity,
    span,
    visible,
)
from viz.writing import content_hash, template

_MOST_HEAD_FACTS = 9
_MOST_EVIDENCE = 12
_BAR_PIXELS = 92
_LONGEST_SENTENCE = 400
_DRAWING_PIXELS = 1020.0


@dataclass(frozen=True, slots=True)
class _Mark:
    """A claim's number on the page, or an id that stands for itself (`number` 0)."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Fact:
    label: str
    text: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Chart:
    """The months of one currency; `months` are drawn, `earlier` stand in the table only."""

    currency: str
    svg: Markup
    months: list[Month]
    all: list[Month]
    earlier: int


def portrait_page(
    portrait: Portrait,
    title: str | None = None,
    *,
    styles: Styles | None = None,
    generated_at: datetime | None = None,
) -> str:
    """The page as HTML text; the same portrait gives the same text.

    Args:
        title: heading as plain text; None is the subject's caption.
        styles: looks; None is those of the project's ontology.
        generated_at: printed at the foot; None prints no time.
    """
    styles = styles or Styles()
    css = resources.files("viz").joinpath("assets", "portrait.css").read_text(encoding="utf-8")
    around = portrait_subgraph(portrait)
    drawing = ""
    if len(around.nodes) > 1:
        scene = build_scene(around, styles=styles, kind="force")
        drawing = scene_svg(scene, widest=_DRAWING_PIXELS)
    helpers = _Helpers(portrait, styles)
    caption = shown_name(title or portrait.subject.caption or portrait.subject.id)
    return template("portrait.html.j2").render(
        csp=_policy(css),
        # The project's own text, and drawings whose text was escaped as they were made.
        css=Markup(css),  # noqa: S704
        icon=Markup(styles.kind(portrait.subject.schema).svg),  # noqa: S704
        drawing=Markup(drawing),  # noqa: S704
        p=portrait,
        title=caption,
        as_of=moment(portrait.as_of),
        generated_at=moment(generated_at) if generated_at else "",
        drawing_left_out=around.left_out,
        head=helpers.head_facts(),
        charts=_charts(portrait),
        sections=_sections(portrait, drawn=bool(drawing)),
        has_ownership=_has_ownership(portrait),
        threshold=helpers.threshold(),
        account=shown_name,
        activity=activity,
        bar=helpers.bar,
        cash=cash,
        counted=counted,
        country=country_text,
        evidence=helpers.evidence,
        figure_quotes=figure_quotes,
        figure_rows=figure_rows(portrait.reported),
        footnotes=helpers.footnotes,
        heading=heading,
        kind_label=lambda schema: styles.kind(schema).label,
        level=finding_level,
        link_facts=helpers.link_facts,
        minor=money,
        number=number,
        party_lists=party_lists(portrait.reported),
        percentage=percentage,
        pieces=pieces,
        place=place,
        proceeding_facts=proceeding_facts,
        statement_facts=statement_facts,
        quantity=quantity,
        relation_label=helpers.relation_label,
        sentence=lambda text: shortened(text, _LONGEST_SENTENCE),
        span=span,
        totals=totals,
        validity=validity,
        value_text=styles.value_text,
    )


def _policy(css: str) -> str:
    style = content_hash(css)
    return f"default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'"


class _Helpers:
    """What the template asks for while it writes."""

    def __init__(self, portrait: Portrait, styles: Styles) -> None:
        self._portrait = portrait
        self._styles = styles
        self._numbers = {
            claim.claim: place for place, claim in enumerate(portrait.evidence, start=1)
        }

    def footnotes(self, claims: Iterable[str]) -> list[int]:
        """Numbers of the claims that the page lists."""
        return sorted(self._numbers[claim] for claim in claims if claim in self._numbers)

    def evidence(self, reason: Reason) -> list[_Mark]:
        """What a reason rests on: claims by number, the rest by id, at most a dozen."""
        found = [
            _Mark(self._numbers.get(claim, 0), f"claim {cut(claim, 13)}")
            for claim in dict.fromkeys(reason.claims)
        ]
        found += [_Mark(0, transfer) for transfer in dict.fromkeys(reason.transfers)]
        if len(found) > _MOST_EVIDENCE:
            more = f"and {len(found) - _MOST_EVIDENCE:,} more"
            found = [*found[:_MOST_EVIDENCE], _Mark(0, more)]
        return found

    def bar(self, contribution: float) -> str:
        """Length in pixels of a contribution, 100 points being the whole bar."""
        return f"{min(abs(contribution), 100.0) / 100 * _BAR_PIXELS:.1f}"

    def threshold(self) -> str:
        """From which share an owner counts as beneficial, in percent."""
        return f"{float(self._portrait.ownership.threshold) * 100:g} %"

    def relation_label(self, link: Link) -> str:
        """How the subject stands to the other: `directs`, or `← directs` from its side."""
        label = self._styles.edge(link.type).label
        return label if link.outgoing else f"← {label}"

    def link_facts(self, link: Link) -> list[tuple[str, str]]:
        """(label, text) of what else a relation says."""
        relation = Relation(link.relation, link.type, "", "", link.properties)
        return self._styles.relation_properties(relation)

    def head_facts(self) -> list[_Fact]:
        """The few facts that stand first: identifiers, then properties, one value each."""
        views = [*self._portrait.identifiers, *self._portrait.properties]
        return [self._fact(view) for view in views if view.values][:_MOST_HEAD_FACTS]

    def _fact(self, view: PropertyView) -> _Fact:
        value = view.values[0]
        text = (
            value.entity.caption
            if value.entity
            else self._styles.value_text(view.type, value.value)
        )
        more = f" and {len(view.values) - 1} more" if len(view.values) > 1 else ""
        return _Fact(view.label, cut(text, 120) + more, value.sources, value.claims)


def _charts(portrait: Portrait) -> list[_Chart]:
    currencies = dict.fromkeys(flow.currency for flow in portrait.flows.monthly)
    charts = []
    for currency in sorted(currencies):
        found = months(portrait.flows.monthly, currency)
        shown = found[-MOST_MONTHS:]
        svg = Markup(monthly_svg(shown, currency))  # noqa: S704
        charts.append(_Chart(currency, svg, shown, found, len(found) - len(shown)))
    return charts


def _has_ownership(portrait: Portrait) -> bool:
    view = portrait.ownership
    return bool(view.owners or view.owned or view.beneficial_owners or view.holdings)


def _sections(portrait: Portrait, *, drawn: bool) -> list[tuple[str, str]]:
    p = portrait
    present = (
        (bool(p.exposure), "exposure", "Exposure"),
        (bool(p.findings), "findings", "Findings"),
        (bool(p.sanctions or p.watchlist), "watchlists", "Watchlists"),
        (drawn, "around", "Around it"),
        (True, "identity", "Who it is"),
        (bool(p.accounts or p.holders), "accounts", "Accounts" if p.accounts else "Holders"),
        (bool(p.flows.totals or p.flows.internal), "money", "Money"),
        (bool(p.reported), "reported", "Reports"),
        (_has_ownership(p), "ownership", "Ownership"),
        (bool(p.roles or p.guarantees or p.associates or p.relations), "relations", "Relations"),
        (bool(p.contacts), "contacts", "Contacts"),
        (bool(p.features), "behaviour", "Behaviour"),
        (bool(p.events), "events", "Events"),
        (bool(p.labels), "outcomes", "Known outcomes"),
        (True, "claims", "Claims"),
    )
    return [(key, name) for there, key, name in present if there]


def shown_name(text: str) -> str:
    """A name or account number as it is shown: account numbers grouped, overlong text cut."""
    return shortened(grouped_account(visible(text)))


def cash(amount: Money) -> str:
    """`1,234.50 EUR`."""
    return money(amount.minor, amount.currency)


def totals(found: Iterable[CurrencyTotal], direction: str) -> str:
    """Sums of one direction, each currency on its own; "" without any."""
    return "; ".join(cash(one.total) for one in found if one.direction == direction)


def validity(claim: Evidence) -> str:
    """The period a claim holds for, end exclusive; "" where it is open both ways."""

    def shown(day: date | None) -> str:
        return day.isoformat() if day else ""

    return span(shown(claim.valid_from), shown(claim.valid_to))


def finding_level(score: float) -> str:
    """`high`, `raised`, `some` or "" as the halos of a map have it."""
    level = halo(score)
    return level.level if level else ""
