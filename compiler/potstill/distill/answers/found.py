"""What an explanation of answers is: all terms of a declared space that give them, or what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice, product
from typing import Final, Protocol, TypeAlias

from potstill.distill.answers.inputs import Inputs
from potstill.distill.terms import Apply, Const, Rows, Term, size, tables, write

ZERO: Final = Const(Fraction(0))


@dataclass(frozen=True, slots=True)
class Cut:
    """A threshold that the examples leave open: somewhere above ``below``, and not above ``above``.

    The condition is false (or, in its negation, true) up to ``below`` and the other from ``above`` on.
    INVARIANT: its two extremes, `subject > below` and `subject >= above`, agree exactly where all thresholds
    of the gap do, so that they stand for all of these among the explanations.
    """

    subject: Term
    below: Fraction
    above: Fraction

    @property
    def middle(self) -> Fraction:
        """A value in the gap that halves it: what to ask about."""
        return (self.below + self.above) / 2


@dataclass(frozen=True, slots=True)
class Found:
    """All explanations of a space that fit, the smallest first.

    ``space``: the space as a grammar, line by line. ``size``: how many terms it has at most. ``exhausted``:
    whether all of it was looked at; otherwise explanations may be missing. ``conditions``: where these
    explanations count, beside where they agree; what lies outside was not seen. ``cuts``: thresholds that
    are open. ``first``: how many terms are as small as the smallest that fit, where that is known.
    """

    terms: tuple[Term, ...]
    space: tuple[str, ...]
    size: int
    exhausted: bool
    conditions: tuple[Term, ...] = ()
    cuts: tuple[Cut, ...] = ()
    first: int | None = None

    @property
    def tables(self) -> tuple[Rows, ...]:
        """The tables that any of the explanations needs."""
        return tuple(dict.fromkeys(each for term in self.terms for each in tables(term)))


@dataclass(frozen=True, slots=True)
class NotFound:
    """No explanation: what is missing, in words, and which examples show it.

    ``exhausted``: whether all of the space was looked at.
    """

    missing: str
    rows: tuple[int, ...] = ()
    exhausted: bool = True


Outcome: TypeAlias = Found | NotFound


class Numbers(Protocol):
    """The search for terms of numbers: all terms that give ``target``, of a space that it declares."""

    def __call__(self, columns: Mapping[str, tuple[Fraction, ...]], target: tuple[Fraction, ...]) -> Outcome:
        """``columns``: slots with one value for each example."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is looked at and how much evidence is wanted; all of them are counts.

    ``terms``: explanations kept of one answer. ``states``: places in texts. ``partitions``: ways to divide
    the examples by a condition. ``side``: the fewest examples on each side of a condition. ``support``: the
    fewest examples for each key of a table.
    """

    terms: int = 256
    states: int = 4_000
    partitions: int = 32
    side: int = 2
    support: int = 2


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be explained by what, and how. ``path``: the part of an answer that it is, "" for all."""

    inputs: Inputs
    numbers: Numbers
    limits: Limits = field(default_factory=Limits)
    path: str = ""

    def select(self, rows: Sequence[int]) -> Task:
        """The same for some of the examples."""
        return replace(self, inputs=self.inputs.select(rows))

    def part(self, name: str) -> Task:
        """The same for a part of the answer."""
        return replace(self, path=f"{self.path}_{name}" if self.path else name)


def ranked(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms once each, the smallest first."""
    return tuple(sorted(dict.fromkeys(terms), key=lambda term: (size(term), write(term))))


def combined(
    parts: Sequence[Found], build: Callable[[tuple[Term, ...]], Term], rule: str, limits: Limits
) -> Found:
    """All terms that are built of one explanation for each part, up to the limit of terms."""
    choices = product(*(part.terms for part in parts))
    terms = tuple(build(choice) for choice in islice(choices, limits.terms + 1))
    sizes = 1
    for part in parts:
        sizes *= max(1, part.size)
    return Found(
        ranked(terms[: limits.terms]),
        merged([rule], *(part.space for part in parts)),
        sizes,
        len(terms) <= limits.terms and all(part.exhausted for part in parts),
        tuple(dict.fromkeys(each for part in parts for each in part.conditions)),
        tuple(dict.fromkeys(each for part in parts for each in part.cuts)),
    )


def united(parts: Sequence[Found], limits: Limits) -> Found:
    """Explanations of one answer that were found in several ways."""
    terms = ranked(term for part in parts for term in part.terms)
    return Found(
        terms[: limits.terms],
        merged(*(part.space for part in parts)),
        sum(part.size for part in parts),
        len(terms) <= limits.terms and all(part.exhausted for part in parts),
        tuple(dict.fromkeys(each for part in parts for each in part.conditions)),
        tuple(dict.fromkeys(each for part in parts for each in part.cuts)),
    )


def merged(*lines: Iterable[str]) -> tuple[str, ...]:
    """Grammars as one, each rule once."""
    return tuple(dict.fromkeys(line for part in lines for line in part))


def known_keys(terms: Iterable[Term]) -> tuple[Term, ...]:
    """That every key is in its table: the conditions under which no lookup of the terms fails."""
    found: dict[Term, None] = {}

    def look(term: Term) -> None:
        if isinstance(term, Apply):
            if term.op == "lookup":
                found.setdefault(Apply("has", term.args, term.data))
            for each in term.args:
                look(each)

    for term in terms:
        look(term)
    return tuple(found)
