"""Small worlds to ask questions of: workspaces made of a few claims and transfers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import kg
import queries
from kg.config import Config, save_config
from kg.json_form import jsonable
from kg.model import Claim, Transfer
from kg.values.instants import day_bounds

START = datetime(2026, 1, 1, tzinfo=UTC)


def moment(day: float) -> datetime:
    """Midnight of day 1, 2, … of 2026, UTC."""
    return START + timedelta(days=day - 1)


@dataclass
class World:
    """Claims and transfers of one source, to be made into a workspace."""

    claims: list[Claim] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def entity(
        self,
        entity: str,
        schema: str,
        /,
        valid_from: date | None = None,
        valid_to: date | None = None,
        method: str = "record",
        **properties: str | Sequence[str],
    ) -> str:
        """State properties of an entity; hands its id back."""
        record = f"row {next(self.numbers)}"
        for prop, values in properties.items():
            for value in [values] if isinstance(values, str) else values:
                self.claims.append(
                    Claim(
                        entity=entity,
                        schema=schema,
                        prop=prop,
                        value=value,
                        record=record,
                        file="world.csv",
                        valid_from=valid_from,
                        valid_to=valid_to,
                        method=method,
                    )
                )
        return entity

    def edge(self, schema: str, /, valid_from: date | None = None, **properties: str) -> str:
        """State a relation that is an entity of its own."""
        return self.entity(
            f"w:{schema.lower()}-{next(self.numbers)}", schema, valid_from=valid_from, **properties
        )

    def person(self, name: str, **properties: str) -> str:
        """A person whose id is `w:` and the name in lower case."""
        return self.entity(f"w:{name.lower()}", "Person", name=name, **properties)

    def company(self, name: str, **properties: str) -> str:
        """The same for a company."""
        return self.entity(f"w:{name.lower()}", "Company", name=name, **properties)

    def owns(self, owner: str, asset: str, percentage: str = "", **properties: str) -> str:
        """An ownership."""
        if percentage:
            properties["percentage"] = percentage
        return self.edge("Ownership", owner=owner, asset=asset, **properties)

    def account(self, number: str, *holders: str) -> str:
        """An account and its holders."""
        account = self.entity(f"w:{number}", "BankAccount", accountNumber=number)
        for holder in holders:
            self.owns(holder, account, role="account holder")
        return account

    def transfer(self, payer: str, payee: str, amount: int, day: float, **facts: Any) -> str:
        """A transfer of minor units on a day of 2026; its id is `t` and a number from 1."""
        transfer = Transfer(
            id=f"t{len(self.transfers) + 1}",
            instant=moment(day),
            from_account=payer,
            to_account=payee,
            amount=amount,
            currency=facts.pop("currency", "EUR"),
            record=f"row {len(self.transfers) + 1}",
            file="transfers.csv",
            **facts,
        )
        self.transfers.append(transfer)
        return transfer.id

    def transfer_by_day(self, payer: str, payee: str, amount: int, day: date, zone: str) -> str:
        """A transfer of which no more is known than its day in a zone."""
        first, last = day_bounds(day, zone)
        number = (first - START) / timedelta(days=1) + 1
        return self.transfer(payer, payee, amount, number, until=last, precision="day", zone=zone)

    def build(
        self,
        folder: Path,
        *,
        shape: str = "each",
        store: Mapping[str, str] | None = None,
        sources: Mapping[str, World] | None = None,
        timezone: str = "UTC",
    ) -> kg.Workspace:
        """A workspace with this world as source `world`, and further worlds by name.

        `shape` is how transfers reach the graph; `store` the settings of the graph store,
        None for the embedded one.
        """
        folder.mkdir(parents=True)
        settings = dict(store or {"engine": "embedded"})
        save_config(
            folder,
            Config(name="world", transfers=shape, store=settings, timezone=timezone),  # type: ignore[arg-type]
        )
        ws = kg.open(folder)
        try:
            for name, world in {"world": self, **dict(sources or {})}.items():
                with ws.lake.write(name, fingerprint="1", reader="test") as writer:
                    writer.add_claims(world.claims)
                    writer.add_transfers(world.transfers)
                    writer.read = len(world.claims) + len(world.transfers)
            ws.refresh()
        except BaseException:
            ws.close()
            raise
        return ws


def answers(ws: kg.Workspace, refs: Sequence[str], as_of: str | None = None) -> list[Any]:
    """What every query says of some entities, as JSON."""
    found: list[Any] = []
    for ref in refs:
        found.append(jsonable(queries.portrait(ws, ref, as_of=as_of)))
        found.append(jsonable(queries.ego(ws, ref, hops=2, as_of=as_of)))
    found.append(jsonable(queries.association_map(ws, refs, as_of=as_of)))
    for kind in ("any", "money", "ownership"):
        found.append(jsonable(queries.path(ws, refs[0], refs[1], kind=kind, as_of=as_of)))
    return found
