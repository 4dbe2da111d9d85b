"""Expressions to nodes: names are resolved, operators typed, comprehensions bound. First faults only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.graph import Graph
from potstill.compiler.names import RESERVED, Names, check_name
from potstill.compiler.ranges import stretch_seconds
from potstill.ir import types as t
from potstill.ir.operators import OPERATORS
from potstill.ir.program import Data, Rounding, Shape, Span
from potstill.ir.rounding import DEFAULT_MODE, MODES

COMPARISONS: Final = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
ARITHMETIC: Final = {"+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floordiv", "%": "mod"}
FUNCTIONS: Final = frozenset(
    row.name for row in OPERATORS for form in row.surface if form.startswith(f"{row.name}(")
)
"""Operators that recipes call by name. ``min`` and ``max`` of one list are ``least`` and ``greatest``."""


class Lowering:
    """Lowers the expressions of one recipe into one graph.

    ``leaves``: the types of slots and context fields, by name. ``lets`` grows as they are lowered; None marks
    one that is wrong itself, so that what uses it is not reported too.
    """

    def __init__(self, names: Names, leaves: Mapping[str, t.Type], graph: Graph, report: Report) -> None:
        self._names = names
        self._leaves = leaves
        self._graph = graph
        self._report = report
        self._bound: dict[str, int] = {}
        self.lets: dict[str, int | None] = {}
        self.answer: int | None = None
        self.promising = False
        """Whether ``ensure`` is lowered, which alone may say ``answer``."""

    def value(self, expression: s.Expression) -> int | None:
        """The node of an expression; None if it is wrong, which has been reported."""
        span = expression.span
        match expression:
            case s.Number(value) | s.Text(value) | s.Truth(value):
                return self._graph.constant(value, span)
            case s.Nothing():
                return self._graph.constant(None, span)
            case s.Day(number):
                return self._graph.constant(number, span, t.Date(number, number))
            case s.YearlyDay(number):
                return self._graph.constant(number, span, t.MonthDay())
            case s.Clock(seconds):
                return self._graph.constant(seconds, span, t.Time())
            case s.Stretch():
                total = stretch_seconds(expression, self._report)
                return None if total is None else self._graph.constant(total, span, t.Duration(total, total))
            case s.Use(name):
                return self._use(name, span)
            case s.Result():
                return self._result(span)
            case s.Call():
                return self._call(expression)
            case s.Unary(operator, body):
                return self._unary(operator, body, span)
            case s.Chain(first, rest):
                return self._chain(first, rest)
            case s.Power(base, exponent):
                return self._apply("pow", (base, exponent), span, shown="**")
            case s.Comparison(first, rest):
                return self._comparison(first, rest, span)
            case s.Logic(operator, parts):
                return self._apply(operator, parts, span)
            case s.Conditional(then, test, otherwise):
                return self._apply("if", (test, then, otherwise), span)
            case s.Index(base, index):
                return self._index(base, index, span)
            case s.ListDisplay(items):
                return self._apply("list", items, span, shown="[...]")
            case s.Each():
                return self._each(expression)
            case s.RecordDisplay(entries):
                return self._record(entries, span)
            case s.Format(parts):
                return self._format(parts, span)
            case _:
                assert_never(expression)

    def _values(self, expressions: Sequence[s.Expression]) -> list[int] | None:
        """All nodes, or None; every expression is looked at, so that independent faults are found."""
        found: list[int] = []
        for expression in expressions:
            node = self.value(expression)
            if node is not None:
                found.append(node)
        return found if len(found) == len(expressions) else None

    def _apply(
        self, op: str, expressions: Sequence[s.Expression], span: Span, data: Data = None, *, shown: str = ""
    ) -> int | None:
        args = self._values(expressions)
        if args is None:
            return None
        return self._graph.apply(op, args, data, span, [each.span for each in expressions], shown)

    def _use(self, name: str, span: Span) -> int | None:
        if name in self._bound:
            return self._bound[name]
        declared = self._names.values.get(name)
        if declared is not None:
            self._names.use(declared)
        match declared:
            case None if name in RESERVED:
                self._report.add(Code.RESERVED_NAME, span, name=name)
                return None
            case None:
                known = [*self._bound, *self._names.values]
                code = Code.UNKNOWN_NAME if known else Code.NAME_IN_CONSTANT
                self._report.add(code, span, name=name, suggestion=self._report.suggest(name, known))
                return None
            case s.TableDef():
                self._report.add(Code.BARE_TABLE, span, name=name)
                return None
            case s.LetDef():
                return self._let(name, span)
            case s.SlotDef() | s.ContextDef():
                kind = self._leaves.get(name)
                op = "slot" if isinstance(declared, s.SlotDef) else "context"
                return None if kind is None else self._graph.leaf(op, kind, name, span)
            case _:
                assert_never(declared)

    def _let(self, name: str, span: Span) -> int | None:
        if name not in self.lets:
            self._report.add(Code.USED_BEFORE, span, name=name)
            return None
        return self.lets[name]

    def _result(self, span: Span) -> int | None:
        if not self.promising:
            self._report.add(Code.ANSWER_OUTSIDE_ENSURE, span)
            return None
        return self.answer

    def _unary(self, operator: str, body: s.Expression, span: Span) -> int | None:
        if operator == "-" and isinstance(body, s.Number):
            return self._graph.constant(-body.value, span)
        return self._apply("neg" if operator == "-" else "not", (body,), span, shown=operator)

    def _chain(self, first: s.Expression, rest: Sequence[tuple[str, s.Expression]]) -> int | None:
        node = self.value(first)
        start, end = first.span.start, first.span.end
        for operator, operand in rest:
            other = self.value(operand)
            if node is None or other is None:
                node = None
                continue
            spans = (Span(start, end), operand.span)
            end = max(operand.span.end, start)
            node = self._graph.apply(
                ARITHMETIC[operator], (node, other), None, Span(start, end), spans, operator
            )
        return node

    def _comparison(
        self, first: s.Expression, rest: Sequence[tuple[str, s.Expression]], span: Span
    ) -> int | None:
        tests: list[int] = []
        failed = False
        left, left_node = first, self.value(first)
        for operator, right in rest:
            if operator in ("in", "not in"):
                right_node = None
                test = self._membership(left_node, left, right, span, negated=operator == "not in")
            else:
                right_node = self.value(right)
                test = self._compare(operator, left_node, left, right_node, right)
            failed = failed or test is None
            tests += [] if test is None else [test]
            if operator in ("in", "not in") and right is not rest[-1][1]:
                self._report.add(Code.CHAINED_IN, right.span)
                return None
            left, left_node = right, right_node
        if failed:
            return None
        return tests[0] if len(tests) == 1 else self._graph.apply("and", tests, None, span, ())

    def _compare(
        self, operator: str, one: int | None, left: s.Expression, other: int | None, right: s.Expression
    ) -> int | None:
        if one is None or other is None:
            return None
        span = Span(left.span.start, max(left.span.start, right.span.end))
        return self._graph.apply(
            COMPARISONS[operator], (one, other), None, span, (left.span, right.span), operator
        )

    def _membership(
        self, node: int | None, left: s.Expression, right: s.Expression, span: Span, *, negated: bool
    ) -> int | None:
        table = self._table(right)
        if table is not None:
            if node is None or table not in self._graph.tables:
                return None
            found = self._graph.apply("has", (node,), table, span, (left.span,), "in")
        else:
            items = self.value(right)
            if node is None or items is None:
                return None
            found = self._graph.apply("contains", (node, items), None, span, (left.span, right.span), "in")
        return found if found is None or not negated else self._graph.apply("not", (found,), None, span, ())

    def _table(self, expression: s.Expression) -> str | None:
        """The name of the table that the expression is."""
        if not isinstance(expression, s.Use) or expression.name in self._bound:
            return None
        declared = self._names.values.get(expression.name)
        if not isinstance(declared, s.TableDef):
            return None
        self._names.use(declared)
        return expression.name

    def _index(self, base: s.Expression, index: s.Expression, span: Span) -> int | None:
        table = self._table(base)
        if table is None:
            return self._apply("index", (base, index), span, shown="[]")
        key = self.value(index)
        if key is None or table not in self._graph.tables:
            return None
        return self._graph.apply("lookup", (key,), table, span, (index.span,), f"{table}[]")

    def _each(self, each: s.Each) -> int | None:
        name, items = each.name.text, self.value(each.source)
        check_name(each.name, self._report)
        if name in self._bound or name in self._names.values:
            self._report.add(Code.SHADOWED, each.name.span, name=name)
            return None
        if items is None:
            return None
        kind = self._graph.type(items)
        if not isinstance(kind, t.List):
            return self._graph.apply(
                "each", (items, items, items), None, each.span, [each.source.span], "for"
            )
        element = self._graph.leaf("element", kind.element, None, each.name.span, fresh=True)
        if element is None:
            return None
        self._bound[name] = element
        parts = (each.body,) if each.test is None else (each.body, each.test)
        bodies = self._values(parts)
        del self._bound[name]
        if bodies is None:
            return None
        spans = [each.source.span, each.name.span, *(part.span for part in parts)]
        return self._graph.apply("each", (items, element, *bodies), None, each.span, spans, "for")

    def _record(self, entries: Sequence[tuple[s.Name, s.Expression]], span: Span) -> int | None:
        names = tuple(name.text for name, _ in entries)
        for place, (name, _) in enumerate(entries):
            check_name(name, self._report)
            if name.text in names[:place]:
                self._report.add(Code.DUPLICATE_FIELD, name.span, name=name.text)
                return None
        return self._apply("record", [value for _, value in entries], span, names, shown="{...}")

    def _format(self, parts: Sequence[str | s.Hole], span: Span) -> int | None:
        data = tuple(part if isinstance(part, str) else Shape(part.places, part.grouped) for part in parts)
        holes = [part.body for part in parts if isinstance(part, s.Hole)]
        return self._apply("format", holes, span, data, shown='f"..."')

    def _call(self, call: s.Call) -> int | None:
        name, arguments = call.name.text, call.arguments
        if name not in FUNCTIONS:
            known = self._names.values.get(name) is not None or name in self._bound
            code = Code.NOT_A_FUNCTION if known else Code.UNKNOWN_FUNCTION
            self._report.add(
                code, call.name.span, name=name, suggestion=self._report.suggest(name, FUNCTIONS)
            )
            return None
        match name:
            case "round":
                return self._round(call)
            case "join":
                return self._join(call)
            case "min" | "max" if len(arguments) == 1:
                return self._apply("least" if name == "min" else "greatest", arguments, call.span, shown=name)
            case _:
                return self._apply(name, arguments, call.span, shown=name)

    def _round(self, call: s.Call) -> int | None:
        """``round(x)``, ``round(x, 2)``, ``round(x, half_even)``, ``round(x, 2, half_even)``."""
        if not 1 <= len(call.arguments) <= 3:
            self._arity(call, "1 to 3 arguments")
            return None
        body, *rest = call.arguments
        places, mode = 0, DEFAULT_MODE
        for place, argument in enumerate(rest):
            match argument:
                case s.Number(int(value)) if place == 0:
                    places = value
                case s.Unary("-", s.Number(int(value))) if place == 0:
                    places = -value
                case s.Use(word) if word in MODES and place == len(rest) - 1:
                    mode = word
                case _:
                    self._report.add(Code.BAD_ROUNDING, argument.span, modes=", ".join(MODES))
                    return None
        return self._apply("round", (body,), call.span, Rounding(places, mode), shown="round")

    def _join(self, call: s.Call) -> int | None:
        match call.arguments:
            case (body, s.Text(separator)):
                return self._apply("join", (body,), call.span, separator, shown="join")
            case (_, other):
                self._report.add(Code.BAD_SEPARATOR, other.span)
            case _:
                self._arity(call, "2 arguments")
        return None

    def _arity(self, call: s.Call, expected: str) -> None:
        self._report.add(Code.WRONG_ARITY, call.span, operator=call.name.text, expected=expected, found="")
