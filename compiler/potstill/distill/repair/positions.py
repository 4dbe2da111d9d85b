"""The places of a recipe where an edit may change what is computed, and never what is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.layout import flat
from potstill.compiler.print_expression import expression as document
from potstill.distill.tree import changed, children, statements, uses, with_statements

_OPPOSITE: Final = {
    "<": ">=", ">=": "<", "<=": ">", ">": "<=", "==": "!=", "!=": "==", "in": "not in", "not in": "in"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Position:
    """An expression of a statement, by the statement's number.

    ``path``: the tests that hold where it is computed. ``bound``: whether it is inside of a comprehension,
    where it may name an element, or of a table.
    """

    statement: int
    node: s.Expression
    path: tuple[s.Expression, ...]
    bound: bool

    def replaced(self, tree: s.Recipe, new: s.Expression) -> s.Recipe:
        """The recipe with another expression in this place."""
        return with_statements(
            tree,
            (
                _with(each, self.node, new) if number == self.statement else each
                for number, each in enumerate(tree.statements)
            ),
        )


def _with(statement: s.AnyStatement, old: s.Expression, new: s.Expression) -> s.AnyStatement:
    found = changed(statement, lambda node: new if node is old else node)
    assert isinstance(found, type(statement))
    return found


def positions(tree: s.Recipe) -> Iterator[Position]:
    """The expressions of lets, of the answer, and of tables' values, outer ones first.

    Not those of lets that a condition needs: they would change which requests are taken.
    """
    fixed = _needed_by_conditions(tree)
    for number, each in enumerate(tree.statements):
        match each:
            case s.LetDef(name, _, value) if name.text not in fixed:
                yield from _below(number, value, (), bound=False)
            case s.Answer(_, value):
                yield from _below(number, value, (), bound=False)
            case s.TableDef(name, _, _, rows) if name.text not in fixed:
                for row in rows:
                    yield Position(number, row.value, (), bound=True)
            case _:
                pass


def roots(tree: s.Recipe) -> Iterator[Position]:
    """The values of lets and of the answer as a whole."""
    for each in positions(tree):
        statement = tree.statements[each.statement]
        if isinstance(statement, s.LetDef | s.Answer) and statement.value is each.node:
            yield each


def _needed_by_conditions(tree: s.Recipe) -> set[str]:
    values = {each.name.text: each.value for each in statements(tree, s.LetDef)}
    found: set[str] = set()
    waiting = [name for each in statements(tree, s.Where) for name in uses(each)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += uses(values[name]) if name in values else ()
    return found


def _below(
    number: int, node: s.Expression, path: tuple[s.Expression, ...], *, bound: bool
) -> Iterator[Position]:
    yield Position(number, node, path, bound)
    match node:
        case s.Conditional(then, test, otherwise):
            yield from _below(number, test, path, bound=bound)
            yield from _below(number, then, (*path, test), bound=bound)
            yield from _below(number, otherwise, (*path, negated(test)), bound=bound)
        case s.Call(s.Name("round"), (body, *_)):
            yield from _below(number, body, path, bound=bound)
        case s.Call(s.Name("join"), (body, *_)):
            yield from _below(number, body, path, bound=bound)
        case s.Power(base, _):
            yield from _below(number, base, path, bound=bound)
        case s.Index(s.Use(), index):
            yield from _below(number, index, path, bound=bound)
        case s.Stretch():
            pass
        case s.Each(body, _, source, test):
            yield from _below(number, source, path, bound=bound)
            for each in (body, *(() if test is None else (test,))):
                yield from _below(number, each, path, bound=True)
        case _:
            for child in children(node):
                if isinstance(child, s.Hole):
                    yield from _below(number, child.body, path, bound=bound)
                elif not isinstance(child, s.Name):
                    yield from _below(number, child, path, bound=bound)


def negated(test: s.Expression) -> s.Expression:
    """The opposite of a test; of a comparison, the opposite comparison."""
    match test:
        case s.Comparison(first, ((sign, second),)) if sign in _OPPOSITE:
            return s.Comparison(first, ((_OPPOSITE[sign], second),))
        case _:
            return s.Unary("not", test)


def written(node: s.Expression) -> str:
    """An expression on one line."""
    return flat(document(node))
