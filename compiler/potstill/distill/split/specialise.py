"""A recipe simplified to what holds on its side: types narrowed, branches dropped, constants folded.

Everything here is a proposal. Whether a branch is ever taken is asked of the solver; that the result is the
family it was is proved afterwards by ``diff``, or the recipe stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.constants import constant
from potstill.compiler.diagnostics import Report
from potstill.compiler.layout import flat
from potstill.compiler.print_expression import expression as document
from potstill.distill.split.conditions import spelled
from potstill.distill.tree import (
    changed,
    children,
    expression,
    family_of,
    statements,
    uses,
    walk,
    with_examples,
    with_statements,
    without_unused,
)
from potstill.ir import types as t
from potstill.ir import writing
from potstill.ir.family import Family
from potstill.ir.reference.outcome import Outside
from potstill.ir.values import Value
from potstill.verifier.inquiry import ENUMERATED_FIRST
from potstill.verifier.replay import run
from potstill.verifier.smt.checks import Unsupported
from potstill.verifier.smt.session import Budget, Session, Unsat
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Domain
from potstill.verifier.theta.space import Theta

MAX_TESTS: Final = 60
"""Conditions of a program about which the solver is asked."""


def _constant(found: s.Expression) -> Value:
    known = constant(found, Report())
    return None if known is None else known.value


def simplified(tree: s.Recipe, budget: Budget) -> tuple[s.Recipe, list[str]]:
    """The recipe without what its conditions and types decide, and what was done."""
    return _Simplifier(tree, budget).result()


class _Simplifier:
    def __init__(self, tree: s.Recipe, budget: Budget) -> None:
        self._tree = with_examples(tree, lambda _: False)
        self._examples = [each for each in tree.statements if isinstance(each, s.ExampleDef)]
        self._budget: Final = budget
        self._done: list[str] = []
        self._asked = 0

    def result(self) -> tuple[s.Recipe, list[str]]:
        """All of it, in an order in which each step helps the next."""
        self._fill_single_values()
        self._tree = changed(self._tree, folded)
        self._decide_branches()
        self._drop_conditions()
        tree = without_unused(changed(self._tree, folded))
        return with_statements(tree, (*tree.statements, *self._examples)), self._done

    def _family(self) -> Family | None:
        return family_of(self._tree)

    def _fill_single_values(self) -> None:
        """Slots that have one value on this side become this value wherever they are used."""
        family = self._family()
        if family is None:
            return
        domains = Theta.of(family).domains
        known: dict[str, s.Expression] = {}
        for slot in family.slots:
            value = _only(domains[slot.name])
            kind = slot.type.body if isinstance(slot.type, t.Optional) else slot.type
            text = None if value is None or isinstance(slot.type, t.Optional) else spelled(value[0], kind)
            if text is not None:
                known[slot.name] = expression(text)
                self._done.append(f"{slot.name} is always {text}")

        def fill(node: object) -> object:
            return known.get(node.name, node) if isinstance(node, s.Use) else node

        computing = (s.Where, s.LetDef, s.Answer, s.Ensure)
        self._tree = with_statements(
            self._tree,
            (changed(each, fill) if isinstance(each, computing) else each for each in self._tree.statements),
        )
        read = {node.slot.text for node in walk(self._tree.statements) if isinstance(node, s.SlotUse)}
        read |= {node.name.text for each in statements(self._tree, s.Ask) for node in each.fixed}
        self._tree = with_statements(
            self._tree,
            (
                each
                for each in self._tree.statements
                if not (
                    isinstance(each, s.SlotDef) and each.name.text in known and each.name.text not in read
                )
            ),
        )

    def _decide_branches(self) -> None:
        """Branches that no request of this side takes are dropped."""
        decided: dict[int, s.Expression] = {}
        for statement in self._tree.statements:
            if isinstance(statement, s.LetDef | s.Answer):
                for test, path in _tests_below(statement.value, ()):
                    verdict = self._always(test, path)
                    if verdict is not None and not isinstance(test, s.Truth):
                        decided[id(test)] = s.Truth(verdict)
                        self._done.append(f"{_short(test)} is always {'true' if verdict else 'false'}")

        def decide(node: object) -> object:
            return folded(_replaced(node, decided))

        self._tree = changed(self._tree, decide)

    def _always(self, test: s.Expression, path: tuple[s.Expression, ...]) -> bool | None:
        """Whether the test has one value wherever it is asked; None where it has both, or nobody knows."""
        for value in (True, False):
            against = s.Unary("not", test) if value else test
            if not self._possible((*path, against)):
                return value
        return None

    def _possible(self, tests: tuple[s.Expression, ...]) -> bool:
        """Whether some θ of the side may pass all the tests; only no is a proof."""
        if self._asked >= MAX_TESTS:
            return True
        self._asked += 1
        wheres = (s.Where(test) for test in tests)
        tree = with_statements(self._tree, (*self._tree.statements, *wheres))
        return _inhabited(tree, self._budget)

    def _drop_conditions(self) -> None:
        """Conditions that the others and the types imply."""
        for where in statements(self._tree, s.Where):
            known = self._tree
            self._tree = with_statements(known, (each for each in known.statements if each is not where))
            if self._possible((s.Unary("not", where.test),)):
                self._tree = known
            else:
                self._done.append(f"{_short(where.test)} always holds")


def _inhabited(tree: s.Recipe, budget: Budget) -> bool:
    """Whether some θ may fulfil the conditions."""
    family = family_of(tree)
    if family is None:
        return True
    theta = Theta.of(family)
    size = theta.size()
    if size is not None and size <= ENUMERATED_FIRST:
        return any(not isinstance(run(family.program, point), Outside) for point in theta.points(size))
    try:
        return not isinstance(Session(theta, budget).inhabited(), Unsat)
    except Unsupported:
        return True


def _tests_below(
    node: s.Expression, path: tuple[s.Expression, ...]
) -> Iterator[tuple[s.Expression, tuple[s.Expression, ...]]]:
    """The tests of conditionals, the outer ones first, each with what is known where it is asked.

    Not those inside of comprehensions, which may name an element.
    """
    match node:
        case s.Each():
            pass
        case s.Conditional(then, test, otherwise):
            yield test, path
            yield from _tests_below(test, path)
            yield from _tests_below(then, (*path, test))
            yield from _tests_below(otherwise, (*path, s.Unary("not", test)))
        case _:
            for child in children(node):
                yield from _tests_below(child, path)


def _replaced(node: object, decided: dict[int, s.Expression]) -> object:
    """A conditional whose test is decided, with its test."""
    if isinstance(node, s.Conditional) and id(node.test) in decided:
        return replace(node, test=decided[id(node.test)])
    return node


def folded(node: object) -> object:
    """An expression whose operands decide it, as what it is worth; all else as it is."""
    match node:
        case s.Conditional(then, s.Truth(value), otherwise):
            return then if value else otherwise
        case s.Logic(operator, parts) if any(isinstance(each, s.Truth) for each in parts):
            return _logic(operator, parts)
        case s.Unary("not", s.Truth(value)):
            return s.Truth(not value)
        case s.Comparison(first, ((_, second),)) if _closed(first) and _closed(second):
            truth = _constant(node)
            return s.Truth(truth is True) if isinstance(truth, bool) else node
        case s.Chain() if _closed(node):
            worth = _constant(node)
            return _written(worth) if isinstance(worth, int | Fraction) and worth >= 0 else node
        case s.Chain():
            return _without_neutral(node)
        case _:
            return node


def _logic(operator: str, parts: tuple[s.Expression, ...]) -> s.Expression:
    """``and`` or ``or`` up to the part that decides, without those that decide nothing."""
    decisive = operator == "or"
    kept: list[s.Expression] = []
    for each in parts:
        if not isinstance(each, s.Truth):
            kept.append(each)
        elif each.value is decisive:
            kept.append(each)
            break
    if len(kept) > 1:
        return s.Logic(operator, tuple(kept))
    return kept[0] if kept else s.Truth(not decisive)


def _closed(node: s.Expression) -> bool:
    """Whether an expression is made of numbers, texts and truth values alone."""
    plain = (s.Number, s.Text, s.Truth, s.Chain, s.Unary)
    return all(isinstance(each, plain) for each in walk(node))


def _written(value: int | Fraction) -> s.Expression:
    return expression(writing.write_number(value))


def _without_neutral(chain: s.Chain) -> s.Expression:
    """Without ``+ 0``, ``- 0``, ``* 1`` and ``/ 1``."""
    neutral = {"+": 0, "-": 0, "*": 1, "/": 1}
    rest = tuple(
        (sign, each)
        for sign, each in chain.rest
        if not (isinstance(each, s.Number) and neutral.get(sign) == each.value)
    )
    return chain if len(rest) == len(chain.rest) else replace(chain, rest=rest) if rest else chain.first


def _only(domain: Domain) -> tuple[Value] | None:
    """The value of a domain that has one."""
    if sets.size(domain) != 1:
        return None
    found = list(sets.values(domain))
    return (found[0],) if len(found) == 1 else None


def _short(test: s.Expression) -> str:
    return flat(document(test))


def without_influence(tree: s.Recipe, names: set[str]) -> s.Recipe:
    """The recipe with these slots marked as flavour."""
    return with_statements(
        tree,
        (
            replace(each, flavour=True) if isinstance(each, s.SlotDef) and each.name.text in names else each
            for each in tree.statements
        ),
    )


def unused_slots(tree: s.Recipe) -> set[str]:
    """The slots that no expression refers to."""
    used = uses(tree.statements)
    return {each.name.text for each in statements(tree, s.SlotDef)} - used
