"""Fictional pictures to draw: a ring of accounts, hostile names, and graphs of any size."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from kg.model import Node, Relation
from queries.connections.subgraph import Subgraph, canonical_subgraph

HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    '<a href="javascript:alert(1)">href</a>',
    "'; MATCH (n) DETACH DELETE n",
    "=cmd()",
    "Ivo \u202etxt.exe\u202c Marchetti\u200f",
    "{{ 7 * 7 }}{% raw %}",
    "<b>bold</b>\n[red]rich[/red]\x1b[31mred",
    "__proto__",
    "\"'`><!--",
)

_DAY_MS = 86_400_000
_START_MS = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp() * 1000)


def node(node_id: str, schema: str, caption: str, **properties: object) -> Node:
    return Node(node_id, schema, (schema,), caption, properties)


def relation(kind: str, source: str, target: str, **properties: object) -> Relation:
    return Relation(f"{kind.lower()}:{source}>{target}", kind, source, target, properties)


def transfer(
    transfer_id: str, source: str, target: str, amount: int, currency: str = "GBP", day: int = 0
) -> Relation:
    """One transfer of `amount` minor units, `day` days after 2 March 2026."""
    instant = _START_MS + day * _DAY_MS
    return Relation(
        transfer_id,
        "TRANSFER",
        source,
        target,
        {
            "amount": amount,
            "currency": currency,
            "count": 1,
            "first": instant,
            "last": instant,
            "channel": "wire",
        },
    )


def aggregate(transfers: Sequence[Relation]) -> list[Relation]:
    """The same money with one TRANSFER a pair of accounts and currency."""
    groups: dict[tuple[str, str, str], list[Relation]] = {}
    for one in transfers:
        key = (one.source, one.target, str(one.properties["currency"]))
        groups.setdefault(key, []).append(one)
    return [
        Relation(
            f"aggregate:{source}>{target}:{currency}",
            "TRANSFER",
            source,
            target,
            {
                "amount": sum(one.properties["amount"] for one in members),
                "currency": currency,
                "count": sum(one.properties["count"] for one in members),
                "first": min(one.properties["first"] for one in members),
                "last": max(one.properties["last"] for one in members),
            },
        )
        for (source, target, currency), members in groups.items()
    ]


_PEOPLE = {
    "p:piotr": ("Piotr Zelenka", 71),
    "p:grace": ("Grace Adomako", 66),
    "p:daniel": ("Daniel Orsini", 63),
    "p:lena": ("Lena Brandvik", 62),
    "p:yusuf": ("Yusuf Demirkan", 61),
    "p:marta": ("Marta Kowalczuk", 74),
    "p:chloe": ("Chloe Wintersea", 12),
    "p:ivo": ("Ivo Marchesini", 82),
    "p:anastasia": ("Anastasia Veldhuis", 55),
    "p:tomas": ("Tomáš Hrubín", 44),
}

_COMPANIES = {
    "c:blue": ("Bluewater Lantern Trading Ltd", "gb", "2025-11-18", 91),
    "c:harbour": ("Harbour Crest Holdings", "cy", "2024-02-06", 88),
    "c:novaline": ("Novaline Konzult s.r.o.", "cz", "2025-06-30", 84),
    "c:orchid": ("Orchid Bay Ventures FZE", "ae", "2025-01-14", 79),
    "c:quayside": ("Quayside Copper LLP", "gb", "2023-09-01", 66),
    "c:silver": ("Silverblatt Importe GmbH", "de", "2019-04-11", 42),
}

_ACCOUNTS = {
    "a:m1": ("GB10 ZZZZ 1020 3000 0044 10", "p:piotr", 81),
    "a:m2": ("GB54 ZZZZ 1020 3000 0044 47", "p:grace", 79),
    "a:m3": ("GB21 ZZZZ 1020 3000 0044 84", "p:daniel", 77),
    "a:m4": ("GB87 ZZZZ 1020 3000 0045 21", "p:lena", 70),
    "a:m5": ("GB43 ZZZZ 1020 3000 0045 58", "p:yusuf", 72),
    "a:m6": ("GB09 ZZZZ 1020 3000 0045 95", "p:marta", 69),
    "a:chloe": ("GB75 ZZZZ 1020 3000 0046 32", "p:chloe", 10),
    "a:blue": ("GB41 ZZZZ 1020 3000 0028 24", "c:blue", 88),
    "a:nova": ("CZ77 0000 0000 0000 0000 1409", "c:novaline", 81),
    "a:harbour": ("CY12 0000 0000 0000 0000 5506", "c:harbour", 85),
    "a:orchid": ("AE33 0000 0000 0000 0004 657", "c:orchid", 76),
    "a:quay": ("GB68 ZZZZ 1020 3000 0032 86", "c:quayside", 58),
    "a:silver": ("DE55 0000 0000 0000 0050 12", "c:silver", 41),
}


def ring_transfers() -> list[Relation]:
    """Cash into six accounts, gathered by one company and sent round four others."""
    dice = random.Random(20260417)
    made: list[Relation] = []

    def send(source: str, target: str, times: int, each: int, day: int, currency: str) -> None:
        for _ in range(times):
            amount = each + dice.randrange(-each // 10, each // 10)
            day_sent = day + dice.randrange(9)
            made.append(transfer(f"t{len(made):04d}", source, target, amount, currency, day_sent))

    mules = ("a:m1", "a:m2", "a:m3", "a:m4", "a:m5", "a:m6")
    for mule in mules:
        send("x:cash", mule, 5, 890_000, 0, "GBP")
        send(mule, "a:blue", 4, 1_080_000, 10, "GBP")
    send("a:chloe", "a:blue", 1, 60_100, 12, "GBP")
    send("a:blue", "a:nova", 6, 5_100_000, 22, "GBP")
    send("a:nova", "a:harbour", 5, 5_900_000, 33, "EUR")
    send("a:harbour", "a:orchid", 4, 6_000_000, 45, "EUR")
    send("a:harbour", "a:orchid", 2, 2_500_000, 47, "USD")
    send("a:orchid", "a:quay", 4, 4_900_000, 58, "USD")
    send("a:quay", "a:blue", 3, 5_200_000, 70, "GBP")
    send("a:silver", "a:nova", 3, 1_150_000, 30, "EUR")
    return made


def ring() -> Subgraph:
    """About forty entities: mules, shell companies, owners, an address, a phone, a device."""
    nodes = [
        node(key, "Person", caption, name=[caption], birthDate=f"{1960 + place * 3}-04-11")
        for place, (key, (caption, _)) in enumerate(_PEOPLE.items())
    ]
    nodes += [
        node(
            key,
            "Company",
            caption,
            name=[caption],
            jurisdiction=country,
            incorporationDate=started,
        )
        for key, (caption, country, started, _) in _COMPANIES.items()
    ]
    nodes += [
        node(key, "BankAccount", caption, iban=caption.replace(" ", ""))
        for key, (caption, _, _) in _ACCOUNTS.items()
    ]
    nodes += [
        node("x:cash", "BankAccount", "Cash deposits", accountNumber="CASH-01"),
        node("d:android", "Device", "Android 8f3c a1", deviceId="8f3ca1"),
        node("h:phone", "PhoneNumber", "+44 7700 900142", number="+447700900142"),
        node("r:lane", "Address", "12 Fenwick Lane, Suite 4, London", city="London"),
        node("r:limassol", "Address", "Limassol Avenue 210, Nicosia", city="Nicosia"),
        node("s:entry", "Sanction", "Fictional list, entry 77", authority=["Fictional"]),
    ]
    relations = ring_transfers()
    relations += [
        relation("OWNS", holder, account, role="account holder")
        for account, (_, holder, _) in _ACCOUNTS.items()
    ]
    relations += [
        relation("OWNS", "c:harbour", "c:blue", percentage="100"),
        relation("OWNS", "c:harbour", "c:novaline", percentage="60"),
        relation("OWNS", "c:orchid", "c:quayside", percentage="51"),
        relation("OWNS", "p:anastasia", "c:harbour", percentage="35"),
        relation("OWNS", "p:anastasia", "c:orchid", percentage="100"),
        relation("DIRECTOR_OF", "p:ivo", "c:blue", startDate="2025-11-18"),
        relation("DIRECTOR_OF", "p:ivo", "c:harbour"),
        relation("DIRECTOR_OF", "p:ivo", "c:quayside"),
        relation("DIRECTOR_OF", "p:ivo", "c:novaline"),
        relation("DIRECTOR_OF", "p:tomas", "c:novaline"),
        relation("GUARANTEES", "c:quayside", "c:silver", amount="250000.00 EUR"),
        relation("SANCTION_ON", "s:entry", "p:ivo"),
        relation("LOCATED_AT", "c:blue", "r:lane"),
        relation("LOCATED_AT", "c:quayside", "r:lane"),
        relation("LOCATED_AT", "p:ivo", "r:lane"),
        relation("LOCATED_AT", "c:harbour", "r:limassol"),
    ]
    for person in ("p:piotr", "p:grace", "p:daniel", "p:lena", "p:marta"):
        relations.append(relation("USES", person, "d:android"))
    for person in ("p:marta", "p:daniel", "p:yusuf"):
        relations.append(relation("USES", person, "h:phone"))
    risk: dict[str, float] = {key: float(points) for key, (_, points) in _PEOPLE.items()}
    risk |= {key: float(points) for key, (_, _, _, points) in _COMPANIES.items()}
    risk |= {key: float(points) for key, (_, _, points) in _ACCOUNTS.items()}
    return canonical_subgraph(
        nodes,
        relations,
        focus=("c:blue", "p:ivo"),
        risk=risk,
        as_of=datetime(2026, 6, 30, tzinfo=UTC),
        left_out=3,
        title="Association map: Bluewater Lantern Trading Ltd, Ivo Marchesini",
    )


def hostile() -> Subgraph:
    """Hostile text in every id, caption, type, property name and property value."""
    nodes = [
        Node(
            f"{name} #{place}",
            "Company" if place % 2 else name,
            (name,),
            name,
            {"name": [name, name], name: name, "registrationNumber": name},
        )
        for place, name in enumerate(HOSTILE_NAMES)
    ]
    relations = [
        Relation(f"{name} r{place}", name, nodes[0].id, nodes[place].id, {name: name, "role": name})
        for place, name in enumerate(HOSTILE_NAMES)
        if place
    ]
    relations += [
        Relation(
            f"{name} t{place}",
            "TRANSFER",
            nodes[place].id,
            nodes[(place + 1) % len(nodes)].id,
            {
                "amount": 100 + place,
                "currency": "EUR",
                "count": 1,
                "first": _START_MS,
                "last": _START_MS,
                "purpose": name,
                "channel": name,
            },
        )
        for place, name in enumerate(HOSTILE_NAMES)
    ]
    return canonical_subgraph(
        nodes,
        relations,
        focus=(nodes[0].id, nodes[1].id),
        risk={nodes[0].id: 95.0},
        title=" ".join(HOSTILE_NAMES),
    )


def sized(count: int, seed: int = 7) -> Subgraph:
    """`count` nodes: accounts in communities with their holders and some transfers."""
    dice = random.Random(seed)
    accounts = [f"a:{place:04d}" for place in range(count // 2)]
    holders = [f"p:{place:04d}" for place in range(count - len(accounts))]
    nodes = [node(key, "BankAccount", f"GB10 ZZZZ 1020 30{key[2:]}") for key in accounts]
    nodes += [node(key, "Person", f"Person Number {key[2:]}") for key in holders]
    relations = [
        relation("OWNS", holder, accounts[place % len(accounts)])
        for place, holder in enumerate(holders)
    ]
    for place, account in enumerate(accounts[1:], start=1):
        payer = accounts[dice.randrange(max(0, place - 12), place)]
        amount = dice.randrange(1_000, 9_000_000)
        relations.append(transfer(f"t{place:05d}", payer, account, amount, day=dice.randrange(120)))
    for extra in range(count // 4):
        payer, payee = dice.sample(accounts, 2)
        relations.append(transfer(f"x{extra:05d}", payer, payee, 500_00, day=dice.randrange(120)))
    return canonical_subgraph(nodes, relations, focus=(accounts[0],), title=f"{count} entities")
