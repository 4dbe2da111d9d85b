"""Induction on targets that are known: carriers, oracles that compute, and what a released family says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from potstill.distill.answer_json import same
from potstill.distill.answering import answer
from potstill.distill.examples import Example, Json
from potstill.distill.outcome import Released
from potstill.distill.terms import Apply, Const, Term, Var, value, write
from potstill.ir.program import Rounding
from potstill.ir.reference.answer import Unanswered

Row = tuple[Fraction, ...]
Rule = Callable[[Row], Json]
"""The target: the answer to the numbers of a request. ZeroDivisionError or ValueError where there is none."""

_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Carrier:
    """A sentence with holes for numbers, ``{}`` each."""

    text: str

    def say(self, row: Row) -> str:
        """The request with these numbers, in digits."""
        return self.text.format(*map(_digits, row))

    def read(self, utterance: str) -> Row | None:
        """Its numbers; None if it has other ones than the carrier has holes for."""
        found = tuple(Fraction(each.replace(",", "")) for each in _NUMBER.findall(utterance))
        return found if len(found) == self.text.count("{}") else None


def _digits(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else f"{float(number):.2f}"


@dataclass
class Computing:
    """An oracle that computes; ``pool``: what it may be asked, or nothing for any request."""

    carrier: Carrier
    rule: Rule
    pool: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)

    def ask(self, utterance: str) -> Example | None:
        self.asked.append(utterance)
        assert not self.pool or utterance in self.pool
        return self._answer(utterance)

    def answers(self, utterance: str) -> bool:
        """Whether it has an answer to a request."""
        return self._answer(utterance) is not None

    def _answer(self, utterance: str) -> Example | None:
        row = self.carrier.read(utterance)
        try:
            return None if row is None else Example(utterance, self.rule(row))
        except (ZeroDivisionError, ValueError):
            return None


def examples_of(carrier: Carrier, rule: Rule, rows: Iterable[Row]) -> list[Example]:
    """Answered requests."""
    return [Example(carrier.say(row), rule(row)) for row in rows]


def says(found: Released, utterance: str) -> Json | Unanswered:
    """What a released family says, by the executable specification."""
    return answer(found.artifact.family, utterance, {})


def wrong(found: Released, carrier: Carrier, rule: Rule, rows: Iterable[Row]) -> list[tuple[Row, Json]]:
    """The rows that the family answers otherwise than the target does, with its answer."""
    bad = []
    for row in rows:
        told = says(found, carrier.say(row))
        if isinstance(told, Unanswered):
            continue
        try:
            if not same(told, rule(row)):
                bad.append((row, told))
        except (ZeroDivisionError, ValueError):
            continue
    return bad


def rule_of(term: Term) -> Rule:
    """A term over x0, x1, … as a target."""

    def rule(row: Row) -> Json:
        found = value(term, {f"x{at}": _plain(number) for at, number in enumerate(row)})
        if isinstance(found, bool) or not isinstance(found, int | Fraction):
            raise ValueError("the target has no value there")
        return Fraction(found)

    return rule


def _plain(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


@dataclass(frozen=True)
class Leaves:
    """What a formula is made of, as a layer of the claim's space counts it."""

    slots: int
    near: int
    far: int
    again: int
    rounded: bool
    special: bool

    @staticmethod
    def of(term: Term, near: Iterable[Fraction], percents: Iterable[str] = ()) -> Leaves:
        """Of a term whose percentages occur in the forms x / 100, 1 - x / 100 and 1 + x / 100 only."""
        rounded = isinstance(term, Apply) and _outermost(term)
        found: list[str | Fraction] = []
        specials = _leaves(
            term.args[0] if rounded and isinstance(term, Apply) else term, set(percents), found
        )
        names = [each for each in found if isinstance(each, str)]
        constants = [each for each in found if isinstance(each, Fraction)]
        close = sum(each in set(near) for each in constants)
        return Leaves(
            len(set(names)),
            close,
            len(constants) - close,
            len(names) - len(set(names)),
            rounded,
            specials > 0,
        )

    def __str__(self) -> str:
        kinds = ((self.slots, "slot"), (self.near, "near constant"), (self.far, "far constant"))
        said = [f"{count} {name}{'s' * (count > 1)}" for count, name in kinds if count]
        return " + ".join([*said, *([f"{self.again} more of any slot"] if self.again else [])])


def _outermost(term: Apply) -> bool:
    match term:
        case Apply("floor" | "ceil"):
            return True
        case Apply("round", _, Rounding(0, "half_up" | "half_even")):
            return True
        case _:
            return False


def _leaves(term: Term, percents: set[str], found: list[str | Fraction]) -> int:
    """Collects leaves; the number of operations that are special."""
    match term:
        case Var(name):
            found.append(name)
            return 0
        case Const(Fraction() as number):
            found.append(number)
            return 0
        case Apply("div", (Var(name), Const())) if name in percents:
            found.append(name)
            return 0
        case Apply("add" | "sub", (Const(), Apply("div", (Var(name), Const())))) if name in percents:
            found.append(name)
            return 0
        case Apply("add" | "sub" | "mul" | "div", args):
            return sum(_leaves(each, percents, found) for each in args)
        case Apply("abs", (Apply("sub", args),)):
            return 1 + sum(_leaves(each, percents, found) for each in args)
        case Apply(_, args):
            return 1 + sum(_leaves(each, percents, found) for each in args)
        case _:
            raise ValueError(term)


@dataclass(frozen=True)
class Declared:
    """The space of a claim about numbers, read from its text."""

    near: frozenset[Fraction]
    far: frozenset[Fraction]
    slots: int
    layers: frozenset[str]

    @staticmethod
    def of(space: str) -> Declared:
        lines = [line.strip() for line in space.splitlines()]
        constants = {
            kind: frozenset(
                Fraction(each)
                for line in lines
                if line.startswith(f"{kind} ") and "=" in line and "|" in line
                for each in re.findall(r"-?\d+(?:/\d+)?", line.partition("=")[2])
            )
            for kind in ("near", "far")
        }
        layers = (line.rpartition(": ")[0] for line in lines if re.search(r": [\d,]+$", line))
        slots = sum(line.startswith("slot ") for line in lines)
        return Declared(constants["near"], constants["far"], slots, frozenset(layers))

    def has(self, term: Term, slots: int, percents: Iterable[str] = ()) -> bool:
        """Whether a term over x0, x1, … is in it: plain formulas in one of the layers."""
        if self.slots != slots or _less_one(term):
            return False
        leaves = Leaves.of(term, self.near, percents)
        note = ", rounded" * leaves.rounded
        return not leaves.special and f"{leaves}{note}" in self.layers


def _less_one(term: Term) -> bool:
    """Whether it may be a sum that 1 is subtracted from, rounded up: no space has these."""
    return isinstance(term, Apply) and term.op == "ceil" and "1" in write(term) and "-" in write(term)
