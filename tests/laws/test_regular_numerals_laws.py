"""Numerals of a range: exactly these spellings, each read once, each leaving its value in the register."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.grammar import Alt, Digit, Node, Repeat, Seq, Step, Text, walk
from potstill.ir.regular import (
    Census,
    automaton,
    decimal_steps,
    decimals_between,
    digits_between,
    minimise,
    padded_between,
    steps,
)

REGISTER = 3
numbers = st.one_of(st.integers(0, 30), st.integers(0, 3000), st.integers(990, 1_100_000))
bounds = st.tuples(numbers, st.one_of(st.integers(-2, 60), st.integers(0, 3000))).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)


def readings(node: Node, text: str, at: int, value: int) -> Iterator[tuple[int, int]]:
    """Every way to read from ``at``: where it ends, and what the register then holds."""
    match node:
        case Text(literal):
            if text.startswith(literal, at):
                yield at + len(literal), value
        case Digit(register, low, high):
            assert register == REGISTER
            if at < len(text) and text[at].isdigit() and low <= int(text[at]) <= high:
                yield at + 1, 10 * value + int(text[at])
        case Step(register, times, plus):
            assert register == REGISTER
            yield at, value * times + plus
        case Seq(parts):
            ways = [(at, value)]
            for part in parts:
                ways = [after for end, held in ways for after in readings(part, text, end, held)]
            yield from ways
        case Alt(parts):
            for part in parts:
                yield from readings(part, text, at, value)
        case Repeat(body, low, int(high)):
            ways = [(at, value)]
            for times in range(high + 1):
                if times >= low:
                    yield from ways
                ways = [after for end, held in ways for after in readings(body, text, end, held)]
        case _:
            raise AssertionError(node)


def values(node: Node, text: str) -> list[int]:
    """What the register holds after each reading of the whole text."""
    return [value for end, value in readings(node, text, 0, 0) if end == len(text)]


def check(node: Node, spelled: dict[str, int]) -> None:
    """The node reads these spellings and no others, each once and as its value."""
    words = sorted(spelled, key=lambda word: (len(word), word))
    assert list(Census(minimise(automaton(node))).words()) == words
    for word in [*spelled][:20] + [*spelled][-20:]:
        assert values(node, word) == [spelled[word]]


def point(value: int, digits: int, *, grouped: bool = False) -> str:
    """The value in units of 10**-digits, with that many digits after the point."""
    whole, part = divmod(value, 10**digits)
    return (f"{whole:,}" if grouped else str(whole)) + (f".{part:0{digits}}" if digits else "")


@given(bounds)
def test_integers(pair: tuple[int, int]) -> None:
    low, high = pair
    check(digits_between(low, high, REGISTER), {str(n): n for n in range(low, high + 1)})


@given(bounds)
def test_grouped_integers(pair: tuple[int, int]) -> None:
    low, high = pair
    node = digits_between(low, high, REGISTER, grouped=True)
    check(node, {f"{n:,}": n for n in range(max(low, 1000), high + 1)})


@given(st.integers(0, 10**60), st.integers(0, 10**60))
def test_a_numeral_node_grows_with_the_digits_only(low: int, high: int) -> None:
    for grouped in (False, True):
        node = digits_between(min(low, high), max(low, high), grouped=grouped)
        assert sum(1 for _ in walk(node)) <= 30 * len(str(max(low, high))) + 30
    probe = (low + high) // 2
    assert values(digits_between(min(low, high), max(low, high), REGISTER), str(probe)) == [probe]


@given(bounds, st.integers(1, 5))
def test_padded_integers(pair: tuple[int, int], length: int) -> None:
    low, high = pair
    node = padded_between(low, high, length, REGISTER)
    check(node, {str(n).zfill(length): n for n in range(low, min(high + 1, 10**length))})


@given(bounds, st.integers(0, 3), st.booleans(), st.one_of(st.none(), st.sets(st.integers(0, 3))))
def test_decimals(pair: tuple[int, int], places: int, grouped: bool, shown: set[int] | None) -> None:
    low, high = pair
    wanted = None if shown is None else {digits for digits in shown if digits <= places}
    node = decimals_between(low, high, places, REGISTER, shown=wanted, grouped=grouped)
    check(node, _decimals(low, high, places, wanted, grouped, 1, 0))


@given(bounds, st.integers(1, 60), st.integers(0, 100), st.booleans())
def test_steps(pair: tuple[int, int], modulus: int, residue: int, grouped: bool) -> None:
    low, high = pair
    node = steps(low, high, modulus, residue, REGISTER, grouped=grouped)
    assert node is not None
    check(node, _decimals(low, high, 0, None, grouped, modulus, residue))


MODULI = st.sampled_from([2, 3, 4, 5, 16, 25, 50, 100, 500])


@given(bounds, st.integers(0, 2), st.booleans(), MODULI, st.integers(0, 9))
def test_decimal_steps(pair: tuple[int, int], places: int, grouped: bool, modulus: int, residue: int) -> None:
    low, high = pair
    node = decimal_steps(low, high, places, modulus, residue, REGISTER, grouped=grouped)
    assert node is not None
    check(node, _decimals(low, high, places, None, grouped, modulus, residue))


def _decimals(
    low: int, high: int, places: int, shown: set[int] | None, grouped: bool, modulus: int, residue: int
) -> dict[str, int]:
    least = 1000 * 10**places if grouped else 0
    spelled = {}
    for digits in range(places + 1) if shown is None else shown:
        scale = 10 ** (places - digits)
        for units in range(max(low, least), high + 1):
            if not units % scale and not (units - residue) % modulus:
                spelled[point(units // scale, digits, grouped=grouped)] = units
    return spelled
