"""Claims on people: directors, nominees, officers, and who holds shares of the registrant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ingest.naming import slug
from ingest.reports.document import Document
from ingest.reports.people.person import Person, person_key
from ingest.reports.people.proxy import Proxy
from kg.lake.door import Entity
from kg.text.blocks import PlainText
from kg.text.names import normalise_name

_CONFIDENCE = 0.95


def person_id(registrant: str, name: str) -> str:
    """Id of a person by the name under which a registrant's documents speak of them."""
    return f"{registrant}/person/{slug(' '.join(person_key(name)))}"


def say_people(
    document: Document, people: Iterable[Person], text: PlainText, registrant: str, method: str
) -> None:
    """People with their seats and offices; `method` is "proxy" or "signature"."""
    for one in people:
        said_at = dict(one.evidence)
        at = document.place_of(text, one.evidence[0][1] if one.evidence else None, one.name)
        person = document.entity("Person", person_id(registrant, one.name))
        said: list[tuple[Entity, str, object]] = [
            (person, "name", one.name),
            *((person, "position", title) for title in one.titles),
        ]
        if one.officer:
            office = document.entity("Employment", f"{person.id}/officer")
            said += [(office, "employee", person), (office, "employer", registrant)]
            said += [(office, "role", title) for title in one.titles or ("executive officer",)]
        if one.director or one.nominee:
            seat = document.entity("Directorship", f"{person.id}/director")
            said += [
                (seat, "director", person),
                (seat, "organization", registrant),
                (seat, "role", "director" if one.director else "nominee"),
                (seat, "startDate", None if one.since is None else str(one.since)),
            ]
        of_seat = said_at.get("director")
        for entity, prop, value in said:
            seated = entity.schema.name == "Directorship" and of_seat is not None
            where = document.place_of(text, of_seat, one.name) if seated else at
            entity.say(prop, value, at=where, method=method, confidence=_CONFIDENCE)


def say_proxy(document: Document, proxy: Proxy, registrant: str) -> None:
    """Directors, nominees, officers and holders of a proxy statement."""
    known = {person_key(person.name) for person in proxy.people}
    say_people(document, proxy.people, proxy.text, registrant, "proxy")
    for holding in proxy.holdings:
        if holding.kind == "group":
            continue
        at = document.place_of(proxy.text, holding.span, holding.holder)
        insider = holding.kind == "insider"
        if insider and person_key(holding.holder) in known:
            holder = document.entity("Person", person_id(registrant, holding.holder))
        else:
            holder = document.entity(
                "Person" if insider else "LegalEntity",
                f"{registrant}/holder/{slug(normalise_name(holding.holder))}",
            )
        say = partial(holder.say, at=at, method="proxy", confidence=_CONFIDENCE)
        say("name", holding.holder)
        say("address", holding.address)
        share = document.entity("Ownership", f"{holder.id}/holding/{slug(registrant)}")
        say = partial(share.say, at=at, method="proxy", confidence=_CONFIDENCE)
        say("owner", holder)
        say("asset", registrant)
        say("sharesCount", None if holding.shares is None else str(holding.shares))
        say("percentage", None if holding.percent is None else str(holding.percent))
