"""What programs compute: the executable form of the specification, slow and obvious.

Every operation has a value or an error. An error in an argument is the error of the operation, the first
from the left counting, except for operators that are lazy: an error in a branch that is not taken does no
harm. The runtime's interpreter is tested against this.
"""

from __future__ import annotations

from collections.abc import Mapping

from potstill.ir.errors import ErrorCode
from potstill.ir.program import Node, Program
from potstill.ir.reference.operations import apply
from potstill.ir.reference.outcome import Answer, Outcome, Outside, Result, Stuck
from potstill.ir.scopes import CLOSED, Elements, below, free_elements
from potstill.ir.types import Type
from potstill.ir.typing import contains
from potstill.ir.values import Value

__all__ = ["Answer", "Outcome", "Outside", "Stuck", "evaluate", "steps"]


def evaluate(program: Program, parameters: Mapping[str, Value], context: Mapping[str, Value]) -> Outcome:
    """Run a well-typed program. KeyError where a slot or context field that it names has no value.

    In this order: every ``where``, every let with its declared type, the answer with its, every ``ensure``.
    """
    evaluation = _Evaluation(program, parameters, context)
    for index, where in enumerate(program.wheres):
        match evaluation.value(where):
            case Stuck() as stuck:
                return stuck
            case False:
                return Outside(index)
    lets: list[tuple[str, Value]] = []
    for let in program.lets:
        value = evaluation.within(let.node, let.declared)
        if isinstance(value, Stuck):
            return value
        lets.append((let.name, value))
    answer = evaluation.within(program.answer, program.declared)
    if isinstance(answer, Stuck):
        return answer
    for ensure in program.ensures:
        match evaluation.value(ensure):
            case Stuck() as stuck:
                return stuck
            case False:
                return Stuck(ErrorCode.ENSURE_FAILED, ensure, ())
    return Answer(answer, tuple(lets), evaluation.trace())


def steps(
    program: Program, parameters: Mapping[str, Value], context: Mapping[str, Value], root: int
) -> tuple[tuple[int, Value], ...]:
    """What the evaluation of one closed node computes, however it ends: nodes and values, in order."""
    evaluation = _Evaluation(program, parameters, context)
    evaluation.value(root)
    return tuple(
        (position, value) for position, value in evaluation.results.items() if not isinstance(value, Stuck)
    )


class _Evaluation:
    """The results of one evaluation so far, by node; those of open nodes hold for the current elements."""

    def __init__(
        self, program: Program, parameters: Mapping[str, Value], context: Mapping[str, Value]
    ) -> None:
        self.program = program
        self.parameters = parameters
        self.context = context
        self.free = free_elements(program)
        self.results: dict[int, Result] = {}
        self.asked: list[int] = []

    def value(self, root: int) -> Result:
        """The result of a closed node; what it needs is computed in the order of the nodes."""
        self.asked.append(root)
        for position in below(self.program, root):
            if self.free[position] == CLOSED and position not in self.results:
                self.results[position] = self._result(position, CLOSED)
        return self.results[root]

    def within(self, root: int, declared: Type | None) -> Result:
        """The result of a closed node that has promised to be of a type."""
        value = self.value(root)
        if isinstance(value, Stuck) or declared is None or contains(declared, value):
            return value
        return Stuck(ErrorCode.OUT_OF_RANGE, root, (value,))

    def trace(self) -> tuple[tuple[int, Value], ...]:
        """The values of the closed nodes that were needed, in order of the nodes."""
        needed = set(self.asked)
        for position in reversed(range(len(self.program.nodes))):
            if position in needed:
                needed.update(self._used(position))
        trace: list[tuple[int, Value]] = []
        for position in sorted(needed):
            value = self.results.get(position)
            if self.free[position] == CLOSED and not isinstance(value, Stuck):
                trace.append((position, value))
        return tuple(trace)

    def _result(self, position: int, bound: Elements) -> Result:
        """The result of a node whose arguments have theirs; ``bound`` are the elements that are known."""
        node = self.program.nodes[position]
        match node.op:
            case "const":
                return node.data  # type: ignore[return-value]  # a constant holds a value
            case "slot":
                return self.parameters[str(node.data)]
            case "context":
                return self.context[str(node.data)]
            case "each":
                return self._each(node, bound)
            case _:
                args = [self.results[arg] for arg in node.args]
                types = [self.program.nodes[arg].type for arg in node.args]
                result: Result = apply(position, node, args, types, self.program)
                return result

    def _each(self, node: Node, bound: Elements) -> Result:
        """The body for every element of the list, or for those that fulfil the condition."""
        items, element, body, *conditions = node.args
        inner = bound | {element}
        open_nodes = [
            position
            for position in below(self.program, body, *conditions)
            if element in self.free[position] and self.free[position] <= inner and position != element
        ]
        elements, kept = self.results[items], []
        if not isinstance(elements, tuple):
            return elements
        for item in elements:
            self.results[element] = item
            for position in open_nodes:
                self.results[position] = self._result(position, inner)
            for wanted in (self.results[condition] for condition in conditions):
                if isinstance(wanted, Stuck):
                    return wanted
            if all(self.results[condition] for condition in conditions):
                value = self.results[body]
                if isinstance(value, Stuck):
                    return value
                kept.append(value)
        return tuple(kept)

    def _used(self, position: int) -> tuple[int, ...]:
        """The arguments that a closed node with a value looked at; all arguments of an open one."""
        node = self.program.nodes[position]
        match node.op if self.free[position] == CLOSED else "open":
            case "if":
                condition, one, other = node.args
                return condition, one if self.results[condition] is True else other
            case "and" | "or":
                decisive = node.op == "or"
                decided = [self.results[arg] is decisive for arg in node.args]
                return node.args[: decided.index(True) + 1] if True in decided else node.args
            case _:
                return node.args
