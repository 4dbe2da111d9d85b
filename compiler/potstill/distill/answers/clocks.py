"""Answers that are durations or times of day."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from potstill.distill.answers.calendar import defined
from potstill.distill.answers.found import Found, NotFound, Outcome, Task, ranked
from potstill.distill.answers.inputs import whole
from potstill.distill.answers.leaves import MINUTE, counts, evaluated, slots
from potstill.distill.answers.offsets import GRAMMAR as OFFSETS
from potstill.distill.answers.offsets import space as steps_space
from potstill.distill.answers.offsets import steps
from potstill.distill.terms import TIME, Apply, Const, Term, Var, variables
from potstill.ir.types import SECONDS_A_DAY

GRAMMAR: Final = (
    "T ::= t | add_time(t, R) | add_time(t, -Q) | time(x, x)",
    "R ::= Q | U(N)",
    "Q ::= r | r + r | r - r | r * x | time_between(t, t)",
    "U ::= days | hours | minutes | seconds, the largest in which all examples are whole",
)
"""Over times t, durations r and whole numbers x."""

_NONE: Final = Const(Fraction(0))
_UNITS: Final = (("days", SECONDS_A_DAY), ("hours", 3600), ("minutes", 60), ("seconds", 1))


def duration(task: Task, target: tuple[int, ...]) -> Outcome:
    """All durations R of these seconds."""
    return _outcome(task, ranked(_durations(task, target)), "no duration of parameters")


def time(task: Task, target: tuple[int, ...]) -> Outcome:
    """All times of day T of these seconds since midnight."""
    return _outcome(task, ranked(_times(task, target)), "no time of day that is counted from another")


def _outcome(task: Task, terms: tuple[Term, ...], missing: str) -> Outcome:
    if not terms:
        return NotFound(missing)
    numbers = len(counts(task.inputs))
    bases = len(slots(task.inputs, "time")) + numbers**2
    stretches = (len(slots(task.inputs, "duration")) + len(slots(task.inputs, "time")) + numbers) ** 2
    size = (1 + 2 * bases) * (3 * stretches + 4 * steps_space(numbers))
    return Found(
        terms,
        (*GRAMMAR, *OFFSETS),
        size,
        exhausted=True,
        conditions=(*_to_the_minute(task, terms), *defined(terms)),
    )


def _to_the_minute(task: Task, terms: tuple[Term, ...]) -> Iterator[Term]:
    """That times and durations have no seconds where no example has: how those are told, nobody has shown."""
    used = {name for term in terms for name in variables(term)}
    for leaf in slots(task.inputs, "time", "duration"):
        assert isinstance(leaf.term, Var), "slots are variables"
        if leaf.term.name in used and all(seconds % 60 == 0 for seconds in whole(leaf.values)):
            if leaf.term.kind == TIME:
                yield Apply("eq", (Apply("second", (leaf.term,)), _NONE))
            else:
                yield Apply("eq", (Apply("mod", (leaf.term, MINUTE)), Apply("seconds", (_NONE,))))


def _times(task: Task, target: tuple[int, ...]) -> Iterator[Term]:
    numbers = [leaf.term for leaf in slots(task.inputs, "int")]
    made = [Apply("time", (hour, minute)) for hour in numbers for minute in numbers if hour != minute]
    bases = [*slots(task.inputs, "time"), *filter(None, (evaluated(task.inputs, term) for term in made))]
    for base in bases:
        seconds = whole(base.values)
        if seconds == target:
            yield base.term
            continue
        later = tuple((wanted - at) % SECONDS_A_DAY for at, wanted in zip(seconds, target, strict=True))
        for each in _durations(task, later, SECONDS_A_DAY):
            yield Apply("add_time", (base.term, each))
        earlier = tuple(-each % SECONDS_A_DAY for each in later)
        for each in _fitting(task, earlier, SECONDS_A_DAY):
            yield Apply("add_time", (base.term, Apply("neg", (each,))))


def _durations(task: Task, target: tuple[int, ...], modulus: int | None = None) -> Iterator[Term]:
    """All durations of these seconds, or of these and whole days."""
    yield from _fitting(task, target, modulus)
    name, length = unit(target)
    wanted = tuple(seconds // length for seconds in target)
    wrap = None if modulus is None else modulus // length
    yield from (Apply(name, (count,)) for count in steps(counts(task.inputs), wanted, wrap))


def _fitting(task: Task, target: tuple[int, ...], modulus: int | None) -> Iterator[Term]:
    """The durations of these seconds that are made of times and other durations."""
    for term in _stretches(task):
        found = evaluated(task.inputs, term)
        if found is not None and _alike(whole(found.values), target, modulus):
            yield term


def unit(target: tuple[int, ...]) -> tuple[str, int]:
    """The largest unit in which all durations are whole, and its seconds."""
    return next((name, length) for name, length in _UNITS if all(each % length == 0 for each in target))


def _alike(values: tuple[int, ...], target: tuple[int, ...], modulus: int | None) -> bool:
    if modulus is None:
        return values == target
    return all((value - wanted) % modulus == 0 for value, wanted in zip(values, target, strict=True))


def _stretches(task: Task) -> Iterator[Term]:
    stretches = [leaf.term for leaf in slots(task.inputs, "duration")]
    times = [leaf.term for leaf in slots(task.inputs, "time")]
    yield from stretches
    for position, one in enumerate(stretches):
        for other in stretches[position + 1 :]:
            yield Apply("add", (one, other))
            yield Apply("sub", (one, other))
            yield Apply("sub", (other, one))
        yield from (Apply("mul", (one, leaf.term)) for leaf in slots(task.inputs, "int"))
    for one in times:
        yield from (Apply("time_between", (one, other)) for other in times if other != one)
