"""The program of a recipe: conditions, lets in order, the answer, promises."""

from __future__ import annotations

from collections.abc import Mapping

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.graph import Graph, brief
from potstill.compiler.lower import Lowering
from potstill.compiler.names import Names
from potstill.compiler.values import value_type
from potstill.ir import types as t
from potstill.ir.bounds import Cap, Excess, bounds
from potstill.ir.program import Let, Program, Table
from potstill.ir.typing import join, meet


class _Programs:
    """Lowers the statements of one recipe."""

    def __init__(
        self, names: Names, leaves: Mapping[str, t.Type], tables: Mapping[str, Table], report: Report
    ) -> None:
        self._report = report
        self._graph = Graph(report)
        self._graph.tables.update(tables)
        self._lowering = Lowering(names, leaves, self._graph, report)
        self._lets: list[Let] = []
        self._names = names

    def program(self, tree: s.Recipe) -> Program | None:
        """The program; None if the recipe is wrong there."""
        statements = tree.statements
        for each in statements:
            if isinstance(each, s.LetDef):
                self._let(each)
        wheres = [self._condition(each.test) for each in statements if isinstance(each, s.Where)]
        answers = [each for each in statements if isinstance(each, s.Answer)]
        for extra in answers[1:]:
            self._report.add(Code.SET_TWICE, extra.span, word="answer")
        if not answers:
            self._report.add(Code.NO_ANSWER, tree.header.name.span)
            return None
        answer = self._lowering.value(answers[0].value)
        declared = self._declared(answers[0].type, answer, answers[0].value)
        self._lowering.answer, self._lowering.promising = answer, True
        ensures = [self._condition(each.test) for each in statements if isinstance(each, s.Ensure)]
        if answer is None:
            return None
        return Program(
            tuple(self._graph.nodes),
            tuple(self._graph.spans),
            tuple(self._graph.tables.values()),
            tuple(node for node in wheres if node is not None),
            tuple(self._lets),
            answer,
            declared,
            tuple(node for node in ensures if node is not None),
        )

    def _condition(self, test: s.Expression) -> int | None:
        node = self._lowering.value(test)
        if node is not None and not isinstance(self._graph.type(node), t.Bool):
            self._report.add(Code.CONDITION_TYPE, test.span, found=brief(self._graph.type(node)))
            return None
        return node

    def _let(self, let: s.LetDef) -> None:
        name = let.name.text
        if self._names.values.get(name) is not let:
            return
        node = self._lowering.value(let.value)
        declared = self._declared(let.type, node, let.value)
        self._lowering.lets[name] = node
        if node is not None:
            self._lets.append(Let(name, node, declared))

    def _declared(self, kind: s.TypeSyntax | None, node: int | None, value: s.Expression) -> t.Type | None:
        """The declared type, if it is one that the value may have."""
        inferred = None if node is None else self._graph.type(node)
        declared = None if kind is None else value_type(kind, self._report, inferred=inferred)
        if declared is None or inferred is None:
            return None
        if join(declared, inferred) is None:
            self._report.add(Code.DECLARED_TYPE, value.span, declared=brief(declared), found=brief(inferred))
            return None
        if meet(declared, inferred) is None:
            self._report.add(Code.DECLARED_RANGE, value.span, declared=brief(declared), found=brief(inferred))
            return None
        return declared


def lower_program(
    tree: s.Recipe, names: Names, leaves: Mapping[str, t.Type], tables: Mapping[str, Table], report: Report
) -> Program | None:
    """The program of a recipe within its caps; None if the recipe is wrong there."""
    program = _Programs(names, leaves, tables, report).program(tree)
    if program is None or report.failed:
        return None
    match bounds(program):
        case Excess(cap, node, found, limit):
            span = program.spans[min(node, len(program.spans) - 1)]
            report.add(_EXCESS[cap], span, found=found, limit=limit)
            return None
        case _:
            return program


_EXCESS = {
    Cap.NODES: Code.TOO_MANY_NODES,
    Cap.STEPS: Code.TOO_MANY_STEPS,
    Cap.BITS: Code.TOO_MANY_BITS,
    Cap.LENGTH: Code.TOO_LONG_VALUE,
    Cap.TOTAL_LENGTH: Code.TOO_LONG_VALUE,
}
