"""The claim of induction against targets that are known.

If the target lies in the space that was searched, and the oracle's answers were right, every answer of the
released family is the target's. Targets are drawn from what spaces are made of, an oracle computes, and
whether a target lies in the space of the claim is decided from the claim's own text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from potstill.distill.answer_json import same
from potstill.distill.examples import Json
from potstill.distill.induce import induce
from potstill.distill.outcome import Outcome, Released
from potstill.distill.policy import Policy
from potstill.distill.terms import Apply, Const, Term, Var
from potstill.ir.program import Rounding
from potstill.ir.reference.answer import Unanswered
from tests.inducing import Carrier, Computing, Declared, Row, Rule, examples_of, rule_of, says, wrong

SOAK = settings.default is not None and settings.default.max_examples > 1_000
POINTS = 200 if SOAK else 60
THOROUGH = settings(
    deadline=None,
    max_examples=400 if SOAK else 8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
MOST_SLOTS = 4 if SOAK else 3

THINGS = ("mugs", "guests", "boxes", "lamps", "tiles", "ropes", "jars", "rolls")
OPENINGS = ("how much is that for", "please count", "tell me the result with", "what do we pay for")
BETWEEN = ("and then", "besides", "from which", "together with", "at a rate of", "less the")
HUNDRED = Const(Fraction(100))
NEAR = (Fraction(1), Fraction(2))
FAR = tuple(map(Fraction, (3, 4, 5, 7, 10, 12, 24, 60)))
ROUNDINGS: tuple[Callable[[Term], Term], ...] = (
    lambda core: core,
    lambda core: core,
    lambda core: core,
    lambda core: Apply("floor", (core,)),
    lambda core: Apply("ceil", (core,)),
    lambda core: Apply("round", (core,), Rounding(0, "half_up")),
    lambda core: Apply("round", (core,), Rounding(0, "half_even")),
)


@dataclass(frozen=True)
class Task:
    """A target over the holes of a carrier; what is known of it; and what the oracle may be asked."""

    carrier: Carrier
    term: Term
    percents: frozenset[int]
    rows: tuple[Row, ...]
    pool: tuple[Row, ...]
    questions: int

    @property
    def holes(self) -> int:
        """How many numbers a request has."""
        return self.carrier.text.count("{}")


@st.composite
def carriers(draw: st.DrawFn, percents: Sequence[bool]) -> Carrier:
    """A sentence with a hole for each, some with a percent sign."""
    things = draw(st.permutations(THINGS))
    between = draw(st.permutations(BETWEEN))
    text = draw(st.sampled_from(OPENINGS))
    for at, percent in enumerate(percents):
        text += f" {between[at] if at else 'the'} {{}}{'%' * percent} {things[at]}"
    return Carrier(text)


@st.composite
def leaves(draw: st.DrawFn, at: int, percent: bool) -> Term:
    """A slot in one of its forms."""
    slot: Term = Var(f"x{at}")
    share = Apply("div", (slot, HUNDRED))
    one = Const(Fraction(1))
    forms = (share, Apply("sub", (one, share)), Apply("add", (one, share))) if percent else (slot,)
    return draw(st.sampled_from(forms))


@st.composite
def formulas(draw: st.DrawFn, parts: Sequence[Term]) -> Term:
    """Each of the parts once, in this order; constants that are far only multiply and divide."""
    if len(parts) == 1:
        return parts[0]
    cut = draw(st.integers(1, len(parts) - 1))
    left, right = draw(formulas(parts[:cut])), draw(formulas(parts[cut:]))
    scaling = any(isinstance(each, Const) and each.value in FAR for each in (left, right))
    return Apply(
        draw(st.sampled_from(("mul", "div") if scaling else ("add", "sub", "mul", "div"))), (left, right)
    )


@st.composite
def targets(draw: st.DrawFn, percents: Sequence[bool]) -> Term:
    """A formula of all slots but one perhaps, with at most one more leaf, rounded or not."""
    holes = range(len(percents))
    used = draw(st.lists(st.sampled_from(holes), min_size=max(1, len(holes) - 1), unique=True))
    parts = [draw(leaves(at, percents[at])) for at in used]
    extra = draw(st.sampled_from((None, None, *NEAR, *FAR, "again")))
    if extra == "again":
        at = draw(st.sampled_from(used))
        parts.append(draw(leaves(at, percents[at])))
    elif isinstance(extra, Fraction):
        parts.append(Const(extra))
    core = draw(formulas(draw(st.permutations(parts))))
    return draw(st.sampled_from(ROUNDINGS))(core)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """A target with three to six answered requests, and an oracle of any request or of a pool.

    In some, the last number of each request of the log and the pool depends on the first.
    """
    percents = draw(st.lists(st.sampled_from((False, False, False, True)), min_size=1, max_size=MOST_SLOTS))
    term = draw(targets(percents))
    rule = rule_of(term)
    related = len(percents) > 1 and draw(st.sampled_from((False, False, True)))
    random = Random(draw(st.integers(0, 2**32)))
    rows: dict[Row, None] = {}
    for _ in range(80):
        numbers = [_drawn(random, percent) for percent in percents]
        if related and not percents[-1]:
            numbers[-1] = numbers[0] + 1
        if _answered(rule, tuple(numbers)):
            rows[tuple(numbers)] = None
    count = draw(st.integers(3, 6))
    assume(len(rows) > count)
    every = list(rows)
    pool = tuple(every[count : count + 25]) if draw(st.booleans()) else ()
    return Task(
        draw(carriers(percents)), term, frozenset(at for at, each in enumerate(percents) if each),
        tuple(every[:count]), pool, draw(st.integers(1, 4)),
    )  # fmt: skip


def _drawn(random: Random, percent: bool) -> Fraction:
    if percent:
        return Fraction(random.choice((5, 10, 20, 25, 50, 75, random.randint(1, 99))))
    return Fraction(random.randint(1, random.choice((9, 40, 200))))


def _answered(rule: Rule, row: Row) -> bool:
    try:
        rule(row)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def learnt(carrier: Carrier, rule: Rule, rows: Sequence[Row], pool: Sequence[Row], questions: int) -> Outcome:
    """What induction makes of it. Whatever the target: few questions, and all answers as told."""
    oracle = Computing(carrier, rule, [carrier.say(row) for row in pool])
    found = induce(examples_of(carrier, rule, rows), oracle, Policy(questions=questions))
    if isinstance(found, Released):
        asked = [each.example for each in (*found.claim.questions, *found.claim.holdouts)]
        assert len(asked) <= questions
        assert [each.utterance for each in asked] == [each for each in oracle.asked if oracle.answers(each)]
        assert found.claim.holdouts
        assert len(found.examples) == len(rows) + len(asked)
        for each in found.examples:
            told = says(found, each.utterance)
            assert not isinstance(told, Unanswered), each
            assert same(told, each.answer), each
    else:
        assert len(found.asked) <= questions
    return found


def probes(task: Task) -> list[Row]:
    """Rows all over what a family may read: seen numbers in new company, and numbers of every magnitude."""
    random = Random(0)
    seen = [*task.rows, *task.pool]
    found = []
    for _ in range(POINTS):
        row = list(random.choice(seen))
        for at in range(task.holes):
            chance = random.random()
            if chance < 0.4:
                row[at] = Fraction(
                    random.randint(0, 99) if at in task.percents else int(10 ** (4 * random.random()))
                )
            elif chance < 0.6:
                row[at] = random.choice(seen)[at]
        found.append(tuple(row))
    return found


@THOROUGH
@given(tasks())
def test_a_family_is_never_wrong_about_a_target_of_its_space(task: Task) -> None:
    rule = rule_of(task.term)
    found = learnt(task.carrier, rule, task.rows, task.pool, task.questions)
    if not isinstance(found, Released):
        event(f"missing: {found.missing.value}")
        return
    percents = [f"x{at}" for at in task.percents]
    inside = Declared.of(found.claim.space).has(task.term, task.holes, percents)
    event("released, target inside" if inside else "released, target outside")
    if inside:
        bad = wrong(found, task.carrier, rule, probes(task))
        assert not bad, (bad[0], found.recipe)


@settings(THOROUGH, max_examples=40 if SOAK else 2)
@given(tasks())
def test_the_same_input_has_the_same_outcome(task: Task) -> None:
    rule = rule_of(task.term)
    one, other = (learnt(task.carrier, rule, task.rows, task.pool, task.questions) for _ in range(2))
    if isinstance(one, Released) and isinstance(other, Released):
        assert (one.recipe, one.claim, one.examples) == (other.recipe, other.claim, other.examples)
    else:
        assert one == other


@st.composite
def thresholds(draw: st.DrawFn) -> tuple[Rule, int]:
    """A choice between two small explanations at a threshold, which need not be a number that was seen."""
    at = draw(st.integers(20, 60))
    low, high = draw(st.permutations((1, 2, 3, 5)))[:2]
    shape = draw(st.sampled_from(("numbers", "texts", "truth", "flat")))

    def rule(row: Row) -> Json:
        large = row[0] >= at
        match shape:
            case "numbers":
                return row[0] * (high if large else low)
            case "texts":
                return "large" if large else "small"
            case "truth":
                return large
            case _:
                return Fraction(0) if large else row[0] * low

    return rule, at


@settings(THOROUGH, max_examples=200 if SOAK else 3)
@given(thresholds(), st.integers(0, 2**32), st.integers(2, 5))
def test_a_threshold_is_never_guessed(target: tuple[Rule, int], seed: int, questions: int) -> None:
    rule, at = target
    random = Random(seed)
    numbers = [*random.sample(range(1, at), 3), *random.sample(range(at, 100), 3)]
    carrier = Carrier("what is the parcel rate for {} boxes")
    rows = [(Fraction(each),) for each in numbers]
    random.shuffle(rows)
    found = learnt(carrier, rule, rows, (), questions)
    event("released" if isinstance(found, Released) else found.missing.value)
    if isinstance(found, Released) and (
        not isinstance(rule(rows[0]), Fraction) or " if C " in found.claim.space
    ):
        assert not wrong(found, carrier, rule, [(Fraction(each),) for each in range(1, 120)])


@st.composite
def records(draw: st.DrawFn) -> Rule:
    """A record of a formula, a text around another one, and a number as it is."""
    one, other = draw(st.sampled_from(("add", "mul", "sub"))), draw(st.sampled_from(("add", "mul")))
    first = rule_of(Apply(one, (Var("x0"), Var("x1"))))
    second = rule_of(Apply(other, (Var("x1"), Var("x2"))))
    unit = draw(st.sampled_from(("euros", "seats", "{}", "'")))

    def rule(row: Row) -> Json:
        return {"total": first(row), "text": f"That is {second(row)} {unit}.", "n": row[2]}

    return rule


@settings(THOROUGH, max_examples=150 if SOAK else 2)
@given(records(), st.integers(0, 2**32), st.integers(2, 5), st.booleans())
def test_the_parts_of_records_are_right(rule: Rule, seed: int, questions: int, pooled: bool) -> None:
    random = Random(seed)
    carrier = Carrier("plan {} rows with {} seats and {} doors")
    every = [tuple(Fraction(random.randint(2, 99)) for _ in range(3)) for _ in range(20)]
    found = learnt(carrier, rule, every[:5], every[5:] if pooled else (), questions)
    event("released" if isinstance(found, Released) else found.missing.value)
    if isinstance(found, Released):
        bad = wrong(
            found,
            carrier,
            rule,
            [tuple(Fraction(random.randint(1, 999)) for _ in range(3)) for _ in range(POINTS)],
        )
        assert not bad, (bad[0], found.recipe)
