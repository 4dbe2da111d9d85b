"""Programs of the space of answers are found again from their examples: no rival that fits is lost."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from potstill.distill.answers import Column, Found, Inputs, explain
from potstill.distill.examples import Json
from potstill.distill.terms import DATE, DURATION, TIME, Apply, Const, Fields, Pieces, Term, Var, value
from potstill.ir.program import Shape
from potstill.ir.reference.outcome import Stuck
from tests.formulas import few

KINDS = {"n": "int", "m": "int", "w": "words", "d": "date", "t": "time", "r": "duration"}
DAY, CLOCK, STRETCH = Var("d", DATE), Var("t", TIME), Var("r", DURATION)

points = st.fixed_dictionaries(
    {
        "n": st.integers(1, 60),
        "m": st.integers(1, 900),
        "w": st.text("abcXYZ", min_size=2, max_size=6),
        "d": st.integers(730_120, 741_442),
        "t": st.integers(0, 24 * 12 - 1).map(lambda fives: fives * 300),
        "r": st.integers(1, 50).map(lambda quarters: quarters * 900),
    }
)
examples = st.lists(
    points, min_size=6, max_size=8, unique_by=(lambda point: point["n"], lambda point: point["m"])
)


def const(number: int) -> Term:
    """A whole number."""
    return Const(Fraction(number))


n, m, w = Var("n"), Var("m"), Var("w")
numbers: st.SearchStrategy[Term] = st.sampled_from(
    [
        n,
        m,
        *(Apply(op, (n, m)) for op in ("add", "sub", "mul")),
        *(Apply("mul", (n, const(k))) for k in (2, 10, 100)),
    ]
)
shaped = st.one_of(
    st.tuples(numbers, st.just(Shape())),
    st.tuples(numbers, st.just(Shape(2))),
    st.tuples(st.just(Apply("div", (m, const(2)))), st.sampled_from([Shape(), Shape(2), Shape(1)])),
)
steps: st.SearchStrategy[Term] = st.sampled_from(
    [n, Apply("neg", (n,)), const(3), const(-10), Apply("mul", (n, const(7))), Apply("add", (n, const(2)))]
)
days: st.SearchStrategy[Term] = st.one_of(
    st.just(DAY),
    st.builds(lambda op, by: Apply(op, (DAY, by)), st.sampled_from(["add_days", "add_months"]), steps),
)
stretches: st.SearchStrategy[Term] = st.sampled_from(
    [STRETCH, Apply("mul", (STRETCH, n)), Apply("minutes", (n,)), Apply("hours", (n,))]
)
clocks = st.one_of(st.just(CLOCK), stretches.map(lambda by: Apply("add_time", (CLOCK, by))))
spelled = st.sampled_from([w, Apply("upper", (w,)), Apply("lower", (w,))])
holes: st.SearchStrategy[tuple[Term, Shape]] = st.one_of(
    shaped, st.tuples(st.one_of(spelled, days, clocks, stretches), st.just(Shape()))
)
gaps = st.sampled_from(["it is", "and", "costs $", "at", "due:", "("])


@st.composite
def texts(draw: st.DrawFn) -> Term:
    """Constants and values in turn."""
    pieces: list[Shape | str] = []
    args: list[Term] = []
    for _ in range(draw(st.integers(1, 3))):
        term, shape = draw(holes)
        gap = draw(gaps)
        pieces += [f"{'; ' if pieces else ''}{gap}{'' if gap[-1] in '$(' else ' '}", shape]
        args.append(term)
    return Apply("format", tuple(args), Pieces(tuple(pieces)))


answers: st.SearchStrategy[Term] = st.one_of(
    texts(), numbers, st.tuples(texts(), numbers).map(lambda both: Apply("record", both, Fields(("a", "b"))))
)


def as_json(found: Any) -> Json:
    """A value as an answer has it; records have the fields a and b."""
    match found:
        case bool() | str() | None:
            return found
        case tuple():
            return {name: as_json(part) for name, part in zip("ab", found, strict=False)}
        case _:
            return Fraction(found)


@settings(max_examples=120, deadline=None)
@given(target=answers, known=examples, fresh=st.lists(points, min_size=20, max_size=20))
def test_the_target_is_among_the_explanations(
    target: Term, known: list[dict[str, Any]], fresh: list[dict[str, Any]]
) -> None:
    """One of the explanations agrees with the target wherever their conditions hold."""
    worth = [value(target, point) for point in known]
    assume(not any(isinstance(each, Stuck) for each in worth))
    columns = tuple(Column(name, kind, tuple(p[name] for p in known)) for name, kind in KINDS.items())
    outcome = explain(Inputs(columns, len(known)), [as_json(each) for each in worth], few)
    assert isinstance(outcome, Found), outcome
    if not outcome.exhausted:
        return
    for term in outcome.terms:
        assert [value(term, point) for point in known] == worth
    inside = [p for p in fresh if all(value(condition, p) is True for condition in outcome.conditions)]
    wanted = [value(target, point) for point in inside]
    assert any([value(term, point) for point in inside] == wanted for term in outcome.terms)


@settings(max_examples=100, deadline=None)
@given(
    seen=st.lists(st.integers(-100, 100), min_size=4, max_size=8, unique=True),
    threshold=st.integers(-100, 100),
    asked=st.lists(st.integers(-150, 150), min_size=5, max_size=5),
)
def test_where_all_thresholds_agree_the_true_one_does(
    seen: list[int], threshold: int, asked: list[int]
) -> None:
    """Outside of the gap that a threshold is left in, no threshold in it answers otherwise."""
    truths = [number >= threshold for number in seen]
    assume(min(sum(truths), len(truths) - sum(truths)) >= 2)
    outcome = explain(Inputs((Column("n", "int", tuple(seen)),), len(seen)), [*truths], few)
    assert isinstance(outcome, Found)
    assert all(cut.below < threshold <= cut.above for cut in outcome.cuts if cut.subject == n)
    for number in asked:
        said = {value(term, {"n": number}) for term in outcome.terms}
        assert said != {number < threshold}
