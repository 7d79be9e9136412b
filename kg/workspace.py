"""The workspace: the one door to lake, identity, graph and desk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kg.acts import acting, settle_intents
from kg.config import FILE_NAME, Config, load_config, save_config
from kg.desk import Alert, Judgement, Verdict
from kg.desk_source import DESK_SOURCE, state_desk
from kg.errors import NotFound, StoreUnavailable, UsageError, WorkspaceMissing
from kg.identity import Identity, IdentityChange
from kg.lake import Lake
from kg.model import Finding
from kg.ontology import Ontology, load_ontology
from kg.principal import Principal, local_user
from kg.projection import ProjectionOutcome, Projector
from kg.projection.refresh import foreign_graph
from kg.projection.snapshot import Snapshot
from kg.references import resolve_reference
from kg.status import Status, workspace_status
from kg.store import checked_settings, open_store
from kg.store.protocol import GraphStore, Progress
from kg.values.instants import parse_as_of
from kg.view import LakeConnections, View

if TYPE_CHECKING:
    from kg.desk import Desk


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh did: to identities, and to the graph."""

    identity: IdentityChange
    graph: ProjectionOutcome


class Workspace:
    """A folder that holds what sources said, what we believe, and what people decided.

    Use it as a context manager, or call `close()`. All of it is safe to open while another
    process reads; one process at a time writes.

    Attributes:
        principal: for whom it is open: views are made for them, and the audit log names them.
    """

    def __init__(self, path: Path, principal: Principal | None = None) -> None:
        self.path = path
        self.principal = principal or local_user()
        self.config: Config = load_config(path)
        self.lake = Lake(
            path / "lake",
            memory_limit=self.config.memory_limit,
            timezone=self.config.timezone,
        )
        self.identity = Identity(path / "identity")
        self._connections = LakeConnections(self.lake, self.identity)
        self._store: GraphStore | None = None

    @cached_property
    def desk(self) -> Desk:
        """Judgements, alerts and the audit log."""
        from kg.desk import Desk, desk_url

        return Desk(desk_url(self.config.desk, self.path), known=self.path / "desk.known")

    @cached_property
    def ontology(self) -> Ontology:
        """The shipped ontology and the workspace's own additions."""
        return load_ontology([self.path / name for name in self.config.ontology])

    @property
    def store(self) -> GraphStore:
        """The graph store, opened at first use."""
        if self._store is None:
            store = self._open_store()
            if store.shared and not self._projector(store).owns_graph():
                store.close()
                raise foreign_graph()
            self._store = store
        return self._store

    def _open_store(self) -> GraphStore:
        return open_store(self.config.store, self.path / "graph" / "store")

    def refresh(self, progress: Progress = _silent) -> RefreshReport:
        """Resolve identities and bring the graph up to what the lake says now.

        Only differences are applied; with nothing new it does nothing. Killed at any point,
        the next call completes it.
        """
        return self._project(progress, whole=False)

    def rebuild(self, progress: Progress = _silent, *, fall_back: bool = False) -> RefreshReport:
        """Make all that follows from something else anew: manifest, canonical ids, graph.

        The lake's manifest is made from its copies where it is lost or damaged.

        Args:
            fall_back: of a source whose live version is damaged, the last whole one counts again.

        Raises:
            Damaged: the live version of a source, and it is not to fall back.
        """
        self.principal.needs("load")
        with self.lake.exclusive():
            self.lake.recover()
            if fall_back:
                for source, version in self.lake.fall_back().items():
                    self.desk.log(
                        "fall back", actor=self.principal.name, source=source, version=version
                    )
            self.lake.check()
            self.identity.forget_if_damaged()
            self._renew_graph()
        return self._project(progress, whole=True)

    def _renew_graph(self) -> None:
        """Remove the files of an embedded graph that cannot be read."""
        try:
            # Also of another workspace: who rebuilds replaces it.
            self._store = self._store or self._open_store()
            self._store.mark()
        except StoreUnavailable:
            if self.config.store["engine"] != "embedded":
                raise
            if self._store is not None:
                self._store.close()
                self._store = None
            shutil.rmtree(self.path / "graph")

    def withdraw(self, source: str) -> None:
        """Make nothing of `source` count any more; call `refresh()` to see it gone.

        Its versions stay in the lake for the record, and the act is logged.

        Raises:
            NotFound: there never was such a source.
            UsageError: it is the desk, which says what people and rules decided.
            Forbidden: the principal may not load.
        """
        if source == DESK_SOURCE:
            raise UsageError(
                "the desk's own source cannot be withdrawn",
                value=source,
                hint="Take single judgements back with retract; alerts go with their grounds",
            )
        self.lake.source(source)
        with self.act("withdraw", source):
            self.lake.withdraw(source)

    @contextmanager
    def act(self, action: str, source: str, **facts: Any) -> Iterator[None]:
        """Change the lake inside the block, and have the audit log say so before and after.

        Nobody else writes to the lake meanwhile. Where the process is killed in the block, the
        intent stands without an end until the next refresh, or the next act, tells what became
        of it.

        Args:
            action: `withdraw`, or one that makes a version: `ingest`, `extract`.
            source: on which; what became of it is noted at the end.
            facts: what else it is about; where a version is made, its `fingerprint`.

        Raises:
            Forbidden: the principal may not load.
            Busy: another process is writing.
        """
        self.principal.needs("load")
        with self.lake.exclusive():
            settle_intents(self.lake, self.desk, self.principal.name)
            with acting(self.lake, self.desk, self.principal.name, action, source, facts):
                yield

    def judge(self, left: str, right: str, verdict: Verdict, *, by: str, reason: str) -> None:
        """Record that two records are the same thing, different things, or unsure.

        Args:
            left, right: record ids, each known to the lake.
            by: the person who says so.

        Raises:
            NotFound: no record has that id.
            Forbidden: the principal may not decide.
        """
        self.principal.needs("decide")
        with self.view() as view:
            for entity in (left, right):
                if not view.sql("SELECT 1 FROM claims WHERE entity = ? LIMIT 1", [entity]).rows:
                    raise NotFound("no record has that id", value=entity)
        if by.startswith("rule:"):
            raise UsageError("only rules are called 'rule:…'", field="by", value=by)
        judgement = Judgement(left, right, verdict, by, reason, datetime.now(UTC))
        self.desk.judge(judgement, actor=self.principal.name)

    def retract(self, judgement_id: str, *, by: str | None = None) -> None:
        """Take a judgement back; the next refresh undoes what rested on it.

        A rule does not bring it back. Where two records share another identifier as well,
        the judgement that rests on that one stands: to keep records apart whatever they
        share, judge them "different".

        Args:
            by: the person who does so; None is the principal.

        Raises:
            NotFound: there is no judgement of that id.
            Forbidden: the principal may not decide.
        """
        self.principal.needs("decide")
        self.desk.retract(judgement_id, by=by, actor=self.principal.name)

    def record_run(
        self,
        as_of: datetime | None,
        findings: Sequence[Finding],
        screened: str,
        matches: Sequence[Finding],
        facts: Mapping[str, Any],
    ) -> list[Alert]:
        """Put a run of detection and screening on the desk; see `Desk.record_run`.

        Raises:
            Forbidden: the principal may not decide.
        """
        self.principal.needs("decide")
        return self.desk.record_run(
            as_of, findings, screened, matches, facts, actor=self.principal.name
        )

    def moment(self, at: str | date | datetime | None) -> datetime | None:
        """The instant that a moment of a question means: of a day its end, in the own zone."""
        return parse_as_of(at, self.config.timezone)

    def view(
        self,
        as_of: str | date | datetime | None = None,
        known_at: str | date | datetime | None = None,
        *,
        principal: Principal | None = None,
    ) -> View:
        """Lake, graph and desk as of a moment, as a principal may see them: see View.

        Args:
            as_of: nothing that happened later is seen, nor what may have; a date means the end
                of that day in the workspace's zone.
            known_at: sources are read in the versions that were live then.
            principal: for whom; None is the one for whom the workspace is open.

        Raises:
            Forbidden: they may not read.
            Damaged: a source is not as it was written.
        """
        self.lake.check()
        return View(
            self.lake,
            self._connections,
            self.ontology,
            lambda: self.store,
            lambda: self.desk,
            principal=principal or self.principal,
            as_of=self.moment(as_of),
            known_at=self.moment(known_at),
        )

    def resolve(self, ref: str) -> str:
        """Canonical id of the one entity a person means; raises NotFound or Ambiguous.

        `ref` is an id (with or without its namespace), an account number, an IBAN, another
        identifier, or an exact name.
        """
        with self.view() as view:
            return resolve_reference(view.con, self.ontology, ref)

    def is_current(self) -> bool:
        """Whether the graph holds what lake and identity say now."""
        return self._projector().is_current(self.identity, self.config.transfers)

    def state_read(self) -> str:
        """Digest of all that a query reads of sources and identities, the desk's source apart."""
        now = Snapshot.of_now(
            self.lake, self.identity, self.ontology.version, self.config.transfers
        )
        sources = {name: one for name, one in now.sources.items() if name != DESK_SOURCE}
        return replace(now, sources=sources).digest

    def status(self) -> Status:
        """Sources, entities and relations by type, and the ledger's sums."""
        return workspace_status(self.lake, self.store, stale=not self.is_current())

    def close(self) -> None:
        """Release the store and the desk; calling it twice is harmless."""
        if self._store is not None:
            self._store.close()
            self._store = None
        self._connections.close()
        if "desk" in self.__dict__:
            self.desk.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _projector(self, store: GraphStore | None = None) -> Projector:
        return Projector(self.path / "graph", self.lake, self.ontology, store or self.store)

    def _project(self, progress: Progress, *, whole: bool) -> RefreshReport:
        self.principal.needs("load")
        with self.lake.exclusive():
            settle_intents(self.lake, self.desk, self.principal.name)
            progress("resolving identities", 0, 1)
            with self.lake.connect() as con:
                documents = self.lake.documents()
                change = self.identity.resolve(con, self.ontology, self.desk, documents)
            state_desk(self.lake, self.desk, self.ontology)
            progress("resolving identities", 1, 1)
            outcome = self._projector().bring_up(
                self.identity, self.config.transfers, progress, whole=whole
            )
        return RefreshReport(change, outcome)


def open_workspace(path: str | Path, principal: Principal | None = None) -> Workspace:
    """Open the workspace in that folder.

    Args:
        principal: for whom; None is the user of this process, with every right.

    Raises:
        WorkspaceMissing: there is none; `kg init` makes one.
        SetupError: its settings are wrong.
    """
    folder = Path(path).expanduser().resolve()
    if not (folder / FILE_NAME).is_file():
        raise WorkspaceMissing(
            "no workspace here", file=folder, hint=f"Make one with 'kg -w {path} init'"
        )
    return Workspace(folder, principal)


def init(path: str | Path, *, store: Mapping[str, object] | None = None) -> Workspace:
    """Make a workspace in that folder, which is created; an existing one is opened unchanged.

    The folder is made its owner's alone.

    Args:
        store: settings of the graph store, see `kg.config.Config`; None is the embedded one.

    Raises:
        UsageError: the folder holds other things, or cannot be made.
        SetupError: the settings name no store, or hold a password; nothing is written.
    """
    settings = None if store is None else checked_settings(store)
    folder = Path(path).expanduser().resolve()
    if not (folder / FILE_NAME).is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(
                "the folder is not empty and is no workspace",
                file=folder,
                hint="Choose another folder",
            )
        # A name need not be UTF-8, as the settings are.
        config = Config(
            name=os.fsencode(folder.name).decode("utf-8", "replace"),
            store=settings or {"engine": "embedded"},
        )
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(PermissionError):
                # It may have been there, open to all; doctor tells where it still is.
                folder.chmod(0o700)
            save_config(folder, config)
        except OSError as fault:
            raise UsageError(
                f"the folder cannot be made: {fault.strerror}",
                file=folder,
                hint="Choose another folder",
            ) from fault
    return Workspace(folder)
