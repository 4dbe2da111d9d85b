"""A connection to a database, as the store uses it: where the two databases look alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = tuple[Any, ...]
"""Any: what a column holds is known to the one who wrote the query."""


class Session(Protocol):
    """One connection. Every method raises StoreError, and nothing else, for what a database can do to it."""

    @property
    def types(self) -> dict[str, str]:
        """What the database calls ``id``, ``int`` and ``bytes`` in a schema."""

    @property
    def broken(self) -> bool:
        """Whether it is of no more use."""

    def begin(self, *, write: bool) -> None:
        """Begin a transaction: one snapshot to read from, or the right to write."""

    def commit(self) -> None:
        """Make it durable, and only then return."""

    def rollback(self) -> None:
        """Undo what the transaction did."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query; parameters stand as ``?`` in it."""

    def run(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement; how many rows it changed."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[int]:
        """Insert many rows; their ids, in order."""

    def tables(self) -> set[str]:
        """The names of the tables that are there."""

    def prepare(self) -> None:
        """Make the place for tables if it is missing; nobody else does until the transaction ends."""

    def exclude(self, table: str) -> None:
        """No other transaction writes to ``table`` until this one, which writes, ends."""

    def horizon(self, table: str) -> int:
        """The largest id of ``table``, and no row will appear below it any more. Outside of a transaction."""

    def scrub(self, tables: Sequence[str]) -> None:
        """Leave no trace of these tables' deleted rows in the database's files; outside of a transaction."""

    def close(self) -> None:
        """Give the connection back."""
