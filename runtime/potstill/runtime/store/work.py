"""What growing needs to remember: questions that wait, what a teacher cost, where a job has got to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from potstill.runtime.store import exact
from potstill.runtime.store.base import MAX_JSON, Part, bounded, named
from potstill.runtime.store.errors import Refused, Superseded, Unknown
from potstill.runtime.store.exact import Json
from potstill.runtime.store.records import Question, Spending
from potstill.runtime.store.requests import span
from potstill.runtime.store.session import Row, Session

_QUESTIONS: Final = (
    "SELECT id, at, topic, utterance, context, why, request, answer, answered_by, answered_at FROM questions"
)
_LEDGER: Final = "SELECT id, at, unit, amount, purpose, detail FROM ledger"


class Work(Part):
    """Questions, the ledger, and the state of jobs."""

    def ask(
        self,
        utterance: str,
        *,
        group: str,
        why: str,
        context: object = None,
        request: int | None = None,
        at: datetime | None = None,
    ) -> int:
        """Store a question that waits for an answer; its id. Raises Refused."""
        row = (
            *(self._when(at), named(group, "group"), self._clean(utterance, "utterance")),
            *(self._json({} if context is None else context, "context"), self._clean(why, "reason"), request),
        )
        with self._pool.write() as session:
            [(number,)] = session.query(
                "INSERT INTO questions (at, topic, utterance, context, why, request)"
                " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                row,
            )
        return int(number)

    def answer(self, question: int, answer: object, *, who: str = "", at: datetime | None = None) -> Question:
        """Answer a question that waits. Raises Unknown, Superseded: it is answered."""
        held = self._json(answer, "answer")
        with self._pool.write() as session:
            changed = session.run(
                "UPDATE questions SET answer = ?, answered_by = ?, answered_at = ?"
                " WHERE id = ? AND answered_at IS NULL",
                [held, named(who, "person"), self._when(at), question],
            )
            rows = session.query(f"{_QUESTIONS} WHERE id = ?", [question])
            if not rows:
                raise Unknown(f"no question {question}")
            if not changed:
                raise Superseded(f"question {question} was answered before")
        return _question(rows[0])

    def questions(self, *, group: str | None = None, waiting: bool | None = None) -> tuple[Question, ...]:
        """Questions, oldest first: of a group or of all, those that wait, those that do not, or both."""
        clauses = [] if group is None else ["topic = ?"]
        if waiting is not None:
            clauses.append(f"answered_at IS {'' if waiting else 'NOT '}NULL")
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        with self._pool.read() as session:
            rows = session.query(f"{_QUESTIONS}{where} ORDER BY id", [] if group is None else [group])
        return tuple(_question(row) for row in rows)

    def drop_questions(self, group: str) -> int:
        """Delete the questions of a group that still wait: nobody needs the answers; how many."""
        with self._pool.write() as session:
            return session.run("DELETE FROM questions WHERE topic = ? AND answered_at IS NULL", [group])

    def spend(
        self,
        amount: Decimal | Fraction | int,
        *,
        unit: str,
        purpose: str,
        detail: object = None,
        cap: Decimal | Fraction | int | None = None,
        since: datetime | None = None,
        at: datetime | None = None,
    ) -> int:
        """Add a line to the ledger; its id. A negative amount gives back what was reserved and not used.

        ``cap``: what may be spent in all from ``since`` on; the sum is looked at and the line written with
        nobody else in between. Raises Refused: the cap would be passed; nothing is written then.
        """
        row = (
            *(self._when(at), named(unit, "unit"), exact.to_nano(amount), self._clean(purpose, "purpose")),
            bounded(exact.encode(detail), "detail", MAX_JSON),
        )
        with self._pool.write() as session:
            if cap is not None:
                session.exclude("ledger")
                spent = _spent(session, unit, since, None)
                if Fraction(spent) + Fraction(amount) > cap:
                    raise Refused(f"{spent} {unit} are spent, and {amount} more would pass the cap of {cap}")
            [(number,)] = session.query(
                "INSERT INTO ledger (at, unit, amount, purpose, detail) VALUES (?, ?, ?, ?, ?) RETURNING id",
                row,
            )
        return int(number)

    def spent(self, unit: str, *, since: datetime | None = None, until: datetime | None = None) -> Decimal:
        """The sum of the ledger's lines in a unit, from ``since`` on, up to but not including ``until``."""
        with self._pool.read() as session:
            return _spent(session, unit, since, until)

    def ledger(self, *, limit: int = 1000) -> tuple[Spending, ...]:
        """The latest lines, newest first."""
        with self._pool.read() as session:
            rows = session.query(f"{_LEDGER} ORDER BY id DESC LIMIT ?", [limit])
        return tuple(_spending(row) for row in rows)

    def state(self, name: str) -> Json:
        """What was kept under this name; None if nothing was."""
        with self._pool.read() as session:
            rows = session.query("SELECT value FROM state WHERE name = ?", [name])
        return exact.decode(rows[0][0]) if rows else None

    def set_state(self, name: str, value: object) -> None:
        """Keep JSON data under a name."""
        held = bounded(exact.encode(value), "value", MAX_JSON)
        with self._pool.write() as session:
            session.run(
                "INSERT INTO state (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [named(name, "name"), held],
            )


def total(column: str) -> str:
    """SQL for the sum of a column of amounts, in two parts that cannot overflow: whole units, the rest."""
    return f"coalesce(sum({column} / {exact.NANO}), 0), coalesce(sum({column} % {exact.NANO}), 0)"


def nano(whole: int | Decimal, rest: int | Decimal) -> int:
    """The sum that ``total`` gave in two parts: an integer from one database, a Decimal from another."""
    return int(whole) * exact.NANO + int(rest)


def _spent(session: Session, unit: str, since: datetime | None, until: datetime | None) -> Decimal:
    [(whole, rest)] = session.query(
        f"SELECT {total('amount')} FROM ledger WHERE unit = ? AND at >= ? AND at < ?",
        [unit, *span(since, until)],
    )
    return exact.from_nano(nano(whole, rest))


def _question(row: Row) -> Question:
    number, at, topic, utterance, context, why, request, answer, answered_by, answered_at = row
    held = exact.decode(context)
    return Question(
        id=number,
        at=exact.from_microseconds(at),
        group=topic,
        utterance=utterance,
        context=held if isinstance(held, dict) else {},
        why=why,
        request=request,
        answer=None if answer is None else exact.decode(answer),
        answered_by=answered_by,
        answered_at=None if answered_at is None else exact.from_microseconds(answered_at),
    )


def _spending(row: Row) -> Spending:
    number, at, unit, amount, purpose, detail = row
    return Spending(
        number, exact.from_microseconds(at), unit, exact.from_nano(amount), purpose, exact.decode(detail)
    )
