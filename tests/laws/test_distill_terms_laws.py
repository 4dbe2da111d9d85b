"""A term is worth what the recipe that it is written into computes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.compiler import compile_recipe
from potstill.distill.terms import (
    DATE,
    DURATION,
    MONTH_DAY,
    TIME,
    Apply,
    Const,
    Fields,
    Pieces,
    Rows,
    Term,
    Var,
    declaration,
    tables,
    value,
    write,
)
from potstill.ir.program import Rounding, Shape
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.reference.outcome import Answer, Stuck
from potstill.ir.rounding import MODES

HEAD = """family tried
ask "{n} and {m} of {w} and {v} on {d} and {y} at {t} for {r}"
slot n: int -20..20
slot m: decimal(2) 0.5..9.75
slot w: words 1..2
slot v: enum {red, blue, "dark green"}
slot d: date iso 2000-01-01..2030-12-31
slot y: monthday
slot t: time
slot r: duration 0..10 days
"""

Terms = st.SearchStrategy[Term]


def const(number: int) -> Term:
    """A whole number."""
    return Const(Fraction(number))


def call(op: str, *args: Terms) -> Terms:
    """An operation on terms."""
    return st.tuples(*args).map(lambda chosen: Apply(op, chosen))


small = st.integers(-9, 9).map(const)
whole = st.one_of(
    st.just(Var("n")),
    small,
    *(call(part, st.just(Var("d", DATE))) for part in ("year", "month", "day", "weekday")),
    *(call(part, st.just(Var("y", MONTH_DAY))) for part in ("month", "day")),
    *(call(part, st.just(Var("t", TIME))) for part in ("hour", "minute", "second")),
    call("len", st.just(Var("w"))),
)
days = st.recursive(
    st.just(Var("d", DATE)), lambda inner: call("add_days", inner, small) | call("add_months", inner, small),
    max_leaves=3,
)  # fmt: skip
stretches = st.recursive(
    st.one_of(st.just(Var("r", DURATION)), call("hours", small), call("minutes", whole)),
    lambda inner: call("add", inner, inner) | call("mul", inner, small),
    max_leaves=3,
)
clocks = call("add_time", st.just(Var("t", TIME)), stretches) | st.just(Var("t", TIME))
leaves = st.one_of(
    whole,
    st.just(Var("m")),
    st.fractions(-5, 5, max_denominator=12).map(Const),
    call("days_between", days, days),
    call("div", stretches, st.just(Apply("minutes", (const(1),)))),
)
divisors = st.sampled_from([const(2), const(-3), Const(Fraction(1, 4)), Var("m")])


PRICES = Rows("PRICES", (("red", Fraction(3)), ("blue", Fraction(-1, 2)), ("dark green", Fraction(7))))
LABELS = Rows("LABELS", tuple((Fraction(n), f"it's {n}{{") for n in range(-20, 21)))
copied = st.sampled_from([Var("w"), Var("v")])
texts: Terms = st.one_of(
    copied,
    *(call(case, copied) for case in ("lower", "upper", "title")),
    st.just(Apply("lookup", (Var("n"),), LABELS)),
)
plain: Terms = st.one_of(leaves, st.just(Apply("lookup", (Var("v"),), PRICES)))
pairs = st.sampled_from(["add", "sub", "mul", "min", "max"])
quotients = st.sampled_from(["div", "floordiv", "mod"])
signs = st.sampled_from(["neg", "abs", "floor", "ceil"])
roundings = st.builds(Rounding, st.integers(-2, 3), st.sampled_from(sorted(MODES)))
comparisons = st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"])
spellings = st.text("abA é", min_size=1, max_size=3).filter(str.strip).map(Const)


@st.composite
def numbers(draw: st.DrawFn, depth: int = 2) -> Term:
    """Numbers; no power of a power, whose bounds would be refused."""
    inner = numbers(depth - 1)
    match draw(st.sampled_from(["leaf", "pair", "quotient", "sign", "round", "if"])) if depth else "leaf":
        case "pair":
            return Apply(draw(pairs), (draw(inner), draw(inner)))
        case "quotient":
            return Apply(draw(quotients), (draw(inner), draw(divisors)))
        case "sign":
            return Apply(draw(signs), (draw(inner),))
        case "round":
            return Apply("round", (draw(inner),), draw(roundings))
        case "if":
            return Apply("if", (draw(truths(depth - 1)), draw(inner), draw(inner)))
        case _:
            return draw(plain)


@st.composite
def truths(draw: st.DrawFn, depth: int = 2) -> Term:
    """Truth values."""
    inner = numbers(depth)
    match draw(st.sampled_from(["compare", "spell", "clock", "const", "and", "or", "not"])):
        case "and" | "or" as op if depth:
            return Apply(op, (draw(truths(depth - 1)), draw(truths(depth - 1))))
        case "not" if depth:
            return Apply("not", (draw(truths(depth - 1)),))
        case "spell":
            return Apply("eq", (draw(texts), draw(spellings)))
        case "clock":
            return Apply("lt", (draw(clocks), draw(clocks)))
        case "const":
            return Const(draw(st.booleans()))
        case _:
            return Apply(draw(comparisons), (draw(inner), draw(inner)))


shapes = st.builds(Shape, st.none() | st.integers(0, 3), st.booleans())
fillers = st.one_of(
    st.tuples(texts | days | clocks | stretches, st.just(Shape())), st.tuples(numbers(), shapes)
)
constants = st.text("a'\"{}\\ é", max_size=4).filter(bool)


@st.composite
def formats(draw: st.DrawFn) -> Term:
    """A text with values in it."""
    pieces: list[Shape | str] = []
    args: list[Term] = []
    for _ in range(draw(st.integers(1, 3))):
        term, shape = draw(fillers)
        pieces += [draw(constants), shape]
        args.append(term)
    return Apply("format", tuple(args), Pieces(tuple(pieces)))


answers = st.one_of(numbers(), texts, formats(), truths())
records = st.lists(answers, min_size=1, max_size=3).map(
    lambda found: Apply("record", tuple(found), Fields(("a", "b", "c")[: len(found)]))
)
lists = call("list", numbers(), numbers()) | call(
    "index", call("list", numbers(), numbers()), st.integers(0, 1).map(const)
)
parameters = st.fixed_dictionaries(
    {
        "n": st.integers(-20, 20),
        "m": st.integers(50, 975).map(lambda cents: exact(Fraction(cents, 100))),
        "w": st.sampled_from(["ab", "A b", "Éa", "b'a"]),
        "v": st.sampled_from(["red", "blue", "dark green"]),
        "d": st.integers(730_120, 741_442),
        "y": st.sampled_from([101, 229, 1231]),
        "t": st.integers(0, 86_399),
        "r": st.integers(0, 864_000),
    }
)


def exact(number: Fraction) -> int | Fraction:
    """A number as programs hold it."""
    return number.numerator if number.denominator == 1 else number


@settings(max_examples=250, deadline=None)
@given(term=answers | records | lists, points=st.lists(parameters, min_size=3, max_size=3))
def test_a_term_is_worth_what_its_recipe_computes(term: Term, points: list[dict[str, Any]]) -> None:
    """For all kinds of terms; both are stuck, or both have one value."""
    declared = "\n".join(dict.fromkeys(map(declaration, tables(term))))
    made = compile_recipe(f"{HEAD}{declared}\nanswer {write(term)}\n")
    assert made.artifact is not None, made.render()
    for point in points:
        found = evaluate(made.artifact.family.program, point, {})
        worth = value(term, point)
        if isinstance(worth, Stuck):
            assert isinstance(found, Stuck)
            assert found.error == worth.error
        else:
            assert isinstance(found, Answer), found
            assert found.value == worth
            assert type(found.value) is type(worth)
