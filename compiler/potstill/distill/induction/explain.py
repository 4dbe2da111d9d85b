"""Every explanation of a template's answers in the declared spaces, and what those spaces are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from potstill.distill import answers as a
from potstill.distill.answers.conditions import space as conditions
from potstill.distill.answers.found import Task
from potstill.distill.examples import MAX_NUMBER, Example
from potstill.distill.induction.steps import Stop
from potstill.distill.outcome import Missing
from potstill.distill.search import Limits, Role, declare, search
from potstill.distill.template import Slot, Template
from potstill.distill.terms import Apply, Term

SIDE: Final = Limits(leaves=3, extras=1, bits=18, margin=3, effort=5_000_000, rivals=32)
"""For each side of a condition: what is computed there is small, or the condition means nothing."""

SHOWN: Final = 6
"""Numbers that tell which ones a space was searched for."""

MANY: Final = 100
"""Explanations of a space that was cut off: more examples would refute most of them."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Terms that give all answers: all there are in the space of that grammar.

    ``conditions``: where they count at all, whichever of them is right. ``open``: whether some of them stand
    for others between them, as two thresholds do for all in the gap; another example changes which.
    ``small``: how many terms of the space are as small as the first that fits, or all of them. ``choices``:
    of how many conditions the explanations choose one, where they go one way or another; else 1.
    """

    terms: tuple[Term, ...]
    space: str
    size: int
    small: int
    conditions: tuple[Term, ...]
    open: bool
    choices: int = 1


def explained(template: Template, known: Sequence[Example]) -> Explained:
    """What explains the answers. Raises Stop where nothing does, or the space was not searched to its end."""
    read = [template.read(each.utterance) for each in known]
    points = [parameters for parameters in read if parameters is not None]
    if len(points) < len(known):
        raise Stop(Missing.TEMPLATE, f"it does not read {known[read.index(None)].utterance!r}")
    columns = tuple(
        a.Column(slot.name, _kind(slot), tuple(point[slot.name] for point in points))
        for slot in template.slots
    )
    inputs = a.Inputs(columns, len(known))
    numbers = _numbers(template, len(known))
    found = a.explain(inputs, [each.answer for each in known], numbers)
    if isinstance(found, a.NotFound):
        missing = Missing.EXPLANATION if found.exhausted else Missing.SPACE
        shown = f" (examples {', '.join(str(row + 1) for row in found.rows)})" if found.rows else ""
        raise Stop(missing, found.missing + shown)
    space = "\n".join(found.space)
    if not found.exhausted and len(found.terms) >= MANY:
        raise Stop(Missing.EXAMPLES, f"{len(found.terms)} explanations fit, and more that were not looked at")
    if not found.exhausted:
        raise Stop(Missing.SPACE, f"{len(found.terms)} explanations are known, of a space cut off:\n{space}")
    choices = conditions(Task(inputs, numbers)) if any(map(_chooses, found.terms)) else 1
    small = found.size if found.first is None else found.first
    return Explained(found.terms, space, found.size, small, found.conditions, bool(found.cuts), choices)


def _chooses(term: Term) -> bool:
    return isinstance(term, Apply) and (term.op == "if" or any(map(_chooses, term.args)))


def _numbers(template: Template, rows: int) -> Callable[..., a.Outcome]:
    """The search for numbers, with the template's slots and the numbers that its text says.

    ``rows``: how many examples there are; for some of them alone, the space is small.
    """
    roles = {slot.name: _role(slot) for slot in template.slots if slot.numeric}
    literals = [literal.value for literal in template.literals]

    def numbers(columns: Mapping[str, tuple[Fraction, ...]], target: tuple[Fraction, ...]) -> a.Outcome:
        if any(max(abs(number.numerator), number.denominator) >= 10**MAX_NUMBER for number in target):
            return a.NotFound(
                f"numbers of more than {MAX_NUMBER} digits are not searched for", exhausted=False
            )
        limits = None if len(target) == rows else SIDE
        space = declare({name: roles.get(name, Role.NUMBER) for name in columns}, literals, limits)
        found = search(columns, target, space)
        if not found.terms:
            return a.NotFound("no formula gives these numbers", exhausted=found.exhausted)
        # One entry: what was searched for other numbers of the answers is not what was searched for these.
        grammar = f"{_heading(target)}\n{found.space.grammar()}"
        return a.Found(found.terms, (grammar,), found.space.size(), found.exhausted, first=found.first)

    return numbers


def _kind(slot: Slot) -> str:
    """What the values are: an enumeration of numbers counts as what it stands for."""
    if slot.kind != "enum" or not slot.numeric:
        return slot.kind
    return "int" if all(isinstance(value, int) for value in slot.values) else "fraction"


def _heading(target: Sequence[Fraction]) -> str:
    more = ", …" if len(target) > SHOWN else ""
    return f"the numbers {', '.join(map(str, target[:SHOWN]))}{more}:"


def _role(slot: Slot) -> Role:
    match _kind(slot):
        case "percent":
            return Role.PERCENT
        case "fraction" | "multiplier":
            return Role.FRACTION
        case _:
            return Role.NUMBER
