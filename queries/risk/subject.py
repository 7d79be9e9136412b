"""The entity whose risk is asked for: its accounts, money, alerts and watchlist matches."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.errors import NotFound
from kg.model import Finding, Node
from queries.answers import Ref, ref
from queries.connections.accounts import Holding, accounts_held, holders, is_account, money_ends_of
from queries.connections.graph_reader import GraphReader
from queries.money.flows import Moves, read_moves
from queries.provenance.evidence import distinct_supports
from queries.risk.risk_model import RiskModel, workspace_model
from queries.risk.standing import about
from queries.screening.screen import KIND

if TYPE_CHECKING:
    import duckdb

    from kg.desk import Alert
    from kg.view import View
    from kg.workspace import Workspace


class RiskSubject:
    """An entity in a view; each part is read when first asked for, and once.

    Raises:
        NotFound: the graph does not have the entity.
    """

    def __init__(
        self, ws: Workspace, view: View, entity: str, model: RiskModel | None = None
    ) -> None:
        self._given_model = model
        self.ws = ws
        self.view = view
        self.reader = GraphReader(view)
        self.id = entity
        node = self.reader.nodes([entity]).get(entity)
        if node is None:
            raise NotFound(
                "no such entity in the graph",
                value=entity,
                hint="Run 'kg refresh' if it was read in just now",
            )
        self.node: Node = node

    @property
    def ref(self) -> Ref:
        """How the subject is mentioned."""
        return ref(self.node)

    @cached_property
    def model(self) -> RiskModel:
        """Weights and thresholds: those given, else the workspace's, else the shipped ones.

        Raises:
            MappingError: the workspace's model is wrong.
        """
        return self._given_model or workspace_model(self.ws.path)

    @cached_property
    def is_account(self) -> bool:
        """Whether it is an account, wallet or card."""
        return is_account(self.view.ontology, self.node.schema)

    @cached_property
    def is_party(self) -> bool:
        """Whether it is a person or organisation."""
        return self.view.ontology.get(self.node.schema).is_a("LegalEntity")

    @cached_property
    def accounts(self) -> list[Holding]:
        """Accounts it holds; none for an account."""
        return [] if self.is_account else accounts_held(self.reader, [self.id])

    @cached_property
    def holders(self) -> list[Holding]:
        """Who holds it; none for anything but an account."""
        return holders(self.reader, [self.id]) if self.is_account else []

    @cached_property
    def money_ends(self) -> tuple[str, ...]:
        """Ids under which the ledger may know it: its own, and those of its accounts."""
        if self.is_account:
            return (self.id,)
        return money_ends_of(self.reader, [self.id])[self.id]

    @cached_property
    def moves(self) -> Moves:
        """Its transfers."""
        return read_moves(self.view, {self.id: self.money_ends})

    @cached_property
    def ledger(self) -> duckdb.DuckDBPyConnection:
        """A connection over `moves`."""
        return self.moves.connect()

    @cached_property
    def account_refs(self) -> dict[str, Ref]:
        """How its accounts are mentioned, by id."""
        nodes = self.reader.nodes(holding.account for holding in self.accounts)
        return {account: ref(node) for account, node in nodes.items()}

    @cached_property
    def standing(self) -> tuple[Alert, ...]:
        """All alerts that stand at the view's moment, on whomever."""
        return self.view.standing_alerts()

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """Those about the subject or one of its accounts, possible watchlist matches excepted.

        These are `watchlist`.
        """
        mine = about(self.standing, {self.id, *self.money_ends})
        return tuple(alert for alert in mine if alert.finding.kind not in (KIND, "exposure"))

    @cached_property
    def watchlist(self) -> tuple[Finding, ...]:
        """Watchlist matches on the subject or one of its accounts, highest score first.

        Those of the screening on record for this very moment and state of the sources; where
        there is none, the subject is screened now, unless it is an account: lists name parties.
        """
        from queries.screening.runs import matches_on

        if self.is_account:
            return ()
        matches = matches_on(self.ws, self.view, {self.id, *self.money_ends})
        return tuple(map(distinct_supports, matches))
