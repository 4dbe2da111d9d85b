"""Random types and their values.

A *kind* is a type without its ranges: ``"int"``, ``"number"``, ``"text"`` and so on, or a tuple such as
``("list", "int")``, ``("optional", "date")``, ``("record", (("a", "int"),))``.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

from hypothesis import strategies as st

from potstill.ir import types as t
from potstill.ir.calendar import is_day
from potstill.ir.grammar import Machine
from potstill.ir.lexicons.text import pattern_type
from potstill.ir.rounding import exact
from potstill.ir.typing import contains
from potstill.ir.values import Value

Kind: TypeAlias = Any

ORDERED = ("int", "number", "date", "monthday", "time", "duration")
SCALARS = ("bool", "text", *ORDERED)
MONTH_DAYS = [100 * month + day for month in range(1, 13) for day in range(1, 32) if is_day(4, month, day)]
PATTERNS = (r"[a-z]+( [a-z]+)?", r"red|one|\d+", "[a-c]*", r"\w{2,5}", r"-?\d+", "(ab|ba)*", "[^a]{1,4}")
WORDS = ("red", "Blue", "dark red", "straße", "ÉCLAIR", "one", "")

small = st.integers(-6, 12)
large = st.integers(-(10**9), 10**9) | st.integers(-(2**70), 2**70)
texts = st.sampled_from(WORDS) | st.text(st.characters(codec="utf-8"), max_size=6)


def kinds(depth: int = 1) -> st.SearchStrategy[Kind]:
    """Any kind, nested at most ``depth`` times."""
    scalars: st.SearchStrategy[Kind] = st.sampled_from(SCALARS)
    if depth == 0:
        return scalars
    inner = kinds(depth - 1)
    return st.one_of(
        scalars,
        inner.map(lambda kind: ("list", kind)),
        inner.filter(lambda kind: kind[0] != "optional").map(lambda kind: ("optional", kind)),
        st.lists(inner, max_size=2).map(lambda parts: ("record", tuple(zip("ab", parts, strict=False)))),
    )


def kind_of(kind: t.Type) -> Kind:
    """The kind of a type."""
    match kind:
        case t.Bool():
            return "bool"
        case t.Number():
            return "int" if kind.integral else "number"
        case t.Text():
            return "text"
        case t.Date():
            return "date"
        case t.MonthDay():
            return "monthday"
        case t.Time():
            return "time"
        case t.Duration():
            return "duration"
        case t.List(element):
            return ("list", kind_of(element))
        case t.Record(fields):
            return ("record", tuple((name, kind_of(body)) for name, body in fields))
        case t.Optional(body):
            return ("optional", kind_of(body))


def is_kind(found: Kind, wanted: Kind) -> bool:
    """Whether values of one kind are of the other: integers are numbers too."""
    if isinstance(found, tuple) and isinstance(wanted, tuple) and found[0] == wanted[0] != "record":
        return is_kind(found[1], wanted[1])
    return found == wanted or (found, wanted) == ("int", "number")


@st.composite
def types_of(draw: st.DrawFn, kind: Kind) -> t.Type:
    """Types of a kind, with ranges small and large."""
    match kind:
        case "bool":
            return t.Bool()
        case "int":
            low, high = sorted(draw(st.tuples(small, small) | st.tuples(large, large)))
            return t.integer(low, high)
        case "number":
            places = draw(st.none() | st.integers(0, 3))
            low, high = sorted(draw(st.tuples(small, small) | st.tuples(large, large)))
            scale = 10 ** (places or 0)
            return t.Number(Fraction(low, scale), Fraction(high, scale), places)
        case "text":
            form = draw(st.sampled_from(("values", "lengths", "language")))
            if form == "values":
                return t.enumeration(
                    *draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True))
                )
            if form == "language":
                like = pattern_type(draw(st.sampled_from(PATTERNS)))
                return replace(like, shortest=draw(st.integers(0, 2)), longest=draw(st.integers(5, 9)))
            shortest, longest = sorted(draw(st.tuples(st.integers(0, 3), st.integers(3, 9))))
            return t.Text(shortest, longest)
        case "date":
            day = st.integers(t.FIRST_DAY, t.LAST_DAY) | st.integers(738_000, 739_500)
            return t.Date(*sorted(draw(st.tuples(day, day))))
        case "monthday":
            return t.MonthDay()
        case "time":
            return t.Time()
        case "duration":
            seconds = st.integers(-600, 90_000)
            return t.Duration(*sorted(draw(st.tuples(seconds, seconds))))
        case ("list", element):
            shortest, longest = sorted(draw(st.tuples(st.integers(0, 3), st.integers(0, 3))))
            return t.List(draw(types_of(element)), shortest, longest)
        case ("optional", body):
            return t.Optional(draw(types_of(body)))
        case ("record", fields):
            return t.Record(tuple((name, draw(types_of(body))) for name, body in fields))
        case _:
            raise AssertionError(kind)


def types(depth: int = 1) -> st.SearchStrategy[t.Type]:
    """Any type."""
    return kinds(depth).flatmap(types_of)


def values_of(kind: t.Type) -> st.SearchStrategy[Value]:
    """The values of a type, its ends among the likely ones."""
    match kind:
        case t.Bool():
            return st.booleans()
        case t.Number(low, high, None):
            inside = st.fractions(low, high, max_denominator=1000)
            return st.one_of(inside, st.sampled_from([low, high])).map(exact)
        case t.Number(low, high, int(places)):
            scale = 10**places
            return _between(-(-low * scale // 1), high * scale // 1).map(lambda n: exact(Fraction(n, scale)))
        case t.Text(shortest, longest, values, language):
            if values is not None:
                return st.sampled_from(values)
            if language is not None:
                return _words_of(language, longest).filter(lambda text: contains(kind, text))
            fitting = [word for word in WORDS if shortest <= len(word) <= longest]
            anything = st.text(
                st.characters(codec="utf-8"), min_size=shortest, max_size=min(longest, shortest + 9)
            )
            return st.sampled_from(fitting) | anything if fitting else anything
        case t.Date(low, high) | t.Duration(low, high):
            return _between(low, high)
        case t.MonthDay():
            return st.sampled_from(MONTH_DAYS)
        case t.Time():
            return _between(0, t.SECONDS_A_DAY - 1)
        case t.List(element, shortest, longest):
            if longest == 0:
                return st.just(())
            return st.lists(values_of(element), min_size=shortest, max_size=longest).map(tuple)
        case t.Record(fields):
            return st.tuples(*(values_of(body) for _, body in fields))
        case t.Optional(t.Text(values=())):
            return st.none()
        case t.Optional(body):
            return st.none() | values_of(body)


@st.composite
def _words_of(draw: st.DrawFn, language: Machine, longest: int) -> str:
    """A word of a language, of at most so many symbols, if there are any; sometimes in capitals."""
    distance = dict.fromkeys(language.accepting, 0)
    for step in range(1, len(language.moves) + 1):
        for state, row in enumerate(language.moves):
            if any(distance.get(target) == step - 1 for _, _, target in row):
                distance.setdefault(state, step)
    state, word = 0, ""
    while distance[state] or (len(word) < longest and draw(st.booleans())):
        ways = [move for move in language.moves[state] if distance[move[2]] < max(longest - len(word), 1)]
        if not ways:
            break
        low, high, state = draw(st.sampled_from(ways))
        word += chr(draw(_between(low, high).filter(lambda code: not 0xD800 <= code <= 0xDFFF)))
    return draw(st.sampled_from((word, word.upper())))


def _between(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high) | st.sampled_from([low, high])
