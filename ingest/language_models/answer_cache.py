"""Answers kept by the digest of their question, so that no passage is asked about twice."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

from ingest.language_models.answers import FORMAT, INSTRUCTIONS
from kg.config import ModelSettings


class AnswerCache:
    """A folder with one file an answer; a file is whole or not there."""

    def __init__(self, folder: Path, settings: ModelSettings) -> None:
        self._folder = folder
        self._asked = f"{FORMAT}\x1f{settings.endpoint}\x1f{settings.model}\x1f{INSTRUCTIONS}"

    def get(self, passage: str) -> str | None:
        """The reply about a passage; None where none is kept, or its file is damaged."""
        try:
            kept = json.loads(self._path(passage).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return kept if isinstance(kept, str) else None

    def put(self, passage: str, reply: str) -> None:
        """Keep a reply."""
        path = self._path(passage)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(reply), encoding="utf-8")
        draft.replace(path)

    def _path(self, passage: str) -> Path:
        name = sha256(f"{self._asked}\x1f{passage}".encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name[:2] / f"{name}.json"
