"""Deleting: what is too old, and all that a person left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from potstill.runtime.store import exact
from potstill.runtime.store.base import Part, named
from potstill.runtime.store.session import Session

_CHUNK: Final = 5_000
"""Requests deleted in one transaction: others can write in between."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows went."""

    requests: int = 0
    feedback: int = 0
    questions: int = 0
    events: int = 0
    """Of the journal; these stay, without the person's name."""


class Retention(Part):
    """Families, versions and the journal's changes are nobody's, and stay."""

    def prune(self, *, before: datetime) -> Deleted:
        """Delete requests, with their feedback, and answered questions that are older than ``before``.

        In several transactions: when it is interrupted, some of them are gone, and the rest next time.
        """
        limit = exact.to_microseconds(before)
        with self._pool.write() as session:
            questions = session.run("DELETE FROM questions WHERE answered_at < ?", [limit])
        requests = feedback = 0
        while True:
            with self._pool.write() as session:
                rows = session.query(
                    "SELECT id FROM requests WHERE at < ? ORDER BY at, id LIMIT ?", [limit, _CHUNK]
                )
                gone = _delete_requests(session, [number for (number,) in rows])
            requests, feedback = requests + gone.requests, feedback + gone.feedback
            if len(rows) < _CHUNK:
                return Deleted(requests, feedback, questions)

    def forget(self, key: str) -> Deleted:
        """Remove every trace of a caller or person, also from free space in the database's files.

        His requests go, with all feedback on them and the questions made from them; so do his feedback on
        other requests and the questions he answered. His name leaves the journal. When StoreBusy or StoreFull
        is raised, all this is done but for the free space: do it again.
        """
        who = named(key, "caller's key")
        with self._pool.write() as session:
            rows = session.query("SELECT id FROM requests WHERE caller = ?", [who])
            numbers = [number for (number,) in rows]
            questions = session.run("DELETE FROM questions WHERE answered_by = ?", [who])
            for chunk in _chunks(numbers):
                questions += session.run(f"DELETE FROM questions WHERE request IN {_listed(chunk)}")
            feedback = session.run("DELETE FROM feedback WHERE who = ?", [who])
            gone = _delete_requests(session, numbers)
            events = session.run("UPDATE events SET who = '' WHERE who = ?", [who]) if who else 0
        with self._pool.bare() as session:
            session.scrub(("requests", "feedback", "questions", "events"))
        return Deleted(gone.requests, feedback + gone.feedback, questions, events)


def _delete_requests(session: Session, numbers: list[int]) -> Deleted:
    requests = feedback = 0
    for chunk in _chunks(numbers):
        feedback += session.run(f"DELETE FROM feedback WHERE request IN {_listed(chunk)}")
        requests += session.run(f"DELETE FROM requests WHERE id IN {_listed(chunk)}")
    return Deleted(requests, feedback)


def _chunks(numbers: list[int]) -> list[list[int]]:
    return [numbers[first : first + 500] for first in range(0, len(numbers), 500)]


def _listed(numbers: list[int]) -> str:
    """Ids of this database's own making, as SQL."""
    return f"({', '.join(str(int(number)) for number in numbers)})"
