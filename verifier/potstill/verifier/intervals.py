"""What the types alone decide: the first method, and the cheapest.

The type of a node is an interval with a grid, inferred by the operator table; theorem T5 says that no value
leaves it. An error that the operands' types exclude cannot occur, a range that holds the inferred one holds,
and a comparison of intervals that do not meet is decided.
"""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from potstill.ir.errors import ErrorCode
from potstill.ir.operators import may_fail, operand
from potstill.ir.program import Program
from potstill.ir.types import SECONDS_A_DAY, Bool, Date, Duration, Number, Time, Type
from potstill.ir.typing import fits
from potstill.ir.verdicts import Kind, Obligation


def holds(program: Program, obligation: Obligation) -> bool:
    """Whether the types show a safety obligation; False says nothing."""
    node = obligation.node
    assert node is not None
    match obligation.kind:
        case Kind.STUCK:
            return error_of(obligation) not in [code.value for code in errors(program, node)]
        case Kind.RANGE:
            return any(
                let.name == obligation.subject
                and let.declared is not None
                and fits(program.nodes[node].type, let.declared)
                for let in program.lets
            )
        case Kind.ANSWER:
            return program.declared is not None and fits(program.nodes[node].type, program.declared)
        case Kind.ENSURE:
            return truth(program, node) is True
        case (
            Kind.RELEVANT
            | Kind.FLAVOUR
            | Kind.LANGUAGE
            | Kind.FAMILY
            | Kind.FUNCTIONAL
            | Kind.EXPRESSIBLE
            | Kind.ROUND_TRIP
            | Kind.EXAMPLE
        ):
            raise ValueError(f"{obligation.name} is not about one θ")
        case _:
            assert_never(obligation.kind)


def error_of(obligation: Obligation) -> str:
    """The code of the error that a STUCK obligation speaks of."""
    return obligation.subject.partition(":")[2]


def errors(program: Program, node: int) -> tuple[ErrorCode, ...]:
    """The errors of an operation that its operands' types do not exclude."""
    found = program.nodes[node]
    types = tuple(program.nodes[arg].type for arg in found.args)
    return may_fail(found.op, types, operand(found, program))


def truth(program: Program, root: int) -> bool | None:
    """The value of a Boolean node where the types decide it; None where they do not."""
    node = program.nodes[root]
    match node.op:
        case "const":
            return node.data if isinstance(node.data, bool) else None
        case "not":
            inner = truth(program, node.args[0])
            return None if inner is None else not inner
        case "and" | "or":
            decisive = node.op == "or"
            parts = [truth(program, arg) for arg in node.args]
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        case "lt" | "le" | "gt" | "ge" | "eq" | "ne":
            left, right = (_interval(program.nodes[arg].type) for arg in node.args)
            return None if left is None or right is None else _compared(node.op, left, right)
        case _:
            return None


def _compared(op: str, left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]) -> bool | None:
    (low, high), (least, most) = left, right
    match op:
        case "lt":
            return True if high < least else False if low >= most else None
        case "le":
            return True if high <= least else False if low > most else None
        case "gt":
            return True if low > most else False if high <= least else None
        case "ge":
            return True if low >= most else False if high < least else None
        case _:
            same = None if low <= most and least <= high else False
            same = True if low == high == least == most else same
            return same if op == "eq" or same is None else not same


def _interval(kind: Type) -> tuple[Fraction, Fraction] | None:
    match kind:
        case Number(low, high):
            return low, high
        case Date(low, high) | Duration(low, high):
            return Fraction(low), Fraction(high)
        case Time():
            return Fraction(0), Fraction(SECONDS_A_DAY - 1)
        case Bool():
            return None
        case _:
            return None
