"""One contestant over one stream: what became of each request, kept in a file so that a run can go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.growth.protocol import Contestant, Fallback
from benchmarks.growth.stream import Request
from potstill.distill.answer_json import same
from potstill.distill.json_text import json_text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request.

    ``own``: answered without the fallback's word; ``right``: the answer is the true one. ``calls``: of the
    fallback, for the request and for questions asked before the next one; ``by``: what answered, or why
    nothing did. ``said``: the answer, where it is wrong. ``families``: how many answer by themselves now.
    """

    place: int
    family: int | None
    own: bool
    right: bool
    calls: int
    by: str
    said: str
    families: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a part of a stream. ``coverage``: share answered without the fallback; ``inside``: in scope alone.

    ``cost``: calls of the fallback per request; ``inside_cost``: per request in scope, questions included.
    ``own``: how many answers were its own, of which ``wrong`` were wrong, and ``outside`` to requests out of
    scope. ``families``: at the end.
    """

    requests: int
    coverage: float
    inside: float
    cost: float
    inside_cost: float
    own: int
    wrong: int
    outside: int
    families: int


def run(
    make: Callable[[int], Contestant],
    requests: Sequence[Request],
    fallback: Fallback,
    file: Path,
    progress: Callable[[Outcome, Contestant], None] = lambda _outcome, _contestant: None,
) -> list[Outcome]:
    """All outcomes. ``make`` is given how many requests the file has; it is not called if it has all.

    A contestant that is made in the middle of a stream must have kept what it knows.
    """
    done = list(read(file))
    if len(done) == len(requests):
        return done
    contestant = make(len(done))
    file.parent.mkdir(parents=True, exist_ok=True)
    # A line that was cut off goes.
    file.write_text("".join(map(_line, done)), "utf-8")
    with file.open("a", encoding="utf-8") as lines:
        for place in range(len(done), len(requests)):
            request = requests[place]
            fallback.turn(request)
            before = fallback.calls
            answer = contestant.ask(request.utterance, fallback)
            right = same(answer.value, request.answer)
            outcome = Outcome(
                place,
                request.family,
                answer.own,
                right,
                fallback.calls - before,
                answer.by,
                "" if right else json_text(answer.value),
                len(contestant.released()),
            )
            lines.write(_line(outcome))
            lines.flush()
            done.append(outcome)
            progress(outcome, contestant)
    return done


def _line(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome)) + "\n"


def read(file: Path) -> Iterator[Outcome]:
    """The outcomes that a file has; a last line that was cut off is left out."""
    if file.exists():
        for line in file.read_text("utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield Outcome(**json.loads(line))


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Of these requests, which are one or more."""
    inside = [each for each in outcomes if each.family is not None]
    own = [each for each in outcomes if each.own]
    return Figures(
        requests=len(outcomes),
        coverage=len(own) / len(outcomes),
        inside=sum(each.own for each in inside) / max(1, len(inside)),
        cost=sum(each.calls for each in outcomes) / len(outcomes),
        inside_cost=inside_cost(outcomes),
        own=len(own),
        wrong=sum(not each.right for each in own),
        outside=sum(each.family is None for each in own),
        families=outcomes[-1].families,
    )


def inside_cost(outcomes: Sequence[Outcome]) -> float:
    """Calls per request in scope: all but those that answer requests out of scope, so questions count."""
    inside = sum(each.family is not None for each in outcomes)
    passed_on = sum(each.family is None and not each.own for each in outcomes)
    return (sum(each.calls for each in outcomes) - passed_on) / max(1, inside)


def tenths(outcomes: Sequence[Outcome]) -> list[Figures]:
    """Of each tenth of a stream."""
    size = len(outcomes)
    return [figures(outcomes[size * tenth // 10 : size * (tenth + 1) // 10]) for tenth in range(10)]
