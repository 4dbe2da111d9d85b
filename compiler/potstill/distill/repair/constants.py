"""Constants that make a program give the wanted answers: by secants through what it computes, then checked.

Where the answer is linear in the constant, or in its reciprocal, roundings aside, all decimals of the grid
that fit are found: they lie in one interval around the secant's. Elsewhere the listed ones are tried alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from potstill.compiler import syntax as s
from potstill.distill.repair.cases import Case, numbers, wanted_numbers
from potstill.distill.repair.trial import Trial, unchecked
from potstill.distill.tree import expression, statements, walk
from potstill.ir import writing
from potstill.ir.program import Program
from potstill.ir.reference.outcome import Answer
from potstill.ir.values import identity
from potstill.verifier.diff.programs import answer_type
from potstill.verifier.replay import run

USUAL: Final = tuple(map(Fraction, (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 24, 30, 52, 60, 100, 365, 1000)))
"""Small numbers, and those that units are made of."""

MAX_RIVALS: Final = 20
"""Neighbours of a constant that fits, on each side, that are tried."""

MAX_GUESSES: Final = 60
"""Constants that are tried in one place."""

_STEPS: Final = (Fraction(1), Fraction(1000), Fraction(10**6))
_SECANTS: Final = 2
_CASES: Final = 3
_SMALL: Final = 12
"""The largest denominator of a constant that is no decimal."""

Make = Callable[[s.Expression], s.Recipe]
"""The recipe with an expression in the place in question."""


def literal(value: Fraction) -> s.Expression:
    """A constant as it is written."""
    text = writing.write_number(abs(value))
    return expression(f"-{text}" if value < 0 and "/" not in text else text if value >= 0 else f"-({text})")


def places_of(value: Fraction) -> int | None:
    """Decimal places; None if the number is no decimal."""
    places = 0
    while (value * 10**places).denominator > 1:
        places += 1
        if places > 12:
            return None
    return places


def recipe_constants(tree: s.Recipe) -> list[Fraction]:
    """The numbers that are written in a recipe's lets and answer."""
    computing = [each for each in tree.statements if isinstance(each, s.LetDef | s.Answer)]
    return [Fraction(each.value) for each in walk(tuple(computing)) if isinstance(each, s.Number)]


class Solver:
    """Constants for places of one recipe."""

    def __init__(self, trial: Trial) -> None:
        self._trial: Final = trial
        answers = [number for case in trial.failing for number in wanted_numbers(case.example.answer)]
        self._listed: Final = tuple(dict.fromkeys((*recipe_constants(trial.tree), *answers, *USUAL)))

    def constants(self, make: Make, start: Fraction, places: int) -> Iterator[Fraction]:
        """Constants of at most so many decimal places under which the failing cases come out right.

        In the place of a positive one, positive ones.
        """
        if not self._matters(make, start):
            return
        guesses = dict.fromkeys(self._guesses(make, start, places))
        guesses.update(dict.fromkeys(each for each in self._listed if _fine(each, places)))
        tried: dict[Fraction, bool] = {}
        wanted = [each for each in guesses if each != start and (each > 0 or start <= 0)]
        for guess in wanted[:MAX_GUESSES]:
            if self._cures(make, guess, tried):
                yield from self._around(make, guess, start, places, tried)

    def _matters(self, make: Make, start: Fraction) -> bool:
        """Whether some other constant changes how a failing case ends: no other one can cure it otherwise."""
        case = self._trial.failing[0]
        usual = self._outcome(make, start, case)
        return any(self._outcome(make, start + step, case) != usual for step in (*_STEPS, -_STEPS[-1]))

    def _outcome(self, make: Make, value: Fraction, case: Case) -> object:
        program = self._trial.program(make(literal(value)))
        outcome = None if program is None else run(unchecked(program), case.point)
        return identity(outcome.value) if isinstance(outcome, Answer) else None

    def _around(
        self, make: Make, found: Fraction, start: Fraction, places: int, tried: dict[Fraction, bool]
    ) -> Iterator[Fraction]:
        """The constant, and its neighbours on the grid as far as they are right as well."""
        yield found
        for unit in (Fraction(1, 10**places), -Fraction(1, 10**places)):
            for count in range(1, MAX_RIVALS + 1):
                each = found + count * unit
                if (start > 0 >= each) or each in tried or not self._cures(make, each, tried):
                    break
                yield each

    def _cures(self, make: Make, value: Fraction, tried: dict[Fraction, bool]) -> bool:
        """Whether the constant is right, and was not found before."""
        if value in tried:
            return False
        program = self._trial.program(make(literal(value)))
        tried[value] = program is not None and self._trial.cures(program)
        return tried[value]

    def _guesses(self, make: Make, start: Fraction, places: int) -> Iterator[Fraction]:
        for case in self._trial.failing[:_CASES]:
            for exact in self._secants(make, start, case):
                for number in range(places + 1):
                    yield round(exact, number) if number else Fraction(round(exact))
                if exact.denominator <= _SMALL:
                    yield exact

    def _secants(self, make: Make, start: Fraction, case: Case) -> Iterator[Fraction]:
        """Where lines through what is computed meet what is wanted, over the constant and its reciprocal."""
        wanted = wanted_numbers(case.example.answer)
        for step in _STEPS:
            known = [
                (each, found)
                for each in (start, start + step)
                if (found := self._computed(make, each, case)) is not None and len(found) == len(wanted)
            ]
            for _ in range(_SECANTS):
                if len(known) < 2:
                    break
                guesses = list(_meeting(known[-2:], wanted))
                yield from guesses
                if not guesses:
                    break
                found = self._computed(make, guesses[0], case)
                if found is None or len(found) != len(wanted) or found == wanted:
                    break
                known.append((guesses[0], found))

    def _computed(self, make: Make, value: Fraction, case: Case) -> tuple[Fraction, ...] | None:
        program = self._trial.program(make(literal(value)))
        return None if program is None else _answered(unchecked(program), case)


def _answered(program: Program, case: Case) -> tuple[Fraction, ...] | None:
    outcome = run(program, case.point)
    return numbers(outcome.value, answer_type(program)) if isinstance(outcome, Answer) else None


def _meeting(
    known: Sequence[tuple[Fraction, tuple[Fraction, ...]]], wanted: tuple[Fraction, ...]
) -> Iterator[Fraction]:
    for (one, first), (other, second) in pairwise(known):
        moved = [at for at, number in enumerate(wanted) if first[at] != second[at]]
        for at in moved[:1]:
            share = (wanted[at] - first[at]) / (second[at] - first[at])
            yield one + share * (other - one)
            if one and other:
                reciprocal = 1 / one + share * (1 / other - 1 / one)
                if reciprocal:
                    yield 1 / reciprocal


def _fine(value: Fraction, places: int) -> bool:
    own = places_of(value)
    return own is not None and own <= places


def computing_names(tree: s.Recipe) -> list[str]:
    """What expressions may name: slots, fields of the context and lets."""
    slots = [each.name.text for each in statements(tree, s.SlotDef)]
    fields = [each.name.text for each in statements(tree, s.ContextDef)]
    return [*slots, *fields, *(each.name.text for each in statements(tree, s.LetDef))]
