"""The store: what its parts are, and how one is opened."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from potstill.runtime.store import postgres, schema
from potstill.runtime.store.base import Clock
from potstill.runtime.store.errors import NotAStore, StoreError
from potstill.runtime.store.exact import Rewrite
from potstill.runtime.store.feedback import Opinions
from potstill.runtime.store.figures import Figures
from potstill.runtime.store.live import LiveVersions
from potstill.runtime.store.pool import Pool
from potstill.runtime.store.redaction import redact as redact_by_form
from potstill.runtime.store.retention import Retention
from potstill.runtime.store.work import Work

TIMEOUT: Final = 10.0
"""Seconds that the store waits for somebody else's lock."""


class Store(Opinions, LiveVersions, Work, Figures, Retention):
    """Requests, feedback, versions, what is live, the journal, questions and costs; see the package.

    Safe for any number of threads and processes, and after a fork. All methods raise StoreError.
    """

    def close(self) -> None:
        """Give all connections back."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(
    url: str | Path,
    *,
    create: bool = True,
    timeout: float = TIMEOUT,
    clock: Clock = lambda: datetime.now(UTC),
    redact: Rewrite | None = redact_by_form,
) -> Store:
    """Open a store, make it if nothing is there and ``create``, and bring it to this version's schema.

    ``url``: the path of a file; ``sqlite:///PATH`` (four slashes for an absolute path); or
    ``postgresql://…`` as libpq takes it, with ``schema=NAME`` for another schema than ``potstill``.
    ``timeout``: seconds to wait for others' locks. ``redact``: what is done to callers' text before it is
    stored; None: nothing.

    Raises NotAStore, NewerStore, DamagedStore, StoreBusy, StoreFull, StoreGone, Unwritable.
    """
    pool = _pool(url, timeout, create)
    try:
        with pool.read() as session:
            current = schema.version_of(session)
        if current == 0 and not create:
            raise NotAStore("there is no store in it")
        if current != len(schema.MIGRATIONS):
            with pool.write() as session:
                schema.migrate(session)
    except BaseException:
        pool.close()
        raise
    return Store(pool, clock, redact)


def _pool(url: str | Path, timeout: float, create: bool) -> Pool:
    if isinstance(url, str) and "://" in url:
        parts = urlsplit(url)
        match parts.scheme:
            case "sqlite":
                if parts.netloc or not parts.path.startswith("/") or len(parts.path) < 2:
                    raise StoreError("a file is written sqlite:///PATH, with four slashes if it is absolute")
                return _files(Path(unquote(parts.path[1:])), timeout, create)
            case "postgresql" | "postgres":
                options = dict(parse_qsl(parts.query, keep_blank_values=True))
                name = options.pop("schema", postgres.SCHEMA)
                rest = f"postgresql://{parts.netloc}{parts.path}?{urlencode(options, quote_via=quote)}"
                return Pool(
                    lambda: postgres.connect(rest, schema=name, timeout=timeout, create=create),
                    one_writer=False,
                    patience=timeout,
                )
            case _:
                raise StoreError(f"{parts.scheme}:// is no store: sqlite:///PATH, or postgresql://…")
    return _files(Path(url), timeout, create)


def _files(path: Path, timeout: float, create: bool) -> Pool:
    from potstill.runtime.store import sqlite  # on use: a server's store does not need it

    whole = path.absolute()
    return Pool(
        lambda: sqlite.connect(whole, timeout=timeout, create=create), one_writer=True, patience=timeout
    )
