"""From a solver's model to a point: a value for every slot and every field, a small one if possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import Final, assert_never

from potstill.ir import languages, types
from potstill.ir.normal import fold
from potstill.ir.rounding import exact
from potstill.ir.types import Type
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.verifier.smt.ranges import Ranges
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Cone, Int, text
from potstill.verifier.smt.solver import Budget, Solver
from potstill.verifier.smt.symbolic import (
    Items,
    Letters,
    Opaque,
    Parts,
    Perhaps,
    Quotient,
    Symbolic,
    Truth,
)
from potstill.verifier.theta import probes
from potstill.verifier.theta.domain import Point, Whole

MAX_STEPS: Final = 48
"""Questions that making one model small may cost."""
_PART: Final = 8
"""Each of them may cost so many times less than the question itself."""
_MAX_WORDS: Final = 500
"""Texts of one length that are tried for a free text."""
_HALVINGS: Final = 6
_TOKEN: Final = re.compile(r"[()]|[^\s()]+")


class Reader:
    """Reads the solver's last model, of a question whose cone is known."""

    def __init__(self, solver: Solver, relations: Relations, cone: Cone) -> None:
        self._solver = solver
        self._relations = relations
        self._cone = cone
        self._texts: dict[int, str] = {}

    def point(self, ranges: Ranges) -> Point:
        """The point: inputs that the question does not mention have simple values."""
        touched = ranges.touched(self._cone)
        slots = {one.name: self._value(one.value, one.kind) for one in ranges.slots if one in touched}
        fields = {one.name: self._value(one.value, one.kind) for one in ranges.fields if one in touched}
        return ranges.completed(slots, fields)

    # Small models

    def shrink(self, ranges: Ranges, budget: Budget) -> None:
        """Narrow the model, input by input: none, false, short, near to 0, as far as few steps lead."""
        steps = _Steps(self._solver, budget.rlimit // _PART)
        touched = ranges.touched(self._cone)
        for one in (*ranges.slots, *ranges.fields):
            if one in touched:
                self._narrow(one.value, steps)

    def _narrow(self, value: Symbolic, steps: _Steps) -> None:
        match value:
            case Truth(str(term)):
                self._falsify(term, steps)
            case Perhaps(there, body):
                if isinstance(there, str):
                    self._falsify(there, steps)
                if body is not None and self._truth(there):
                    self._narrow(body, steps)
            case Quotient(num, den):
                self._least(den, steps)
                self._least(num, steps)
            case Items(items, length):
                self._least(length, steps)
                for place, item in enumerate(items):
                    if place < self._integer(length):
                        self._narrow(item.value, steps)
            case Opaque(_, length):
                self._least(length, steps)
            case Parts(parts):
                for part in parts:
                    self._narrow(part, steps)
            case Letters() | Truth():
                pass
            case _:
                assert_never(value)

    def _falsify(self, term: str, steps: _Steps) -> None:
        if self._truth(term) and not steps.attempt(f"(not {term})"):
            self._solver.pin(term)

    def _least(self, term: Int, steps: _Steps) -> None:
        if isinstance(term, str):
            steps.least(term, lambda: self._integer(term))

    # Values

    def _value(self, value: Symbolic, kind: Type) -> Value:
        match value, kind:
            case Perhaps(there, body), types.Optional(inner):
                return self._value(body, inner) if body is not None and self._truth(there) else None
            case Truth(term), _:
                return self._truth(term)
            case Quotient(num, den), _:
                return exact(Fraction(self._integer(num), self._integer(den)))
            case Letters(), types.Text():
                return self._text(value, kind)
            case Items(items, length), types.List(element):
                count = self._integer(length)
                return tuple(self._value(item.value, element) for item in items[:count])
            case Opaque(_, length), types.List(element):
                return (next(iter(probes.telling(Whole(element)))),) * self._integer(length)
            case Parts(parts), types.Record(fields):
                pairs = zip(parts, fields, strict=True)
                return tuple(self._value(part, body) for part, (_, body) in pairs)
            case _:
                raise TypeError(f"{value} is of another kind than {kind}")

    def _truth(self, term: Bool) -> bool:
        return term if isinstance(term, bool) else self._solver.truth(term)

    def _integer(self, term: Int) -> int:
        if isinstance(term, int):
            return term
        return evaluated(term, self._solver)

    def _text(self, value: Letters, kind: types.Text) -> str:
        """A text with the identity, the normal form and the length of the model, if there is one."""
        identity = self._integer(value.identity)
        spellings = self._relations.spellings
        known = spellings.text(identity)
        if known is not None:
            return known
        if identity not in self._texts:
            form = self._solver.image("text.form", identity)
            length = self._solver.image("text.length", identity)
            self._texts[identity] = self._invented(form, length, kind)
        return self._texts[identity]

    def _invented(self, form: int, length: int, kind: types.Text) -> str:
        spellings, used = self._relations.spellings, set(self._texts.values())
        wanted = spellings.text(form)
        forms = {fold(one) for one in used} | spellings.forms
        fallback: str | None = None
        for candidate in _respelled(wanted, length) if wanted is not None else _words(kind, length):
            if candidate in used or spellings.knows(candidate) or not contains(kind, candidate):
                continue
            fallback = fallback or candidate
            if (fold(candidate) == fold(wanted)) if wanted is not None else fold(candidate) not in forms:
                return candidate
        return fallback or next(iter(probes.telling(Whole(kind))), "a")  # type: ignore[return-value]  # a text


class _Steps:
    """Attempts to narrow the open question, of which there are few."""

    def __init__(self, solver: Solver, rlimit: int) -> None:
        self._solver = solver
        self._rlimit = rlimit
        self._left = MAX_STEPS

    def attempt(self, formula: str) -> bool:
        """Have the formula hold from now on, if that is found to be possible."""
        self._left -= 1
        return self._left >= 0 and self._solver.narrow(formula, self._rlimit)

    def least(self, term: str, current: Callable[[], int]) -> None:
        """Have the term as near to 0 as a few halvings find."""
        if current() != 0 and not self.attempt(f"(= {term} 0)"):
            impossible, possible = 0, abs(current())
            for bound in _bounds():
                middle = min(bound, (impossible + possible) // 2)
                if middle <= impossible:
                    break
                if self.attempt(f"(<= (- {middle}) {term} {middle})"):
                    possible = abs(current())
                else:
                    impossible = middle
        self._solver.pin(f"(= {term} {text(current())})")


def _bounds() -> Iterator[int]:
    """Small first, then wherever the middle is."""
    yield from (1, 10, 100)
    for _ in range(_HALVINGS):
        yield 1 << 4096


def evaluated(term: str, solver: Solver) -> int:
    """The value of a sum or a product of constants of the last model."""
    match _TOKEN.findall(term):
        case [name]:
            return int(name) if name.isdigit() else solver.integer(name)
        case ["(", operator, *rest, ")"]:
            values = [evaluated(part, solver) for part in _arguments(rest)]
            match operator:
                case "+":
                    return sum(values)
                case "*":
                    return prod(values)
                case "-" if len(values) == 1:
                    return -values[0]
    raise ValueError(f"no sum or product: {term}")


def _arguments(tokens: list[str]) -> Iterator[str]:
    """The terms that stand one after the other."""
    depth, part = 0, []
    for token in tokens:
        part.append(token)
        depth += (token == "(") - (token == ")")
        if depth == 0:
            yield " ".join(part)
            part = []


def _respelled(wanted: str, length: int) -> Iterator[str]:
    """Other spellings of a text, of a length if possible, all of one normal form unless it has no letters."""
    spelled = (wanted, wanted.upper(), wanted.lower(), wanted.title(), wanted.swapcase())
    for one in spelled:
        yield one.ljust(length, "!")
    for one in spelled:
        for padding in (1, 2, 3):
            yield one + "!" * padding
            yield " " * padding + one


def _words(kind: types.Text, length: int) -> Iterator[str]:
    """Simple texts, those of the length first."""
    if kind.language is not None:
        yield languages.example(kind.language)
    wanted = [length] if kind.shortest <= length <= kind.longest else []
    for size in (*wanted, *range(max(kind.shortest, 1), kind.longest + 1)):
        yield from islice((f"{word:a>{size}}" for word in _letters(size)), _MAX_WORDS)


def _letters(size: int) -> Iterator[str]:
    for count in range(1, size + 1):
        for letters in product("abcdefghijklmnopqrstuvwxyz"[count > 1 :], repeat=count):
            yield "".join(letters)
