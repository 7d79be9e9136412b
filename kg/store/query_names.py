"""What a query asks for that the graph cannot have, so that it would silently find nothing.

Names in Cypher that nothing bears are no fault to an engine: a misspelt label matches no node, a
misspelt property is null. This reads a query's patterns and the properties of their variables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import takewhile

from kg.ontology import Ontology
from kg.ontology.described import fields_of
from kg.ontology.schema import near
from kg.ontology.stored import ALL, StoredField
from kg.store.cypher import ROOT_LABEL
from kg.store.tokens import Token, tokenize

_CLAUSES = frozenset({"MATCH", "WHERE", "AND", "OR", "XOR", "NOT", "WHEN", "RETURN", "IN", "AS"})
"""Words behind which a bracket can begin a pattern; behind others it is a function's."""
_COMPARES = frozenset("<>=")
_TEXT_OPERATORS = frozenset({"STARTS", "ENDS", "CONTAINS"})
_A_KIND = {
    "INTEGER": "a number",
    "FLOAT": "a number",
    "DATE": "a date",
    "LIST OF STRING": "a list, only in one of its texts",
}


def warnings_about(
    query: str, ontology: Ontology, parameters: Mapping[str, object] | None = None
) -> list[str]:
    """One line for each name or comparison in the query that can find nothing, in its order.

    Args:
        parameters: values of the query's parameters, by name.

    Raises:
        QueryRefused: a string, name or comment has no end.
    """
    tokens = tokenize(query)
    given = parameters or {}
    patterns = _Patterns(tokens)
    known = _Known(ontology)
    said: dict[str, None] = {}
    for token in patterns.labels:
        said.update(dict.fromkeys(known.about_label(token.text)))
    for token in patterns.types:
        said.update(dict.fromkeys(known.about_type(token.text)))
    for at in patterns.keys:
        labels, is_node = patterns.owner[at]
        said.update(dict.fromkeys(known.about_property(tokens[at].text, labels, is_node)))
        field = known.fields(labels, is_node).get(tokens[at].text)
        if field is not None and (_sign(tokens, at + 3, ",") or _sign(tokens, at + 3, "}")):
            said.update(dict.fromkeys(_about_value(field, tokens[at + 2], known, given)))
    for at in range(len(tokens) - 2):
        variable, dot, name = tokens[at : at + 3]
        if not dot.is_sign(".") or variable.text not in patterns.variables:
            continue
        if name.kind not in ("word", "name") or _sign(tokens, at + 3, "("):
            continue
        if at and tokens[at - 1].is_sign("."):
            continue
        labels, is_node = patterns.variables[variable.text]
        said.update(dict.fromkeys(known.about_property(name.text, labels, is_node)))
        field = known.fields(labels, is_node).get(name.text)
        if field is not None:
            said.update(dict.fromkeys(_about_comparison(tokens, at, field, known, given)))
    return list(said)


class _Patterns:
    """Labels, types, variables and keys of the patterns in a query.

    variables: labels or types of each variable (empty where none is named), and whether it is a
    node. keys: places of the keys of maps in patterns; owner: of what they are properties.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self.labels: list[Token] = []
        self.types: list[Token] = []
        self.variables: dict[str, tuple[frozenset[str], bool]] = {}
        self.keys: list[int] = []
        self.owner: dict[int, tuple[frozenset[str], bool]] = {}
        for at, token in enumerate(tokens):
            if token.is_sign("(") and self._begins_node(at):
                self._element(at, is_node=True)
            elif token.is_sign("[") and at and tokens[at - 1].is_sign("-"):
                self._element(at, is_node=False)

    def _begins_node(self, at: int) -> bool:
        tokens = self._tokens
        before = tokens[at - 1] if at else None
        if before is None or (before.kind == "word" and before.keyword not in _CLAUSES):
            return False
        named = at + 1 < len(tokens) and tokens[at + 1].kind in ("word", "name")
        after = at + 1 + named
        if _sign(tokens, after, ":"):
            return True
        ends = any(_sign(tokens, after, sign) for sign in ")}{") or _keyword(tokens, after, "WHERE")
        if before.keyword == "MATCH" or before.is_sign("-") or before.is_sign(">"):
            return ends
        # Any other bracket only groups, unless a relationship follows on it.
        follows = _sign(tokens, after + 1, "-") or _sign(tokens, after + 1, "<")
        return _sign(tokens, after, ")") and follows

    def _element(self, at: int, *, is_node: bool) -> None:
        tokens = self._tokens
        here = at + 1
        variable = None
        if here < len(tokens) and tokens[here].kind in ("word", "name"):
            variable = tokens[here].text
            here += 1
        names: list[Token] = []
        if _sign(tokens, here, ":"):
            while here < len(tokens) and (
                tokens[here].kind in ("word", "name")
                or (tokens[here].kind == "sign" and tokens[here].text in ":|&!(")
            ):
                if tokens[here].keyword == "WHERE":
                    break
                if tokens[here].kind in ("word", "name"):
                    names.append(tokens[here])
                here += 1
        (self.labels if is_node else self.types).extend(names)
        known = frozenset(token.text for token in names) - {ROOT_LABEL}
        if any(token.text == ROOT_LABEL for token in names):
            known = frozenset()
        if variable is not None:
            before, was_node = self.variables.get(variable, (frozenset[str](), is_node))
            self.variables[variable] = (known | before, was_node)
        if _sign(tokens, here, "{"):
            depth = 1
            for place in range(here + 1, len(tokens)):
                token = tokens[place]
                if token.kind == "sign":
                    depth += (token.text in "{[(") - (token.text in "}])")
                if depth == 0:
                    break
                if depth == 1 and _sign(tokens, place + 1, ":") and token.kind in ("word", "name"):
                    self.keys.append(place)
                    self.owner[place] = (known, is_node)


class _Known:
    """What the ontology knows, with what to say of anything else."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._fields: dict[tuple[frozenset[str], bool], dict[str, StoredField]] = {}
        self._owners: dict[str, list[str]] | None = None
        self._properties = {
            prop.name: prop
            for schema in ontology.schemata.values()
            for prop in schema.properties.values()
        }

    def about_label(self, name: str) -> list[str]:
        known = self._ontology.node_labels
        if name in known or name in (ROOT_LABEL, "ProjectionMark"):
            return []
        schema = self._ontology.schemata.get(name)
        if schema is not None and schema.edge is not None:
            return [f"no node has the label {name}: it is the relationship [:{schema.edge.type}]"]
        return [_unknown(f"the ontology has no label {name}", name, known)]

    def about_type(self, name: str) -> list[str]:
        known = self._ontology.relationship_types
        if name in known:
            return []
        schema = self._ontology.schemata.get(name)
        if schema is not None and schema.edge is not None:
            return [f"no relationship is called {name}: it is [:{schema.edge.type}]"]
        return [_unknown(f"the ontology has no relationship type {name}", name, known)]

    def fields(self, names: frozenset[str], is_node: bool) -> dict[str, StoredField]:
        """Properties of those labels or types; of all where none of them is known."""
        chosen = names & self._everything(is_node) or self._everything(is_node)
        if (chosen, is_node) not in self._fields:
            self._fields[chosen, is_node] = fields_of(self._ontology, sorted(chosen))
        return self._fields[chosen, is_node]

    def _everything(self, is_node: bool) -> frozenset[str]:
        return self._ontology.node_labels if is_node else self._ontology.relationship_types

    def about_property(self, name: str, names: frozenset[str], is_node: bool) -> list[str]:
        fields = self.fields(names, is_node)
        # Of a label that is unknown itself, enough has been said.
        unknown = names and not names & self._everything(is_node)
        if name in fields or (is_node and name == "risk") or unknown:
            return []
        whose = " or ".join(sorted(names)) or ("a node" if is_node else "a relationship")
        missing = f"{whose} has no property {name}"
        if (hint := near(name, fields)) is not None:
            return [f"{missing}: {hint[0].lower()}{hint[1:]}"]
        if owners := self._having(name):
            some = ", ".join(owners[:3]) + (" and others" if len(owners) > 3 else "")
            return [f"{missing}: {some} {'have' if len(owners) > 1 else 'has'} it"]
        place = f"kg ontology {min(names)}" if names else "kg ontology"
        return [f"{missing}: '{place}' lists them"]

    def about_text(self, name: str, text: str) -> list[str]:
        """Whether a text can be the value of a property: as its type writes it."""
        if name not in self._properties:
            return []
        prop = self._properties[name]
        clean = self._ontology.clean(prop, text)
        if prop.type not in ("country", "currency", "identifier") or clean == text:
            return []
        if clean is None and prop.type == "identifier":
            # Registers write numbers of their own: that a type cannot read one says little.
            return []
        if clean is None:
            return [f"{name}: '{text}' is no {prop.type}"]
        return [f"{name} is kept as '{clean}': compare it with that"]

    def _having(self, name: str) -> list[str]:
        if self._owners is None:
            found: dict[str, list[str]] = defaultdict(list)
            both = (*self._ontology.relationship_types, *self._ontology.node_labels)
            for owner in sorted(both):
                for field in fields_of(self._ontology, [owner]):
                    found[field].append(owner)
            self._owners = found
        return self._owners.get(name, [])


def _about_comparison(
    tokens: list[Token], at: int, field: StoredField, known: _Known, given: Mapping[str, object]
) -> list[str]:
    """What is wrong with comparing `variable.property`, which begins at `at`, as the query does."""
    if at and tokens[at - 1].keyword == "IN" and field.kind != "LIST OF STRING":
        several = f", all of them are in {field.name}{ALL}" if field.kind == "STRING" else ""
        return [f"{field.name} holds one value{several}"]
    after = at + 3
    word = tokens[after].keyword if after < len(tokens) else ""
    if word in _TEXT_OPERATORS:
        if field.kind == "STRING":
            return []
        return [f"{field.name} is no text: {word} finds nothing in {_A_KIND[field.kind]}"]
    if word == "IN" and _sign(tokens, after + 1, "["):
        values = takewhile(lambda token: not token.is_sign("]"), tokens[after + 2 :])
        return [said for value in values for said in _about_value(field, value, known, given)]
    while after < len(tokens) and tokens[after].kind == "sign" and tokens[after].text in _COMPARES:
        after += 1
    if after == at + 3 or after >= len(tokens) or _sign(tokens, after + 1, "."):
        return []
    exact = after == at + 4 and tokens[after - 1].is_sign("=")
    return _about_value(field, tokens[after], known, given, exact=exact)


def _about_value(
    field: StoredField,
    token: Token,
    known: _Known,
    given: Mapping[str, object],
    *,
    exact: bool = True,
) -> list[str]:
    """What is wrong with this value for a property; `exact`: it must be the same, to be found."""
    value: object = None
    if token.kind == "string":
        value = token.text[1:-1]
    elif token.kind == "number":
        value = float(token.text) if token.text.replace(".", "").isdigit() else 0
    elif token.kind == "parameter":
        value = given.get(token.text)
    parameter = f"${token.text} is text: " if token.kind == "parameter" else ""
    if isinstance(value, str):
        quoted = token.text if token.kind == "string" else f"'{value}'"
        if field.kind == "DATE":
            call = f"date(${token.text})" if parameter else f"date({quoted})"
            return [f"{field.name} is a date: compare it with {call}"]
        if field.kind in ("INTEGER", "FLOAT"):
            return [
                f"{field.name} is a number: {parameter or f'compare it with {value or 0}, '}"
                f"{'give a number' if parameter else 'without quotes'}"
            ]
        if field.kind == "LIST OF STRING":
            return [f"{field.name} is a list: write {quoted} IN x.{field.name}"]
        return known.about_text(field.name, value) if exact else []
    if isinstance(value, int | float) and not isinstance(value, bool) and field.kind == "STRING":
        shown = token.text if token.kind == "number" else value
        return [f"{field.name} is text: compare it with '{shown}', in quotes"]
    return []


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    hint = near(name, known)
    return f"{what}: {hint[0].lower()}{hint[1:]}" if hint else f"{what}: 'kg ontology' lists them"


def _keyword(tokens: list[Token], at: int, word: str) -> bool:
    return at < len(tokens) and tokens[at].keyword == word


def _sign(tokens: list[Token], at: int, text: str) -> bool:
    return at < len(tokens) and tokens[at].is_sign(text)
