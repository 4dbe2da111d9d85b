"""A program in the solver: for every node an error and a value, as the reference evaluates it.

The walk is that of :mod:`potstill.ir.reference.evaluate`: closed nodes in order, the body of a comprehension
once for each item of its list. Types are sound (``spec/theorems.md``), so a value's type is a fact about it.
"""

from __future__ import annotations

import math
from typing import Final

from potstill.ir.canonical import digest
from potstill.ir.errors import ErrorCode
from potstill.ir.operators import may_fail, operand
from potstill.ir.program import Node, Program
from potstill.ir.scopes import CLOSED, Elements, below, free_elements
from potstill.ir.types import Number, Type
from potstill.ir.values import Value
from potstill.verifier.smt.havoc import state, unknown, unknown_number
from potstill.verifier.smt.operations import Call, Fails, Result, apply
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Int
from potstill.verifier.smt.symbolic import FEW, Item, Items, Opaque, Quotient, Symbolic, Truth
from potstill.verifier.smt.variables import Inputs

MAX_UNROLLED: Final = 4_000
"""Nodes of comprehensions that are encoded, each time counting; what is beyond is unknown."""
_CODES: Final = tuple(ErrorCode)
_STATED: Final = frozenset(
    (
        *("mul", "div", "floordiv", "mod", "pow", "round", "floor", "ceil", "sum"),
        *("year", "month", "day", "weekday", "date", "add_months", "on_year"),
    )
)
"""Operators of whose results the type is stated: the solver would need more than sums to find it."""


def error_number(node: int, code: ErrorCode) -> int:
    """The number of an error that arises at a node; 0 is none."""
    return 1 + node * len(_CODES) + _CODES.index(code)


def error_of(number: int) -> tuple[int, ErrorCode]:
    """The node and the code of an error's number, which is not 0."""
    node, code = divmod(number - 1, len(_CODES))
    return node, _CODES[code]


class Encoding:
    """The results of a program's closed nodes; of open ones too, while a comprehension is unrolled."""

    def __init__(self, relations: Relations, program: Program, inputs: Inputs) -> None:
        self.r = relations
        self.program = program
        self.inputs = inputs
        self.free = free_elements(program)
        self.own = [self._own_errors(node) for node in program.nodes]
        self.errors = self._reachable()
        self._results: dict[int, Result] = {}
        self._there: list[Bool] = []
        self._unrolled = 0

    def _own_errors(self, node: Node) -> tuple[ErrorCode, ...]:
        types = tuple(self.program.nodes[arg].type for arg in node.args)
        return may_fail(node.op, types, operand(node, self.program))

    def _reachable(self) -> list[frozenset[int]]:
        """For every node, the numbers of the errors that it may end in."""
        reachable: list[frozenset[int]] = []
        for position, node in enumerate(self.program.nodes):
            own = frozenset(error_number(position, code) for code in self.own[position])
            reachable.append(own.union(*(reachable[arg] for arg in node.args)))
        return reachable

    def result(self, root: int) -> Result:
        """The result of a closed node."""
        if root not in self._results:
            for position in below(self.program, root):
                if self.free[position] == CLOSED and position not in self._results:
                    self._results[position] = self._result(position, CLOSED)
        return self._results[root]

    def _result(self, position: int, bound: Elements) -> Result:
        """The result of a node whose arguments have theirs."""
        node = self.program.nodes[position]
        match node.op:
            case "const":
                return Result(0, self.r.of_type(_value(node), node.type))
            case "slot":
                return Result(0, self.r.wrapped(self.inputs.slots[str(node.data)], node.type))
            case "context":
                return Result(0, self.r.wrapped(self.inputs.context[str(node.data)], node.type))
            case "each":
                return self._each(position, node, bound)
            case _:
                return self._applied(position, node)

    def _applied(self, position: int, node: Node) -> Result:
        s = self.r.script
        results = [self._results[arg] for arg in node.args]
        types = [self.program.nodes[arg].type for arg in node.args]
        strict = self._first_error([one.error for one in results])
        live = s.all_of(*self._there, s.same(strict, 0))
        found = apply(Call(self.r, node, results, types, self.program, live))
        match found:
            case Result():
                result = found
            case Fails(value, condition) if self.own[position]:
                (code,) = self.own[position]
                own = s.choice(condition, error_number(position, code), 0)
                result = Result(self._first_error([strict, own]), value)
            case Fails(value):
                result = Result(strict, value)
            case _:
                result = Result(strict, found)
        result = Result(result.error, _with_few(self.r.wrapped(result.value, node.type), node.type))
        if node.op in _STATED:
            self._state(node, result)
        return result

    def _state(self, node: Node, result: Result) -> None:
        """That a value is of its type, where it is one."""
        value = result.value
        if isinstance(value, Quotient) and isinstance(value.num, str):
            live = self.r.script.all_of(*self._there, self.r.script.same(result.error, 0))
            state(self.r, value, node.type, live)

    def _first_error(self, errors: list[Int]) -> Int:
        s = self.r.script
        found: Int = 0
        for error in reversed(errors):
            found = (error or found) if isinstance(error, int) else s.choice(s.same(error, 0), found, error)
        return found

    # Comprehensions

    def _each(self, position: int, node: Node, bound: Elements) -> Result:
        """The body for every item of the list, kept where the condition holds."""
        items_at, element, body, *conditions = node.args
        listed = self._results[items_at]
        inner = bound | {element}
        needed = below(self.program, body, *conditions)
        open_nodes = [
            one
            for one in needed
            if element in self.free[one] and self.free[one] <= inner and one != element
        ]
        value = listed.value
        assert isinstance(value, Items | Opaque)
        too_many = isinstance(value, Items) and self._unrolled + len(value.items) * len(needed) > MAX_UNROLLED
        if isinstance(value, Opaque) or too_many:
            return self._opaque_each(position, node, needed, bound)
        s = self.r.script
        kept: list[Item] = []
        errors: list[tuple[Bool, Int, Bool, Int]] = []
        for item in value.items:
            self._unrolled += len(open_nodes)
            self._there.append(s.all_of(s.same(listed.error, 0), item.there))
            self._results[element] = Result(0, self.r.wrapped(item.value, self.program.nodes[element].type))
            for one in open_nodes:
                self._results[one] = self._result(one, inner)
            self._there.pop()
            wanted = self._results[conditions[0]] if conditions else Result(0, Truth(True))
            made = self._results[body]
            assert isinstance(wanted.value, Truth)
            kept.append(Item(s.all_of(item.there, wanted.value.term), made.value))
            errors.append((item.there, wanted.error, wanted.value.term, made.error))
        error: Int = 0
        for there, refused, term, failed in reversed(errors):
            taken = s.choice(term, self._first_error([failed, error]), error)
            error = s.choice(there, self._first_error([refused, taken]), error)
        dense = value.dense and not conditions
        length: Int = value.length
        if conditions:
            length = s.sum(*(s.choice(item.there, 1, 0) for item in kept))
        return Result(
            self._first_error([listed.error, error]),
            self.r.wrapped(Items(tuple(kept), length, dense), node.type),
        )

    def _opaque_each(self, position: int, node: Node, below: list[int], bound: Elements) -> Result:
        """A function of the list, and of what the body takes from outside."""
        s, nodes = self.r.script, self.program.nodes
        hidden = {node.args[1], *(one for one in below if not self.free[one] <= bound)}
        outside = sorted({arg for one in (position, *hidden) for arg in nodes[one].args} - hidden)
        inside = [*sorted(hidden), position]
        places = {one: place for place, one in enumerate([*outside, *inside])}
        shape = [
            (nodes[one].op, tuple(places[arg] for arg in nodes[one].args), self._held(nodes[one]))
            for one in inside
        ]
        key = f"each {digest(repr(shape).encode())}"
        taken = [self._results[one] for one in outside]
        arguments: list[Symbolic] = [one.value for one in taken]
        arguments += [Quotient(one.error) for one in taken]
        strict = self._results[node.args[0]].error
        inner = frozenset[int]().union(*(self.errors[arg] for arg in node.args[2:]))
        failed: Int = 0
        if inner:
            failed = unknown_number(self.r, f"{key} error", arguments)
            s.fact(failed, self.r.one_of(failed, {0, *inner}))
        error = self._first_error([strict, failed])
        live = s.all_of(*self._there, s.same(error, 0))
        return Result(error, unknown(self.r, key, arguments, node.type, live))

    def _held(self, node: Node) -> str:
        """What a node holds beside its arguments, the table itself where it names one."""
        return repr(operand(node, self.program))


def _with_few(value: Symbolic, kind: Type) -> Symbolic:
    """The value, with the few numbers that its type allows."""
    match value, kind:
        case Quotient(str(num), int(den), None), Number(low, high, int()) if (high - low) * den < FEW:
            return Quotient(num, den, frozenset(range(math.ceil(low * den), math.floor(high * den) + 1)))
        case _:
            return value


def _value(node: Node) -> Value:
    return node.data  # type: ignore[return-value]  # a constant holds a value
