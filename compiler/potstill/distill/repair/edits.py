"""Edits of one node, and of one operation: the two nearest neighbourhoods of a program.

Distances are those of ordered trees: replacing, inserting and deleting a node cost one each (Tai, "The
tree-to-tree correction problem", 1979). A rounding is one node; an operation with a leaf is two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from potstill.compiler import syntax as s
from potstill.distill.examples import Json
from potstill.distill.repair.constants import Solver, computing_names, literal, places_of
from potstill.distill.repair.positions import Position, positions, written
from potstill.distill.repair.trial import Trial
from potstill.distill.tree import changed
from potstill.ir import types as t
from potstill.ir.family import Family

FINER: Final = 2
"""Decimal places that a constant may have more in the second neighbourhood."""

MAX_MEMBERS: Final = 50
"""Members of an enumeration that are tried as texts."""

PLACES: Final = (0, 1, 2)
MODES: Final = ("half_up", "half_even", "half_down", "up", "down", "floor", "ceil")
"""Roundings that are put around an expression; one that is there may change to any of the modes."""

_CLASSES: Final = (("+", "-"), ("*", "/", "//", "%"))
_SIGNS: Final = ("<", "<=", ">", ">=", "==", "!=")
_ALIKE: Final = (
    ("min", "max", "sum"), ("floor", "ceil", "round", "abs"), ("any", "all"), ("upper", "lower", "title"),
    ("year", "month", "day", "weekday"), ("hour", "minute", "second"), ("add_days", "add_months"),
    ("seconds", "minutes", "hours", "days"),
)  # fmt: skip
"""Calls that take each other's place."""

_OPERANDS: Final = (s.Number, s.Use, s.Chain, s.Call, s.Power, s.Conditional, s.Index, s.Unary)


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited recipe: where, and what was written there before and is written now."""

    tree: s.Recipe
    position: Position
    new: s.Expression
    condition: s.Expression | None = None

    @property
    def told(self) -> str:
        """The edit for a person."""
        before, after = written(self.position.node), written(self.new)
        return f"{before} becomes {after}"


class Edits:
    """The edits of one recipe, in a fixed order."""

    def __init__(self, trial: Trial) -> None:
        self._tree: Final = trial.tree
        self._trial: Final = trial
        self._names: Final = computing_names(trial.tree)
        self._solver: Final = Solver(trial)
        said = (text for case in trial.failing for text in _texts(case.example.answer))
        self._texts: Final = list(dict.fromkeys((*said, *_members(trial.family))))

    def relabelled(self) -> Iterator[Edit]:
        """One node replaced, or a rounding put around an expression or taken off."""
        for at in positions(self._tree):
            yield from self._made(at, self._constants(at, 0))
            yield from self._made(at, self._leaves(at))
            yield from self._made(at, _operators(at.node))
            yield from self._made(at, _roundings(at))

    def resized(self) -> Iterator[Edit]:
        """One operation with a leaf inserted or deleted, two leaves exchanged, or a finer constant."""
        yield from self._exchanged()
        for at in positions(self._tree):
            yield from self._made(at, self._constants(at, FINER))
            yield from self._made(at, _deleted(at.node))
            if isinstance(at.node, _OPERANDS) and not at.bound:
                yield from self._made(at, self._with_names(at.node))
                yield from self._made(at, self._with_constants(at))

    def _made(self, at: Position, found: Iterable[s.Expression]) -> Iterator[Edit]:
        for each in found:
            if each != at.node:
                yield Edit(at.replaced(self._tree, each), at, each)

    def _exchanged(self) -> Iterator[Edit]:
        """Two different leaves of one statement in each other's place."""
        leaves = [at for at in positions(self._tree) if isinstance(at.node, s.Number | s.Use | s.Text)]
        for one, other in combinations(leaves, 2):
            statement = self._tree.statements[one.statement]
            if one.statement != other.statement or one.node == other.node:
                continue
            if isinstance(statement, s.LetDef | s.Answer):
                at = Position(one.statement, statement.value, (), False)
                new = changed(statement.value, _exchange(one.node, other.node))
                yield Edit(at.replaced(self._tree, new), at, new)

    def _constants(self, at: Position, finer: int) -> Iterator[s.Expression]:
        match at.node:
            case s.Number(value):
                places = places_of(Fraction(value))
                start = Fraction(value)
            case s.Use(name) if name in self._names and not finer:
                places, start = 0, Fraction(1)
            case _:
                return
        if places is not None:

            def make(new: s.Expression) -> s.Recipe:
                return at.replaced(self._tree, new)

            for each in self._solver.constants(make, start, places + finer):
                yield literal(each)

    def _leaves(self, at: Position) -> Iterator[s.Expression]:
        match at.node:
            case s.Number() if not at.bound:
                yield from map(s.Use, self._names)
            case s.Use(name) if name in self._names:
                yield from (s.Use(each) for each in self._names if each != name)
            case s.Text():
                yield from map(s.Text, self._texts)
            case s.Truth(value):
                yield s.Truth(not value)
            case _:
                pass

    def _with_names(self, node: s.Expression) -> Iterator[s.Expression]:
        for name in self._names:
            leaf = s.Use(name)
            for sign in ("+", "-", "*", "/", "//", "%"):
                yield joined(node, sign, leaf)
            for sign in ("-", "/"):
                yield joined(leaf, sign, node)
            for call in ("min", "max"):
                yield s.Call(s.Name(call), (node, leaf))

    def _with_constants(self, at: Position) -> Iterator[s.Expression]:
        node = at.node
        for sign, start in (("+", Fraction(0)), ("*", Fraction(1)), ("/", Fraction(1))):

            def make(new: s.Expression, sign: str = sign) -> s.Recipe:
                return at.replaced(self._tree, joined(node, sign, new))

            for value in self._solver.constants(make, start, FINER):
                if sign == "+" and value < 0:
                    yield joined(node, "-", literal(-value))
                elif sign != "/" or value.denominator == 1:
                    yield joined(node, sign, literal(value))
        for call in ("min", "max"):

            def bound(new: s.Expression, call: str = call) -> s.Recipe:
                return at.replaced(self._tree, s.Call(s.Name(call), (node, new)))

            for value in self._solver.constants(bound, Fraction(0), FINER):
                yield s.Call(s.Name(call), (node, literal(value)))


def _exchange(one: s.Expression, other: s.Expression) -> Callable[[s.Expression], s.Expression]:
    def exchanged(node: s.Expression) -> s.Expression:
        return other if node is one else one if node is other else node

    return exchanged


def joined(left: s.Expression, sign: str, right: s.Expression) -> s.Chain:
    """Two operands and an operator between them; a chain of operators of its class is gone on with."""
    group = next(each for each in _CLASSES if sign in each)
    if isinstance(left, s.Chain) and all(each in group for each, _ in left.rest):
        return s.Chain(left.first, (*left.rest, (sign, right)))
    return s.Chain(left, ((sign, right),))


def _operators(node: s.Expression) -> Iterator[s.Expression]:
    match node:
        case s.Chain(first, rest):
            for place, (sign, right) in enumerate(rest):
                left = s.Chain(first, rest[:place]) if place else first
                for other in (each for group in _CLASSES for each in group if each != sign):
                    new: s.Expression = joined(left, other, right)
                    for after, operand in rest[place + 1 :]:
                        new = joined(new, after, operand)
                    yield new
        case s.Comparison(first, ((sign, right),)) if sign in _SIGNS:
            for other in _SIGNS:
                yield s.Comparison(first, ((other, right),))
        case s.Comparison(first, rest):
            for place, (sign, right) in enumerate(rest):
                for other in _SIGNS if sign in _SIGNS else ():
                    yield s.Comparison(first, (*rest[:place], (other, right), *rest[place + 1 :]))
        case s.Logic(operator, parts):
            yield s.Logic("and" if operator == "or" else "or", parts)
        case s.Call(s.Name(name), arguments):
            for group in _ALIKE:
                if name in group and name != "round":
                    yield from (s.Call(s.Name(other), arguments) for other in group if other != name)
        case _:
            pass


def _roundings(at: Position) -> Iterator[s.Expression]:
    node = at.node
    match node:
        case s.Call(s.Name("round"), (body, *_)):
            places, mode = rounding_of(node)
            for other in MODES:
                yield _rounded(body, places, other)
            for count in range(5):
                yield _rounded(body, count, mode)
            yield body
        case s.Call(s.Name("floor" | "ceil" | "abs"), (body,)):
            yield body
            for mode in MODES:
                yield _rounded(body, 0, mode)
        case s.Chain() | s.Use() | s.Call() | s.Power() | s.Conditional() | s.Index():
            if not at.bound:
                for count in PLACES:
                    yield from (_rounded(node, count, mode) for mode in MODES)
        case s.Unary("-" | "not", body):
            yield body
        case _:
            pass


def rounding_of(call: s.Call) -> tuple[int, str]:
    """The places and the mode of a call of ``round`` (clause L24.3)."""
    places, mode = 0, "half_up"
    for argument in call.arguments[1:]:
        match argument:
            case s.Number(value):
                places = int(value)
            case s.Unary("-", s.Number(value)):
                places = -int(value)
            case s.Use(name):
                mode = name
            case _:
                pass
    return places, mode


def _rounded(body: s.Expression, places: int, mode: str) -> s.Expression:
    count = literal(Fraction(places))
    return s.Call(s.Name("round"), (body, count, s.Use(mode)))


def _deleted(node: s.Expression) -> Iterator[s.Expression]:
    """The expression without one of its leaves, and the operator that joins it."""
    match node:
        case s.Chain(first, rest):
            for place, (_, right) in enumerate(rest):
                kept = (*rest[:place], *rest[place + 1 :])
                if isinstance(right, s.Number | s.Use):
                    yield s.Chain(first, kept) if kept else first
            sign, right = rest[0]
            if isinstance(first, s.Number | s.Use) and sign in ("+", "*"):
                yield s.Chain(right, rest[1:]) if rest[1:] else right
        case s.Call(s.Name("min" | "max"), arguments) if len(arguments) > 1:
            for place in range(len(arguments)):
                left = (*arguments[:place], *arguments[place + 1 :])
                yield left[0] if len(left) == 1 else s.Call(node.name, left)
        case s.Conditional(then, _, otherwise):
            yield then
            yield otherwise
        case _:
            pass


def _members(family: Family) -> Iterator[str]:
    """The values of slots for one of a few texts."""
    for slot in family.slots:
        kind = slot.type.body if isinstance(slot.type, t.Optional) else slot.type
        if isinstance(kind, t.Text) and kind.values is not None and len(kind.values) <= MAX_MEMBERS:
            yield from kind.values


def _texts(answer: Json) -> Iterator[str]:
    match answer:
        case str():
            yield answer
        case list():
            for each in answer:
                yield from _texts(each)
        case dict():
            for each in answer.values():
                yield from _texts(each)
        case _:
            pass
