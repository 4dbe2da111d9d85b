"""Laws of the search: a formula of the space is found, and whatever is found fits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from potstill.distill.forms import equal_forms
from potstill.distill.search import Layer, Limits, Role, declare, residues, search
from potstill.distill.search.operations import Op
from potstill.distill.search.special import Special, columns, exact
from potstill.distill.terms import Apply, Const, Term, Var, value
from potstill.ir.reference.outcome import Stuck

NAMES = "abcd"


@st.composite
def formulas(draw: st.DrawFn, names: str) -> Term:
    """A formula that uses each of the slots once."""
    if len(names) == 1:
        return Var(names)
    cut = draw(st.integers(1, len(names) - 1))
    op = draw(st.sampled_from(("add", "sub", "mul", "div")))
    return Apply(op, (draw(formulas(names[:cut])), draw(formulas(names[cut:]))))


def answers(term: Term, rows: list[dict[str, Fraction]]) -> tuple[Fraction, ...]:
    """What a term is worth in each row; the rows are rejected if it has no value."""
    found = [value(term, row) for row in rows]
    assume(not any(isinstance(each, Stuck) for each in found))
    return tuple(Fraction(each) for each in found)


@given(st.data(), st.permutations(NAMES), st.integers(2, 4))
def test_a_formula_is_found_among_its_rivals(data: st.DataObject, order: list[str], leaves: int) -> None:
    names = "".join(order)[:leaves]
    term = data.draw(formulas(names))
    numbers = st.fractions(min_value=-50, max_value=900, max_denominator=20)
    rows = [
        {name: data.draw(numbers) for name in names}
        for _ in range(data.draw(st.integers(2, 6)))
    ]  # fmt: skip
    target = answers(term, rows)
    given_columns = {name: tuple(row[name] for row in rows) for name in names}
    space = declare(dict.fromkeys(names, Role.NUMBER), limits=Limits(rivals=10_000, effort=10**9))
    result = search(given_columns, target, space.only([Layer(leaves)]))
    assert result.exhausted
    for each in result.terms:
        assert tuple(value(each, row) for row in rows) == target
    assert any(equal_forms(each, term) for each in result.terms) or equal_forms(
        term, Const(Fraction(target[0]))
    )


@given(
    st.sampled_from(list(Special)),
    st.lists(
        st.tuples(st.fractions(-99, 99, max_denominator=12), st.integers(-9, 30)), min_size=1, max_size=5
    ),
)
def test_special_operations_are_the_same_in_floating_point(
    op: Special, pairs: list[tuple[Fraction, int]]
) -> None:
    x, y = (tuple(Fraction(pair[at]) for pair in pairs) for at in (0, 1))
    floats = [np.array([[float(value)] for value in column]) for column in (x, y)]
    whole = [0.0 if all(v.denominator == 1 for v in column) else 2.0**-52 for column in (x, y)]
    found = columns(op, *floats, *(np.array([error]) for error in whole), grain=1e-6)
    known = exact(op, x, y)
    if known is None:
        # Only what is not known in floating point may be refused later.
        assert not found.shown[0] or np.isinf(found.error[0])
    else:
        assert found.shown[0] or np.abs(floats[0]).max() > 1e11 or np.abs(found.values).max() >= 1e12
        if np.isfinite(found.error[0]) and found.shown[0]:
            for at, value_ in enumerate(known):
                assert abs(found.values[at, 0] - float(value_)) <= 1e-6 * abs(float(value_))


@given(st.lists(st.integers(0, residues.PRIME - 1), min_size=0, max_size=9))
def test_residues_have_inverses(numbers: list[int]) -> None:
    known = np.array([numbers] * residues.POINTS, dtype=np.uint64).reshape(residues.POINTS, -1)
    product = residues.multiply(known, residues.inverse(known))
    assert (product == (known != 0)).all()


@given(st.fractions(), st.fractions())
def test_residues_compute_modulo_the_prime(a: Fraction, b: Fraction) -> None:
    assume(a.denominator % residues.PRIME and b.denominator % residues.PRIME)
    one, other = residues.constant(a), residues.constant(b)
    assert (residues.add(one, other) == residues.constant(a + b)).all()
    assert (residues.subtract(one, other) == residues.constant(a - b)).all()
    assert (residues.multiply(one, other) == residues.constant(a * b)).all()


def test_operations_have_codes_of_their_own() -> None:
    assert not {int(op) for op in Op} & {int(op) for op in Special}
