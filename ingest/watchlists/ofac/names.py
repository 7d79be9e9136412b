"""Names of OFAC's entries: how they are said, and which entry one means."""

from __future__ import annotations

from collections import defaultdict

from kg.text.names import normalise_name

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def given_and_suffix(name: str) -> tuple[list[str], list[str]]:
    """The parts behind the comma of a person's name: given names, and "Jr." and the like."""
    parts = [part.strip() for part in name.split(",")[1:] if part.strip()]
    suffixes = [part for part in parts if part.rstrip(".").lower() in _SUFFIXES]
    return [part for part in parts if part not in suffixes], suffixes


def spoken_name(name: str, *, person: bool) -> str:
    """A person's name in the order in which it is said: "ABBAS, Abu" is "Abu ABBAS"."""
    if not person or "," not in name:
        return name
    given, suffixes = given_and_suffix(name)
    last = name.partition(",")[0].strip()
    return " ".join(part for part in (*given, last, *suffixes) if part)


class NameIndex:
    """Entries of the lists by their names, each kind of name apart.

    OFAC writes an entry's primary name where it refers to it ("Linked To: HIZBALLAH"),
    so a primary name that exactly one entry has decides; only a name that is nobody's
    primary name is looked for among the aliases.
    """

    def __init__(self) -> None:
        self._primary: dict[str, set[str]] = defaultdict(set)
        self._aliases: dict[str, set[str]] = defaultdict(set)

    def add(self, ent_num: str, name: str, *, person: bool, alias: bool = False) -> None:
        """Note that an entry has a name."""
        names = self._aliases if alias else self._primary
        names[normalise_name(name, person=person)].add(ent_num)

    def find(self, name: str, *, but: str) -> tuple[str, ...]:
        """Return the entries that have the name, `but` (the one that refers) left out.

        One is an answer, none and several are not. Persons are found by their names in
        any order.
        """
        for names in (self._primary, self._aliases):
            found = set(names.get(normalise_name(name), ()))
            found |= names.get(normalise_name(name, person=True), set())
            found.discard(but)
            if found:
                return tuple(sorted(found, key=int))
        return ()
