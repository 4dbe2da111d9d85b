"""Programs that are one function by their normal forms, where no operation of either can go wrong.

The solver does not see that ``m * p / n`` is ``m / (n / p)``; quotients of polynomials do.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from potstill.distill.forms import equal_forms
from potstill.distill.terms import Apply, Const, Term, Var
from potstill.ir import types as t
from potstill.ir.obligations import safety
from potstill.ir.program import Node, Program, Rounding
from potstill.ir.typing import join
from potstill.ir.values import identity
from potstill.ir.verdicts import Kind
from potstill.verifier.diff.programs import alike, answer_type
from potstill.verifier.intervals import holds

MAX_NODES: Final = 2_000
"""Of a term, in which nodes that several others need are written out."""


class _TooLarge(Exception):
    """A term beyond MAX_NODES, or with a comprehension."""


def same_form(one: Program, other: Program) -> bool:
    """Whether two programs with the same conditions are proved to end alike on all θ; no says nothing."""
    if not alike(answer_type(one), answer_type(other)) or not (_safe(one) and _safe(other)):
        return False
    if len(one.ensures) != len(other.ensures):
        return False
    try:
        first, second = _terms(one), _terms(other)
    except _TooLarge:
        return False
    return all(equal_forms(*pair) for pair in zip(first, second, strict=True))


def together(one: Program, other: Program) -> tuple[Program, Program]:
    """Two programs whose answers go out by one type, so that 1.5 and 1.50 are one answer.

    As they are, where a type is declared or there is no type of both.
    """
    if one.declared is None and other.declared is None:
        both = join(answer_type(one), answer_type(other))
        if both is not None:
            return replace(one, declared=both), replace(other, declared=both)
    return one, other


def _safe(program: Program) -> bool:
    """Whether the types of its operands show that nothing in it fails, promises aside."""
    return all(holds(program, duty) for duty in safety(program) if duty.kind is not Kind.ENSURE)


def _terms(program: Program) -> list[Term]:
    """The answer and what is promised of it."""
    return [_Writer(program).term(root) for root in (program.answer, *program.ensures)]


class _Writer:
    def __init__(self, program: Program) -> None:
        self._program: Final = program
        self._left = MAX_NODES

    def term(self, place: int) -> Term:
        """The term of a node. Raises _TooLarge."""
        self._left -= 1
        node = self._program.nodes[place]
        if self._left < 0 or node.op in ("each", "element"):
            raise _TooLarge
        match node.op, node.data:
            case "slot" | "context", _:
                return Var(f"{node.op} {node.data}")
            case "const", bool() | str() as known:
                return Const(known)
            case "const", int() | Fraction() as number:
                return Const(Fraction(number))
            case "const", _:
                return Var(f"constant {identity(node.data)!r}")  # type: ignore[arg-type]  # holds a value
            case "lt" | "gt", _:
                return self._less(node)
            case "ge", _:
                return Apply("le", (self.term(node.args[1]), self.term(node.args[0])))
            case op, Rounding() as rounding:
                return Apply(op, tuple(map(self.term, node.args)), rounding)
            case op, None:
                return Apply(op, tuple(map(self.term, node.args)))
            case op, data:
                told = repr(self._program.table(str(data))) if op in ("lookup", "has") else repr(data)
                return Apply(f"{op} {told}", tuple(map(self.term, node.args)))

    def _less(self, node: Node) -> Term:
        """A comparison with a constant as the one that its neighbour on the grid has with ``<=``."""
        low, high = node.args if node.op == "lt" else reversed(node.args)
        kinds = [self._program.nodes[each].type for each in (low, high)]
        first, second = self.term(low), self.term(high)
        unit = _unit(kinds[0], kinds[1])
        match first, second:
            case Const(Fraction() as bound), _ if unit is not None:
                return Apply("le", (Const(bound + unit), second))
            case _, Const(Fraction() as bound) if unit is not None:
                return Apply("le", (first, Const(bound - unit)))
            case _:
                return Apply("lt", (first, second))


def _unit(one: t.Type, other: t.Type) -> Fraction | None:
    """The distance of neighbours on the finer grid of two types of numbers."""
    if not (isinstance(one, t.Number) and isinstance(other, t.Number)):
        return None
    if one.places is None or other.places is None:
        return None
    return Fraction(1, 10 ** max(one.places, other.places))
