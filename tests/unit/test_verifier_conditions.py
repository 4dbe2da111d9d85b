"""Families of one grammar that their conditions keep apart, or do not."""

from __future__ import annotations

import pytest

from potstill.compiler import compile_recipe
from potstill.ir.binding import EMPTY_BINDING
from potstill.ir.family import Family
from potstill.verifier.algebra import Standing, overlaps
from potstill.verifier.algebra.conditions import exclusive


def family(name: str, condition: str, ask: str = "price of {n} by {m}") -> Family:
    text = f"""family {name}
ask "{ask}"
slot n: int 1..100000
slot m: int 1..100000
{condition}
answer n * m
"""
    found = compile_recipe(text)
    assert found.family is not None, found.render()
    return found.family


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("where n <= 5000", "where n > 5000", True),
        ("where n <= 5000", "where n >= 5000", False),
        ("where n * m > 500", "where m * n <= 500", True),
        ("where n < m", "where m < n", True),
        ("", "where n > 5", False),
        ("where n > 5\nwhere m > 5", "where n + m < 11", True),
    ],
)
def test_conditions_of_one_grammar(one: str, other: str, apart: bool) -> None:
    pair = [family("a", one), family("b", other)]
    assert exclusive(*pair, EMPTY_BINDING) == apart
    found = overlaps(pair).pairs
    assert (found == ()) == apart
    assert all(each.standing in (Standing.OVERLAP, Standing.UNDECIDED) for each in found)


def test_other_grammars_are_not_compared() -> None:
    one, other = family("a", "where n < 5"), family("b", "where n > 5", ask="price of {m} by {n}")
    assert not exclusive(one, other, EMPTY_BINDING)


def test_a_request_with_two_readings_may_be_taken_by_both() -> None:
    ask = "(sum {n} and {m}|sum {m} and {n})"
    one, other = family("a", "where n < m", ask=ask), family("b", "where n > m", ask=ask)
    assert not exclusive(one, other, EMPTY_BINDING)
    (pair,) = overlaps([one, other]).pairs
    assert pair.standing is not Standing.RESOLVED
