"""`portrait`: everything known of one entity at one moment, each statement with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from kg.model import Finding
from queries.answers import Ref
from queries.features.catalogue import compute_features
from queries.money.accounts import holder_refs, ref, texts_of
from queries.money.flows import activity, currency_totals, flows_of, main_counterparties
from queries.ownership.around import Stakes, holdings_below, owners_above, ownership_view
from queries.portraits.parts import AccountView, FeatureValue, Flows, Portrait
from queries.portraits.properties import (
    claimed_labels,
    identifiers,
    names,
    others,
    property_views,
    transfer_labels,
)
from queries.portraits.relations import contacts, events, read_links, sanction_entries
from queries.portraits.reported import reported
from queries.portraits.reported_parts import Reported
from queries.portraits.subject import Subject
from queries.provenance.evidence import entity_evidence, portrait_evidence
from queries.risk.exposure import WATCHLIST_KIND, exposure_of
from queries.risk.risk_model import RiskModel, workspace_model

if TYPE_CHECKING:
    from kg.workspace import Workspace

_TOP_COUNTERPARTIES = 10
_MOST_ACCOUNTS = 50
_MOST_EVENTS = 100
_MOST_EVIDENCE = 2000
_IDENTIFYING = ("iban", "accountNumber", "publicKey", "cryptoAddress", "cardNumber")


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
        return portrait_of(Subject(ws, view, entity), model or workspace_model(ws.path))


def portrait_of(subject: Subject, model: RiskModel) -> Portrait:
    """The same for a subject that is already at hand."""
    view = subject.view
    own = entity_evidence(view, subject.id)
    properties = property_views(view.ontology, own)
    links = read_links(view, subject.node)
    above, below = _stakes(subject)
    happened = events(view, links)
    accounts = _accounts(subject)
    flows = _flows(subject)
    describe = {
        subject.id: subject.ref,
        **{account.account.id: account.account for account in accounts},
    }
    sanctions = sanction_entries(view, links)
    watchlist = tuple(distinct_supports(finding) for finding in subject.watchlist)
    findings = tuple(
        distinct_supports(finding)
        for finding in subject.findings
        if finding.kind not in (WATCHLIST_KIND, "exposure")
    )
    exposure = distinct_supports(exposure_of(subject, model))
    labels = claimed_labels(view, describe, (subject.id, *subject.money_ends))
    reports, reports_left_out = _reported(subject)
    named = [
        *reports.claims,
        *_claims_of((exposure, *findings, *watchlist)),
        *(claim for entry in sanctions for claim in entry.claims),
        *(claim for label in labels for claim in label.claims),
    ]
    evidence, evidence_left_out = portrait_evidence(
        view, own, links.relations, named, most=_MOST_EVIDENCE
    )
    left_out = {
        "relations": links.left_out,
        "accounts": max(0, len(accounts) - _MOST_ACCOUNTS),
        "events": max(0, len(happened) - _MOST_EVENTS),
        "evidence": evidence_left_out,
        "counterparties": flows.counterparties_left_out,
        "ownership": above.left_out + below.left_out,
        **reports_left_out,
    }
    return Portrait(
        subject=subject.ref,
        kind=_kind(subject),
        schema_label=view.ontology.get(subject.node.schema).label,
        as_of=view.asked,
        records=tuple(sorted({claim.entity for claim in own})),
        names=names(properties),
        identifiers=identifiers(properties),
        properties=others(properties),
        contacts=contacts(view, subject.node, links, properties),
        accounts=accounts[:_MOST_ACCOUNTS],
        holders=tuple(links.holders),
        ownership=ownership_view(above, below, model),
        roles=tuple(links.roles),
        guarantees=tuple(links.guarantees),
        associates=tuple(links.associates),
        relations=tuple(links.others),
        sanctions=sanctions,
        watchlist=watchlist,
        flows=flows,
        features=_features(subject),
        findings=findings,
        exposure=exposure,
        labels=(*labels, *transfer_labels(view, describe, subject.money_ends)),
        events=happened[:_MOST_EVENTS],
        evidence=evidence,
        left_out={section: count for section, count in left_out.items() if count},
        reported=reports,
    )


def _reported(subject: Subject) -> tuple[Reported, dict[str, int]]:
    if not subject.is_party or subject.view.ontology.get(subject.node.schema).is_a("Person"):
        return Reported(), {}
    return reported(subject.view, subject.id)


def distinct_supports(finding: Finding) -> Finding:
    """The finding, each of its reasons naming each claim and transfer that it rests on once."""
    return replace(
        finding,
        reasons=tuple(
            replace(
                reason,
                claims=tuple(dict.fromkeys(reason.claims)),
                transfers=tuple(dict.fromkeys(reason.transfers)),
            )
            for reason in finding.reasons
        ),
    )


def _claims_of(findings: Iterable[Finding]) -> list[str]:
    return [claim for one in findings for reason in one.reasons for claim in reason.claims]


def _stakes(subject: Subject) -> tuple[Stakes, Stakes]:
    if subject.is_account:
        nothing = Stakes(subject.id, (), {subject.id: subject.node}, 0)
        return nothing, nothing
    return (
        owners_above(subject.reader, subject.id),
        holdings_below(subject.reader, subject.id),
    )


def _kind(subject: Subject) -> str:
    if subject.is_account:
        return "account"
    return "party" if subject.is_party else "thing"


def _accounts(subject: Subject) -> tuple[AccountView, ...]:
    held = {holding.account: holding for holding in subject.accounts}
    nodes = subject.reader.nodes(held)
    holding_parties = holder_refs(subject.reader, held)
    views = []
    for account, holding in sorted(held.items()):
        node = nodes[account]
        first, last = activity(subject.ledger, subject.id, account)
        views.append(
            AccountView(
                account=ref(node),
                role=holding.role,
                identifiers=tuple(text for p in _IDENTIFYING for text in texts_of(node, p)),
                holders=holding_parties.get(account, ()),
                totals=currency_totals(subject.ledger, "moves", subject.id, [account]),
                first=first,
                last=last,
            )
        )
    return tuple(views)


def _flows(subject: Subject) -> Flows:
    main = main_counterparties(subject.ledger, subject.id, top=_TOP_COUNTERPARTIES)
    describe: Mapping[str, Ref] = {
        entity: ref(node) for entity, node in subject.reader.nodes(main).items()
    }
    return flows_of(
        subject.ledger,
        subject.id,
        describe,
        holder_refs(subject.reader, main),
        top=_TOP_COUNTERPARTIES,
    )


def _features(subject: Subject) -> tuple[FeatureValue, ...]:
    return compute_features(subject.ledger).get(subject.id, ())
