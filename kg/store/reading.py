"""What reading a graph has in common, whichever engine stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.model.graph import Node, Rows
from kg.store import cypher
from kg.store.protocol import ProjectionMark
from kg.store.search import ranked


class ReadingStore:
    """The part of a GraphStore that `read` alone carries."""

    def read(self, query: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        raise NotImplementedError

    def text_indexes(self) -> Mapping[str, str]:
        """Names of the full-text indexes, by the property each is on."""
        raise NotImplementedError

    def mark(self) -> ProjectionMark:
        rows = self.read(cypher.READ_MARK).rows
        return ProjectionMark(*rows[0]) if rows else ProjectionMark(None, None)

    def search(self, text: str, limit: int = 10) -> Rows:
        indexes = self.text_indexes()

        def with_id(id_: str) -> list[Node]:
            return [row[0] for row in self.read(cypher.NODE_BY_ID, {"id": id_})]

        def found(query: str, count: int) -> list[Node]:
            given = {"text": query, "limit": count}
            return [
                row[0]
                for index in dict.fromkeys(indexes.values())
                for row in self.read(cypher.FIND_TEXT, {"index": index, **given})
            ]

        return ranked(text, limit, names=indexes, with_id=with_id, found=found)
