"""Answers that are days: dates counted from other dates, ends of months, names of weekdays and months."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from potstill.distill.answers.calendar import defined
from potstill.distill.answers.found import Found, NotFound, Outcome, Task, ranked
from potstill.distill.answers.inputs import Leaf, whole
from potstill.distill.answers.leaves import counts, evaluated, slots
from potstill.distill.answers.offsets import GRAMMAR as OFFSETS
from potstill.distill.answers.offsets import space as steps_space
from potstill.distill.answers.offsets import steps
from potstill.distill.terms import Apply, Const, Rows, Term
from potstill.ir import calendar

GRAMMAR: Final = (
    "D ::= B | add_days(B, N) | add_months(B, N)",
    "B ::= d | on_year(m, year(d)) | on_year(m, year(d) + 1) | on_year(m, y) "
    "| first(d) | last(d) | add_months(first(d), 1)",
    "first(d) = add_days(d, 1 - day(d)); last(d) = add_days(add_months(first(d), 1), -1)",
)
"""Over dates d, days of the year m, and whole numbers y."""

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ONE: Final = Const(Fraction(1))
_DAY: Final = Apply("days", (_ONE,))
_NO_TIME: Final = Apply("seconds", (Const(Fraction(0)),))
_ROUND: Final = {"weekday": ("add_days", 7), "month": ("add_months", 12)}
_NAMES: Final = {"weekday": WEEKDAYS, "month": MONTHS}


def date(task: Task, target: tuple[int, ...]) -> Outcome:
    """All dates D that are these day numbers."""
    terms = ranked(_dates(task, target))
    if not terms:
        return NotFound("no date that is counted from a date of the request, or from today")
    counted = dict.fromkeys(each for term in terms for each in _whole_days(term))
    conditions = (*counted, *defined(terms))
    return Found(terms, (*GRAMMAR, *OFFSETS), _size(task), exhausted=True, conditions=conditions)


def name(task: Task, part: str, target: tuple[str, ...]) -> Outcome:
    """All names of weekdays or months (``part``: weekday or month) of a date, or of a month's number."""
    names = _NAMES[part]
    wanted = tuple(names.index(each) + 1 for each in target)
    table = Rows(f"{part.upper()}S", tuple((Fraction(n), each) for n, each in enumerate(names, 1)))
    terms = ranked(Apply("lookup", (each.term,), table) for each in _numbered(task, part, wanted))
    if not terms:
        return NotFound(f"no date whose {part} it is")
    grammar = (
        f"W ::= {table.name}[{part}(D)] | {table.name}[x]",
        "in W: N ::= x | -x | c, c below a week or a year",
    )
    space = (*grammar, *GRAMMAR, *OFFSETS)
    return Found(terms, space, _size(task), exhausted=True, conditions=defined(terms))


def _numbered(task: Task, part: str, wanted: tuple[int, ...]) -> Iterator[Leaf]:
    """Terms with these numbers of weekdays or months."""
    for leaf in counts(task.inputs):
        if whole(leaf.values) == wanted:
            yield leaf
    for base in _bases(task):
        moved: list[Term] = [base.term]
        for leaf in _counts(task):
            for count in (leaf.term, Apply("neg", (leaf.term,))):
                moved += [Apply(op, (base.term, count)) for op in ("add_days", "add_months")]
        op, around = _ROUND[part]
        moved += [Apply(op, (base.term, Const(Fraction(n)))) for n in range(1, around)]
        for each in moved:
            found = evaluated(task.inputs, Apply(part, (each,)))
            if found is not None and found.values == wanted:
                yield found


def _dates(task: Task, target: tuple[int, ...]) -> Iterator[Term]:
    known = _counts(task)
    for base in _bases(task):
        days = whole(base.values)
        if days == target:
            yield base.term
            continue
        away = tuple(wanted - day for day, wanted in zip(days, target, strict=True))
        yield from (Apply("add_days", (base.term, count)) for count in steps(known, away))
        months = tuple(_months(day, wanted) for day, wanted in zip(days, target, strict=True))
        for count in steps(known, months):
            found = evaluated(task.inputs, Apply("add_months", (base.term, count)))
            if found is not None and found.values == target:
                yield found.term


def _months(day: int, wanted: int) -> int:
    """The months from one day's month to another's."""
    (year, month, _), (later, other, _) = calendar.civil(day), calendar.civil(wanted)
    return 12 * (later - year) + other - month


def _bases(task: Task) -> list[Leaf]:
    found = (evaluated(task.inputs, term) for term in _bare(task))
    return [leaf for leaf in found if leaf is not None]


def _bare(task: Task) -> Iterator[Term]:
    dates = [leaf.term for leaf in slots(task.inputs, "date")]
    yearly = [leaf.term for leaf in slots(task.inputs, "monthday")]
    numbers = [leaf.term for leaf in slots(task.inputs, "int")]
    yield from dates
    for day in yearly:
        for known in dates:
            this = Apply("year", (known,))
            yield Apply("on_year", (day, this))
            yield Apply("on_year", (day, Apply("add", (this, _ONE))))
        yield from (Apply("on_year", (day, year)) for year in numbers)
    for known in dates:
        first = Apply("add_days", (known, Apply("sub", (_ONE, Apply("day", (known,))))))
        following = Apply("add_months", (first, _ONE))
        yield from (first, Apply("add_days", (following, Const(Fraction(-1)))), following)


def _size(task: Task) -> int:
    return len(list(_bare(task))) * (1 + 2 * steps_space(len(_counts(task))))


def _counts(task: Task) -> list[Leaf]:
    """Whole numbers, and durations in whole days."""
    stretches = [Apply("floordiv", (leaf.term, _DAY)) for leaf in slots(task.inputs, "duration")]
    found = (evaluated(task.inputs, term) for term in stretches)
    return [*counts(task.inputs), *(leaf for leaf in found if leaf is not None)]


def _whole_days(term: Term) -> Iterator[Term]:
    """That durations which are counted in days are whole days."""
    if isinstance(term, Apply):
        if term.op == "floordiv" and term.args[1] == _DAY:
            yield Apply("eq", (Apply("mod", term.args), _NO_TIME))
        for each in term.args:
            yield from _whole_days(each)
