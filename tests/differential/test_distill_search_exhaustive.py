"""The search against brute force: what it says that it searched, it searched to the end."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest

from potstill.distill.search import Layer, Limits, Role, declare, search
from potstill.distill.search.keys import Key
from potstill.distill.search.leaves import FORMS, Leaf, form_residues, form_values, read
from potstill.distill.search.residues import slot
from potstill.distill.search.states import Given
from potstill.distill.search.tables import Tables
from potstill.distill.terms import Const, Term, Var, value
from tests.formula_oracle import Values, functions

PROBES = 3
"""Random points beside the examples, which tell functions apart."""

ALL = 100_000


def points(names: str, examples: int, seed: int) -> dict[str, Values]:
    """For every slot: small numbers for the examples, then large ones for the probes."""
    random = Random(seed)
    return {
        name: tuple(
            [Fraction(random.randint(1, 12)) for _ in range(examples)]
            + [Fraction(random.randint(10**6, 10**9)) for _ in range(PROBES)]
        )
        for name in names
    }


def worth(term: Term, columns: dict[str, Values]) -> Values:
    """What a term is worth at every point; of exact numbers only, so that it is a value."""
    rows = range(len(next(iter(columns.values()))))
    found = [value(term, {name: column[row] for name, column in columns.items()}) for row in rows]
    return tuple(each if isinstance(each, Fraction) else Fraction(each) for each in found)


def compare(
    columns: dict[str, Values],
    leaves: Sequence[Sequence[Values]],
    layers: Sequence[Layer],
    roles: dict[str, Role],
    examples: int,
    targets: int,
    literals: Sequence[Fraction] = (),
) -> int:
    """The formulas that fit, by brute force and by the search, for some targets; how many were compared.

    With two layers, the first lacks the last leaf.
    """
    every = functions(leaves) | (functions(leaves[:-1]) if len(layers) > 1 else set())
    space = declare(roles, literals, Limits(rivals=ALL, effort=10**9)).only(layers)
    random, compared = Random(7), 0
    ordered = sorted(every)
    for _ in range(targets):
        target = random.choice(ordered)[:examples]
        if len(set(target)) == 1:
            continue
        fitting = {each for each in every if each[:examples] == target}
        shown = {name: column[:examples] for name, column in columns.items()}
        result = search(shown, target, space)
        assert result.exhausted
        assert {worth(each.core, columns) for each in result.survivors} == fitting
        compared += len(fitting)
    return compared


@pytest.mark.parametrize(("names", "targets"), [("ab", 20), ("abc", 20), ("abcd", 20), ("abcde", 6)])
def test_all_formulas_over_slots_are_found(names: str, targets: int) -> None:
    columns = points(names, 2, seed=len(names))
    leaves = [[columns[name]] for name in names]
    roles = dict.fromkeys(names, Role.NUMBER)
    assert compare(columns, leaves, [Layer(len(names))], roles, 2, targets) >= targets // 2


def test_all_formulas_over_percentages_are_found() -> None:
    columns = points("apq", 2, seed=11)
    leaves = [[columns["a"]]] + [
        [tuple(form_values(form, x) for x in columns[name]) for form in FORMS[Role.PERCENT]] for name in "pq"
    ]
    roles = {"a": Role.NUMBER, "p": Role.PERCENT, "q": Role.PERCENT}
    assert compare(columns, leaves, [Layer(3)], roles, 2, 20) >= 10


def test_all_formulas_with_a_near_constant_are_found() -> None:
    """Each constant alone, and both; more are not looked at here."""
    columns = points("abc", 2, seed=5)
    constants = [tuple(Fraction(number) for _ in columns["a"]) for number in (1, 2)]
    roles = dict.fromkeys("abc", Role.NUMBER)
    leaves = [[columns[name]] for name in "abc"]
    assert compare(columns, [*leaves, constants], [Layer(3), Layer(3, near=1)], roles, 2, 20) >= 10


def test_all_formulas_that_repeat_a_slot_are_found() -> None:
    columns = points("abc", 2, seed=6)
    roles = dict.fromkeys("abc", Role.NUMBER)
    leaves = [[columns[name]] for name in "abc"]
    again = [columns[name] for name in "abc"]
    assert compare(columns, [*leaves, again], [Layer(3, again=1)], roles, 2, 20) >= 10


@pytest.mark.parametrize("leaves", [2, 3, 4])
def test_tables_have_one_row_for_each_function_up_to_sign(leaves: int) -> None:
    columns = points("abcd", 2, seed=3)
    names = "abcd"[:leaves]
    universe = {
        Key(1 << at): tuple(
            Given(
                Leaf(read(name, form), tuple(form_values(form, x) for x in columns[name])),
                form_residues(form, slot(at)),
            )
            for form in FORMS[Role.NUMBER]
        )
        for at, name in enumerate(names)
    }
    tables = Tables(universe, 2 + PROBES)
    states = tables.states(Key((1 << leaves) - 1))
    assert len(states) + int(states.flips.sum()) == len(functions([[columns[name]] for name in names]))


def test_leaves_stand_for_themselves() -> None:
    assert worth(Var("a"), {"a": (Fraction(3), Fraction(4))}) == (3, 4)
    assert worth(Const(Fraction(1, 2)), {"a": (Fraction(3),)}) == (Fraction(1, 2),)
