"""Rounding against the decimal module, and the digits of exact numbers."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.program import Rounding
from potstill.ir.rounding import MODES, decimal_places, digits, exact, fixed, ratio, rounded

PEERS = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
    "floor": decimal.ROUND_FLOOR,
    "ceil": decimal.ROUND_CEILING,
}


def test_the_modes_are_those_of_the_decimal_module() -> None:
    assert set(MODES) == set(PEERS)


@pytest.mark.parametrize("mode", MODES)
@given(st.integers(-(10**8), 10**8), st.integers(0, 5), st.integers(-3, 5))
def test_rounding_is_that_of_the_decimal_module(mode: str, digits: int, scale: int, places: int) -> None:
    value = decimal.Decimal(digits).scaleb(-scale)
    expected = value.quantize(decimal.Decimal(1).scaleb(-places), rounding=PEERS[mode])
    assert rounded(Fraction(value), Rounding(places, mode)) == Fraction(expected)


TIES = {
    "half_up": (-3, -2, -1, 1, 2, 3),
    "half_even": (-2, -2, 0, 0, 2, 2),
    "half_down": (-2, -1, 0, 0, 1, 2),
    "up": (-3, -2, -1, 1, 2, 3),
    "down": (-2, -1, 0, 0, 1, 2),
    "floor": (-3, -2, -1, 0, 1, 2),
    "ceil": (-2, -1, 0, 1, 2, 3),
}


@pytest.mark.parametrize("mode", MODES)
def test_ties(mode: str) -> None:
    halves = [Fraction(n, 2) for n in (-5, -3, -1, 1, 3, 5)]
    assert tuple(rounded(half, Rounding(0, mode)) for half in halves) == TIES[mode]


def test_rounding_of_what_has_no_decimal_expansion() -> None:
    third = Fraction(1, 3)
    assert rounded(third, Rounding(2, "half_up")) == Fraction(33, 100)
    assert rounded(-third, Rounding(2, "up")) == Fraction(-34, 100)
    assert rounded(Fraction(2, 3) * 1000, Rounding(-2, "half_even")) == 700
    assert isinstance(rounded(third, Rounding(0, "ceil")), int)


def test_an_unknown_mode() -> None:
    with pytest.raises(ValueError, match="'near' is not a way to round: half_up, half_even"):
        rounded(Fraction(1, 3), Rounding(0, "near"))


@pytest.mark.parametrize(
    ("value", "places"),
    [("1", 0), ("1/2", 1), ("1/8", 3), ("7/20", 2), ("1/3", None), ("1/6", None), ("-3/400", 4)],
)
def test_decimal_places(value: str, places: int | None) -> None:
    assert decimal_places(Fraction(value)) == places


@given(st.integers(-(10**9), 10**9), st.integers(0, 30))
def test_fixed_places_read_back(scaled: int, places: int) -> None:
    value = Fraction(scaled, 10**places)
    text = fixed(value, places)
    assert Fraction(text) == value
    assert len(text.partition(".")[2]) == places
    assert Fraction(ratio(value)) == value


def test_digits_of_long_numbers() -> None:
    assert digits(0) == "0"
    assert digits(10**12_000 + 7) == "1" + "0" * 11_999 + "7"


def test_whole_numbers_are_ints() -> None:
    assert isinstance(exact(Fraction(4, 2)), int)
    assert exact(Fraction(1, 2)) == Fraction(1, 2)
