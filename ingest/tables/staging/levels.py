"""A SELECT built level by level, with the reasons for which a row is set aside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.tables.mapping import Column, Text
from ingest.tables.staging.expressions import EMPTYING, Columns, misses_sql, plain_sql
from kg.values.types import SHORTENED

LONGEST_KEY = 500
"""Bytes of the longest cell that may be part of a key."""

_TEXT = re.compile(r"\(?t([0-9]+)\)?")

NOT_YET = "FALSE"
"""Condition of a problem that only a later pass can find."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record is set aside.

    `condition` and `value`, the text at fault, are SQL over all levels; `field` names the
    columns concerned. `guard` is quick SQL that, being true, rules the condition out. `explained`
    gives the end of the reason, from the text at fault.
    """

    condition: str
    guard: str
    reason: str
    field: str
    value: str
    explained: Callable[[str], str] | None = None


@dataclass(slots=True)
class Levels:
    """Expressions for the rows of a table, each built on cells, their texts and earlier ones.

    Attributes:
        columns: the cells.
        outputs: SQL of the columns of the result.
        problems: in order of precedence.
    """

    columns: Columns
    outputs: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _levels: list[list[tuple[str, str]]] = field(default_factory=list)
    _level_of: dict[str, int] = field(default_factory=dict)
    _cells: dict[str, int] = field(default_factory=dict)

    def define(self, name: str, sql: str, *needs: str | int) -> str:
        """Name an expression, worked out once for each row; returns the name.

        Args:
            needs: names in `sql` that were defined before; all else is passed over.
        """
        level = 1 + max(
            (self._level_of.get(n, -1) for n in needs if isinstance(n, str)), default=-1
        )
        if level == len(self._levels):
            self._levels.append([])
        self._levels[level].append((name, sql))
        self._level_of[name] = level
        if self.columns.is_plain and (match := _TEXT.fullmatch(sql)):
            self._cells[name] = int(match[1])
        return name

    def cell_of(self, name: str) -> int | None:
        """Number of the cell that a defined name stands for and nothing else; else None."""
        return self._cells.get(name)

    def fault(
        self,
        condition: str,
        reason: str,
        text: Text,
        value: str = "NULL",
        *,
        guard: str = "",
        explained: Callable[[str], str] | None = None,
    ) -> int:
        """Add a problem with the columns of `text`; returns its number, from 1.

        Args:
            guard, explained: see Problem; an empty guard is "the condition is false".
        """
        fields = " + ".join(dict.fromkeys(text.columns))
        guard = guard or f"NOT ({condition})"
        self.problems.append(Problem(condition, guard, reason, fields, value, explained))
        return len(self.problems)

    def misses(self, text: Text, applies: str) -> None:
        """Add the problem that the lookup of `text`, where it has one, lacks a value."""
        missed = misses_sql(text, self.columns)
        if missed is not None:
            plain = plain_sql(text, self.columns)
            self.fault(f"{applies}{missed}", "a value that the lookup lacks", text, plain)

    def key(self, name: str, text: Text, identifier: str, applies: str, *, optional: bool) -> None:
        """Add the problems a key may have; `identifier` is its SQL."""
        self.misses(text, applies)
        # strlen() counts bytes, without looking at them.
        cells = [self.columns.text(column) for column in dict.fromkeys(text.columns)]
        short = " AND ".join(f"strlen({cell}) <= {LONGEST_KEY}" for cell in cells) or "TRUE"
        if optional:
            guard = f"coalesce({short}, TRUE)"
        else:
            # Filled cells make a key, but for those that a filter or a lookup empties.
            certain = text.lookup is None and not any(
                EMPTYING & set(part.filters) for part in text.parts if isinstance(part, Column)
            )
            guard = short if certain else f"({short} AND {identifier} IS NOT NULL)"
            self.fault(
                f"{applies}{identifier} IS NULL",
                f"the key of the {name} is empty",
                text,
                guard=self.unless(applies, guard),
            )
        self.fault(
            f"{applies}NOT ({short})",
            f"a key of more than {LONGEST_KEY} bytes",
            text,
            f"left({identifier}, 80)",
            guard=self.unless(applies, guard),
        )
        for part in dict.fromkeys(p for p in text.parts if isinstance(p, Column)):
            self._spoilt(part, text, applies)

    def _spoilt(self, part: Column, text: Text, applies: str) -> None:
        """Add the problems of a part of a key that went through a spreadsheet."""
        cell = self.columns.text(part.name)
        lost = f"regexp_full_match({cell}, '{SHORTENED}')"
        guard = f"coalesce(NOT contains(upper({cell}), 'E+'), TRUE)"
        reason = "a key that a spreadsheet has shortened: its last digits are lost"
        self.fault(f"{applies}{lost}", reason, text, cell, guard=self.unless(applies, guard))
        if "whole" not in part.filters:
            decimal = f"regexp_full_match({cell}, '[0-9]{{2,}}[.]0')"
            guard = f"coalesce(NOT suffix({cell}, '.0'), TRUE)"
            reason = (
                "a key that was written as a decimal number, and may have lost its leading zeros;"
                f" '{{{part.name}|whole}}' takes it without .0"
            )
            self.fault(f"{applies}{decimal}", reason, text, cell, guard=self.unless(applies, guard))

    @staticmethod
    def unless(applies: str, guard: str) -> str:
        """The guard, or that the problem does not apply; `applies` ends with AND, or is empty."""
        return f"({guard} OR NOT ({applies.removesuffix(' AND ')}))" if applies else guard

    def select(self, source: str, used: tuple[int, ...]) -> str:
        """The whole SELECT over a relation with cells `c0`…; `used` are those it reads.

        Besides the outputs it has `problem`, the number of the first problem that applies
        or NULL, and `bad_value`.
        """
        first = [(f"t{index}", self.columns.trimmed(index)) for index in used]
        conditions = " ".join(
            f"WHEN {problem.condition} THEN {number}"
            for number, problem in enumerate(self.problems, start=1)
        )
        values = " ".join(
            f"WHEN {number} THEN {problem.value}"
            for number, problem in enumerate(self.problems, start=1)
        )
        guards = " AND ".join(dict.fromkeys(problem.guard for problem in self.problems))
        verdict = f"CASE WHEN {guards} THEN NULL {conditions} END" if conditions else "NULL"
        bad_value = "NULL"
        if values:
            bad_value = f"CASE WHEN problem IS NOT NULL THEN CASE problem {values} END END"
        query = source
        verdicts = [("problem", f"({verdict})::SMALLINT")]
        # Projections alone: they keep the rows in the order of their file, joins do not.
        for columns in (first, *self._levels, verdicts):
            listed = "".join(f", {sql} AS {name}" for name, sql in columns)
            query = f"(SELECT *{listed} FROM {query})"
        outputs = [*self.outputs, "problem", f"({bad_value})::VARCHAR AS bad_value"]
        return f"SELECT {', '.join(outputs)} FROM {query}"
