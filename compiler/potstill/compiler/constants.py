"""Constants: expressions without names, computed while compiling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.graph import Graph
from potstill.compiler.lower import Lowering
from potstill.compiler.names import Names
from potstill.ir import types as t
from potstill.ir.bounds import Excess, bounds
from potstill.ir.program import Program
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.reference.outcome import Answer, Outside, Stuck
from potstill.ir.typing import contains, join, literal, show
from potstill.ir.values import Value


@dataclass(frozen=True, slots=True)
class Constant:
    """A value and the type of the expression that it was written as."""

    value: Value
    type: t.Type


_NO_NAMES: Final = Names()


def constant(expression: s.Expression, report: Report) -> Constant | None:
    """The value of an expression; None if it names something, is ill-typed or gets stuck."""
    match expression:
        case s.Number(value) | s.Text(value) | s.Truth(value):
            return Constant(value, literal(value))
        case _:
            return _computed(expression, report)


def _computed(expression: s.Expression, report: Report) -> Constant | None:
    graph = Graph(report)
    root = Lowering(_NO_NAMES, {}, graph, report).value(expression)
    if root is None:
        return None
    program = Program(tuple(graph.nodes), tuple(graph.spans), (), (), (), root, None, ())
    if isinstance(bounds(program), Excess):
        report.add(Code.CONSTANT_TOO_LARGE, expression.span)
        return None
    match evaluate(program, {}, {}):
        case Answer(value):
            return Constant(value, graph.type(root))
        case Stuck(error):
            report.add(Code.CONSTANT_STUCK, expression.span, error=error.value)
            return None
        case Outside():
            raise AssertionError("a program without conditions")


def constant_of(
    expression: s.Expression, kind: t.Type, code: Code, report: Report, **data: object
) -> Constant | None:
    """The value of an expression that has to be one of a type; ``code`` reports another."""
    found = constant(expression, report)
    if found is None:
        return None
    if join(found.type, kind) is None or not contains(kind, found.value):
        report.add(code, expression.span, type=show(kind), **data)
        return None
    return found
