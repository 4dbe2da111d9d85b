"""What people say about replies, what that comes to, and the examples that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from potstill.runtime.store import exact
from potstill.runtime.store.base import named
from potstill.runtime.store.errors import Refused, Unknown
from potstill.runtime.store.records import Answered, Feedback, Judgement, Request, Verdict
from potstill.runtime.store.requests import SELECT, Requests, read_request
from potstill.runtime.store.session import Row, Session

_SELECT: Final = "SELECT id, request, at, who, verdict, answer FROM feedback"
_MISSING: Final = object()


class Opinions(Requests):
    """Feedback: all of it is kept, and of each person the latest on a request counts."""

    def give_feedback(
        self,
        request: int,
        verdict: Verdict,
        *,
        answer: object = _MISSING,
        who: str = "",
        at: datetime | None = None,
    ) -> int:
        """Store an opinion; its id. CORRECTED comes with the right ``answer``, and nothing else does.

        All who give no name count as one person. Raises Unknown: no such request; Refused.
        """
        if (verdict is Verdict.CORRECTED) != (answer is not _MISSING):
            raise Refused("a correction comes with the right answer, and nothing else does")
        held = None if answer is _MISSING else self._json(answer, "answer")
        row = (request, self._when(at), named(who, "person"), verdict.value, held)
        with self._pool.write() as session:
            if not session.query("SELECT 1 FROM requests WHERE id = ?", [request]):
                raise Unknown(f"no request {request}")
            [(number,)] = session.query(
                "INSERT INTO feedback (request, at, who, verdict, answer) VALUES (?, ?, ?, ?, ?)"
                " RETURNING id",
                row,
            )
        return int(number)

    def feedback(
        self, since: int = 0, *, request: int | None = None, batch: int = 1000
    ) -> Iterator[Feedback]:
        """All feedback with ids above ``since``, on ``request`` or on any, in the order of ids."""
        with self._pool.bare() as session:
            until = session.horizon("feedback")
        which, extra = ("", []) if request is None else (" AND request = ?", [request])
        sql = f"{_SELECT} WHERE id > ? AND id <= ?{which} ORDER BY id LIMIT ?"
        while True:
            with self._pool.read() as session:
                rows = session.query(sql, [since, until, *extra, batch])
            yield from (_feedback(row) for row in rows)
            if len(rows) < batch:
                return
            since = rows[-1][0]

    def judgement(self, request: int) -> Judgement:
        """What all feedback on a request comes to. Raises Unknown."""
        with self._pool.read() as session:
            rows = session.query(f"{SELECT} WHERE id = ?", [request])
            if not rows:
                raise Unknown(f"no request {request}")
            [(_, found)] = _judged(session, rows)
        return found

    def judged(
        self, family: str, *, since: int = 0, batch: int = 1000
    ) -> Iterator[tuple[Request, Judgement]]:
        """The requests that a family answered and somebody judged, in the order of ids."""
        sql = (
            f"{SELECT} WHERE family = ? AND id > ?"
            " AND id IN (SELECT request FROM feedback WHERE request > ?) ORDER BY id LIMIT ?"
        )
        while True:
            with self._pool.read() as session:
                rows = session.query(sql, [family, since, since, batch])
                found = _judged(session, rows)
            yield from ((read_request(row), judgement) for row, judgement in found)
            if len(rows) < batch:
                return
            since = rows[-1][0]

    def examples(self, since: int = 0, *, until: int | None = None, batch: int = 1000) -> Iterator[Answered]:
        """What induction may learn from, in the order of the requests' ids, from above ``since``.

        A request is an example if a correction says what is right, or the fallback answered and nobody
        rejected that; not if people contradict each other about it, nor if something in it was redacted.
        Feedback that comes later changes what an earlier request is an example of: follow ``feedback``.
        """
        for rows in self._batches(since, until, batch):
            with self._pool.read() as session:
                found = _judged(session, rows)
            for row, judgement in found:
                if (example := _example(read_request(row), judgement)) is not None:
                    yield example


def _example(request: Request, judgement: Judgement) -> Answered | None:
    if request.redacted or judgement.disputed:
        return None
    if judgement.corrections:
        [answer] = judgement.corrections
        return Answered(request.id, request.utterance, request.context, answer, True)
    if request.family is None and request.answered and not judgement.rejected:
        return Answered(request.id, request.utterance, request.context, request.reply, False)
    return None


def _judged(session: Session, rows: Iterable[Row]) -> list[tuple[Row, Judgement]]:
    """Each row of requests, which come in the order of ids, with what its feedback comes to."""
    held = list(rows)
    if not held:
        return []
    latest: dict[int, dict[str, tuple[str, str | None]]] = {}
    for request, who, verdict, answer in session.query(
        "SELECT request, who, verdict, answer FROM feedback WHERE request >= ? AND request <= ? ORDER BY id",
        [held[0][0], held[-1][0]],
    ):
        latest.setdefault(request, {})[who] = (verdict, answer)
    return [(row, _judgement(row[5], latest.get(row[0], {}))) for row in held]


def _judgement(reply: str | None, latest: Mapping[str, tuple[str, str | None]]) -> Judgement:
    """``reply`` and the corrections as canonical texts: they are equal if and only if the values are."""
    verdicts = {verdict for verdict, _ in latest.values()}
    corrections = {answer for _, answer in latest.values() if answer is not None}
    accepted, rejected = Verdict.ACCEPTED.value in verdicts, Verdict.REJECTED.value in verdicts
    right = corrections | ({reply} if accepted and reply is not None else set())
    return Judgement(
        people=len(latest),
        accepted=accepted,
        rejected=rejected,
        corrections=tuple(exact.decode(answer) for answer in sorted(corrections)),
        disputed=len(right) > 1 or (rejected and reply in right) or (rejected and accepted),
    )


def _feedback(row: Row) -> Feedback:
    number, request, at, who, verdict, answer = row
    return Feedback(
        id=number,
        request=request,
        at=exact.from_microseconds(at),
        who=who,
        verdict=Verdict(verdict),
        answer=None if answer is None else exact.decode(answer),
    )
