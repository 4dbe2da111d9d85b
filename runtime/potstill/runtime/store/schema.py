"""The schema, once for every database, and the way from each of its versions to the next.

INVARIANT: a migration that was released is never changed; what is new goes into a new one at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from potstill.runtime.store.errors import NewerStore, NotAStore
from potstill.runtime.store.session import Session

# {id}: a number of the database's choosing, larger than any before it. {int}: 64 bits.
_FIRST: Final = (
    "CREATE TABLE requests (id {id}, at {int} NOT NULL, caller TEXT, utterance TEXT NOT NULL,"
    " context TEXT NOT NULL, reply TEXT, family TEXT, version {int}, reason TEXT, cost {int} NOT NULL,"
    " latency {int} NOT NULL, redacted {int} NOT NULL)",
    "CREATE INDEX requests_by_caller ON requests (caller) WHERE caller IS NOT NULL",
    "CREATE INDEX requests_by_time ON requests (at)",
    "CREATE INDEX requests_by_family ON requests (family, id)",
    "CREATE TABLE feedback (id {id}, request {int} NOT NULL REFERENCES requests (id) ON DELETE CASCADE,"
    " at {int} NOT NULL, who TEXT NOT NULL, verdict TEXT NOT NULL, answer TEXT)",
    "CREATE INDEX feedback_by_request ON feedback (request)",
    "CREATE INDEX feedback_by_person ON feedback (who)",
    "CREATE TABLE families (name TEXT PRIMARY KEY, at {int} NOT NULL)",
    "CREATE TABLE artifacts (address TEXT PRIMARY KEY, content {bytes} NOT NULL)",
    "CREATE TABLE versions (id {id}, family TEXT NOT NULL REFERENCES families (name),"
    " address TEXT NOT NULL REFERENCES artifacts (address), at {int} NOT NULL, origin TEXT NOT NULL,"
    " parent {int} REFERENCES versions (id), recipe TEXT NOT NULL, statement {bytes}, claim TEXT NOT NULL)",
    "CREATE INDEX versions_by_family ON versions (family)",
    "CREATE TABLE live (family TEXT NOT NULL REFERENCES families (name), first {int} NOT NULL,"
    " version {int} NOT NULL REFERENCES versions (id), share {int} NOT NULL, PRIMARY KEY (family, first))",
    "CREATE TABLE events (id {id}, at {int} NOT NULL, kind TEXT NOT NULL, family TEXT, before TEXT NOT NULL,"
    " after TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL, undoes {int} REFERENCES events (id))",
    "CREATE INDEX events_by_family ON events (family, id)",
    "CREATE TABLE questions (id {id}, at {int} NOT NULL, topic TEXT NOT NULL, utterance TEXT NOT NULL,"
    " context TEXT NOT NULL, why TEXT NOT NULL, request {int} REFERENCES requests (id) ON DELETE SET NULL,"
    " answer TEXT, answered_by TEXT, answered_at {int})",
    "CREATE INDEX questions_by_topic ON questions (topic)",
    "CREATE INDEX questions_by_request ON questions (request)",
    "CREATE TABLE ledger (id {id}, at {int} NOT NULL, unit TEXT NOT NULL, amount {int} NOT NULL,"
    " purpose TEXT NOT NULL, detail TEXT NOT NULL)",
    "CREATE INDEX ledger_by_time ON ledger (unit, at)",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (_FIRST,)
"""Element n brings a store from schema n to schema n + 1."""


def version_of(session: Session) -> int:
    """The schema that is there; 0 where nothing is. Raises NotAStore if it is somebody else's."""
    tables = session.tables()
    if "potstill" in tables:
        [(version,)] = session.query("SELECT value FROM potstill WHERE name = 'schema'")
        return int(str(version))
    if tables:
        raise NotAStore(f"a database, but no store of potstill: it holds {', '.join(sorted(tables)[:5])}")
    return 0


def migrate(session: Session, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring the store to the newest schema, inside a transaction. Raises NewerStore, NotAStore."""
    session.prepare()
    version = version_of(session)
    if version > len(migrations):
        raise NewerStore(version, len(migrations))
    if version == 0:
        session.run("CREATE TABLE potstill (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        session.run("INSERT INTO potstill (name, value) VALUES ('schema', '0')")
    for statements in migrations[version:]:
        for statement in statements:
            session.run(statement.format(**session.types))
    if version < len(migrations):
        session.run("UPDATE potstill SET value = ? WHERE name = 'schema'", [str(len(migrations))])
