"""Questions to the solver: proofs, models, budgets, exclusion, two programs, a second solver."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from potstill.compiler import compile_recipe
from potstill.ir.family import Family
from potstill.ir.obligations import safety
from potstill.ir.reference.evaluate import Answer, Outside, evaluate
from potstill.ir.verdicts import Kind, Obligation
from potstill.verifier.replay import broken
from potstill.verifier.smt.equality import SatPair, Versions, differs
from potstill.verifier.smt.session import Budget, Outcome, Sat, Session, Unknown, Unsat, Unsupported
from potstill.verifier.smt.solver import Answer as Said
from potstill.verifier.smt.solver import alone
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta

DISCOUNT = """
family discount
"Price of n items, less a percentage."
ask "how much (do|would) {n} {item} cost at {price} each with {pct} off"
slot n: int 1..10_000
slot item: words 1..3 flavour
slot price: money USD 0.01..99_999.99
slot pct: percent 0..100 step 5
where pct * n <= 500_000
let gross = n * price
let off: decimal(4) 0..999_999_900 = gross * pct / 100
answer round(gross - off, 2, half_up)
ensure 0 <= answer <= gross
"""
SHARE = """
family share
"A sum shared out."
ask "share {total} among {n} and {m} people[ for {who}]"
slot total: int 0..1_000_000
slot n: int 0..50
slot m: int -20..50
slot who: words 1..2 default "us" flavour
context today: date
let people = n + m
let each: rational 0..1_000 = total / people
answer each if year(today) > 2000 else 0
ensure answer < 900
"""
HARD = """
family hard
"No sum of two cubes is a cube."
ask "check {a} and {b} and {c}"
slot a: int 1..100_000_000
slot b: int 1..100_000_000
slot c: int 1..100_000_000
answer a * a * a + b * b * b - c * c * c
ensure answer != 0
"""
TINY = """
family tiny
"One less than a number."
ask "what comes before {n}"
slot n: int 1..3
answer n - 1
ensure answer < 0
"""
LONG = """
family long
"Numbers above another."
ask "which of {numbers} are above {n}"
slot numbers: list(int 0..100) 1..40
slot n: int 0..100
let kept = [x for x in numbers if x > n]
answer sum(kept)
ensure len(kept) <= 40
ensure answer == sum([x for x in numbers if x > n])
ensure answer >= max(numbers)
"""
WORDED = """
family worded
"An order in words."
ask "order {n} {item} for {who}"
slot n: int 1..9_999
slot item: words 1..2
slot who: enum {me, them}
let line = f"{n:,} x {item}" if who == "me" else f"nothing"
answer line
ensure line != "none at all"
ensure len(line) <= len(item) + 8
ensure upper(line) == upper(answer)
ensure who == "them" or len(line) == len(item) + 4
"""
SMALL = Budget(rlimit=200_000)


def family_of(recipe: str) -> Family:
    compiled = compile_recipe(recipe.encode(), name="test.recipe")
    assert compiled.artifact is not None, compiled.render()
    return compiled.artifact.family


def session_of(recipe: str, budget: Budget | None = None) -> Session:
    return Session(Theta.of(family_of(recipe)), budget or Budget())


def outcomes(recipe: str, budget: Budget | None = None) -> dict[str, Outcome]:
    """What is said of each obligation about one θ."""
    session = session_of(recipe, budget)
    duties = safety(session.theta.family.program)
    return {duty.name: session.ask(session.question(duty)) for duty in duties}


def duty_of(recipe: str, name: str) -> Obligation:
    return next(duty for duty in safety(family_of(recipe).program) if duty.name == name)


# Proofs and models


def test_all_obligations_of_a_good_family_are_proved() -> None:
    assert {type(outcome) for outcome in outcomes(DISCOUNT).values()} == {Unsat}


def test_models_are_counterexamples() -> None:
    family = family_of(SHARE)
    found = outcomes(SHARE)
    refuted = {name for name, outcome in found.items() if isinstance(outcome, Sat)}
    assert {"range:each", "ensure:0"} < refuted
    for name, outcome in found.items():
        if isinstance(outcome, Sat):
            assert broken(family.program, outcome.point) == duty_of(SHARE, name)


def test_models_are_small() -> None:
    outcome = outcomes(SHARE)["range:each"]
    assert isinstance(outcome, Sat)
    total, n, m = (outcome.point.parameters[name] for name in ("total", "n", "m"))
    assert (total, n) == (1, 0)
    assert m == -1


def test_what_is_not_unrolled_is_the_same_for_the_same_arguments() -> None:
    """A proof needs no more of a long list than what it is made of; a claim about its elements is open."""
    found = outcomes(LONG)
    assert isinstance(found["ensure:0"], Unsat)
    assert isinstance(found["ensure:1"], Unsat)
    candidate = found["ensure:2"]
    assert isinstance(candidate, Sat)
    assert not candidate.exact


def test_texts() -> None:
    """Lengths are counted, digits tell texts apart, equal texts stay equal in capitals."""
    found = outcomes(WORDED)
    assert [type(found[f"ensure:{place}"]) for place in range(4)] == [Unsat, Unsat, Unsat, Sat]


def test_a_text_that_nothing_depends_on_is_a_plain_one() -> None:
    outcome = outcomes(SHARE)["range:each"]
    assert isinstance(outcome, Sat)
    assert isinstance(outcome.point.parameters["who"], str)
    assert Theta.of(family_of(SHARE)).contains(outcome.point)


def test_a_family_is_inhabited_or_not() -> None:
    assert isinstance(session_of(DISCOUNT).inhabited(), Sat)
    nobody = DISCOUNT.replace("pct * n <= 500_000", "n * n < n and pct > price")
    assert isinstance(session_of(nobody).inhabited(), Unsat)


def test_an_obligation_about_more_than_one_point_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="functional"):
        session_of(DISCOUNT).question(Obligation(Kind.FUNCTIONAL))


# Exclusion


def test_excluded_points_do_not_come_back() -> None:
    session, duty = session_of(TINY), duty_of(TINY, "ensure:0")
    seen: list[object] = []
    outcome = session.ask(session.question(duty))
    while isinstance(outcome, Sat):
        seen.append(outcome.point.parameters["n"])
        outcome = session.ask(session.question(duty, excluding=outcome.point))
    assert isinstance(outcome, Unsat)
    assert seen == [1, 2, 3]


def test_points_excluded_for_all_questions() -> None:
    session = session_of(DISCOUNT)
    first = session.inhabited()
    assert isinstance(first, Sat)
    session.exclude(first.point)
    second = session.inhabited()
    assert isinstance(second, Sat)
    assert second.point != first.point
    third = session.inhabited(excluding=[second.point])
    assert isinstance(third, Sat)
    assert third.point not in (first.point, second.point)


# Budgets


def test_a_small_budget_gives_unknown() -> None:
    outcome = outcomes(HARD, SMALL)["ensure:0"]
    assert isinstance(outcome, Unknown)
    assert outcome.reason


def test_a_question_that_ran_out_leaves_the_next_its_whole_budget() -> None:
    """Z3 counts on within a context, while its limit is for each check."""
    session = session_of(HARD + "ensure a + 1 > a and b > 0\n", SMALL)
    hard, easy = (duty for duty in safety(session.theta.family.program) if duty.kind is Kind.ENSURE)
    for _ in range(4):
        assert isinstance(session.ask(session.question(hard)), Unknown)
    assert isinstance(session.ask(session.question(easy)), Unsat)


# Determinism

_ASK = """
from hashlib import sha256
from tests.unit.test_verifier_session import DISCOUNT, HARD, SHARE, SMALL, outcomes
for recipe in (DISCOUNT, SHARE, HARD):
    for name, outcome in outcomes(recipe, SMALL).items():
        point = getattr(outcome, "point", None)
        print(name, type(outcome).__name__, point, sha256(outcome.query.encode()).hexdigest())
"""


@pytest.mark.parametrize("recipe", [DISCOUNT, SHARE])
def test_a_session_says_the_same_twice(recipe: str) -> None:
    assert outcomes(recipe) == outcomes(recipe)


def test_processes_agree_whatever_their_hashes(root: Path) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", _ASK],
            check=True,
            capture_output=True,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join((str(root), *sys.path))},
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert said[0].count("\n") == sum(len(outcomes(recipe, SMALL)) for recipe in (DISCOUNT, SHARE, HARD))


def test_a_question_does_not_depend_on_what_was_asked_before() -> None:
    """Its text is the evidence for a verdict."""
    together = {name: outcome.query for name, outcome in outcomes(SHARE).items()}
    for name, query in together.items():
        session = session_of(SHARE)
        assert session.question(duty_of(SHARE, name)).query == query
        assert len(sha256(query.encode()).hexdigest()) == 64


@pytest.mark.parametrize("recipe", [DISCOUNT, SHARE])
def test_texts_stand_alone(recipe: str) -> None:
    for outcome in outcomes(recipe).values():
        expected = Said.UNSAT if isinstance(outcome, Unsat) else Said.SAT
        assert alone(outcome.query, Budget()) is expected


# Two evaluations


def test_what_matters_and_what_does_not() -> None:
    theta = Theta.of(family_of(DISCOUNT))
    assert isinstance(differs(theta, Budget(), "item"), Unsat)
    found = differs(theta, Budget(), "pct")
    assert isinstance(found, SatPair)
    one, other = found.pair
    answers = [evaluate(theta.family.program, point.parameters, point.context) for point in (one, other)]
    assert all(isinstance(answer, Answer) for answer in answers)
    assert answers[0] != answers[1]
    assert {name for name in one.parameters if one.parameters[name] != other.parameters[name]} == {"pct"}


def test_equal_programs_have_no_differing_point() -> None:
    again = family_of(
        DISCOUNT.replace("n * price", "price * n").replace("gross * pct / 100", "pct * gross / 100")
    )
    assert isinstance(Versions(Theta.of(family_of(DISCOUNT)), again.program).differing(), Unsat)


def test_different_programs_have_one() -> None:
    theta = Theta.of(family_of(DISCOUNT))
    other = family_of(DISCOUNT.replace("half_up", "half_even")).program
    found = Versions(theta, other).differing()
    assert isinstance(found, Sat)
    ends = [_answer(program, found.point) for program in (theta.family.program, other)]
    assert ends[0] != ends[1]


def test_conditions_tell_versions_apart() -> None:
    theta = Theta.of(family_of(DISCOUNT))
    narrow = family_of(DISCOUNT.replace("<= 500_000", "<= 400_000")).program
    versions = Versions(theta, narrow)
    assert isinstance(versions.clashing(), Unsat)
    lost = versions.leaving()
    assert isinstance(lost, Sat)
    assert isinstance(evaluate(narrow, lost.point.parameters, lost.point.context), Outside)


def test_a_program_that_reads_more_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="the other program"):
        Versions(Theta.of(family_of(DISCOUNT)), family_of(SHARE).program)


def _answer(program: object, point: Point) -> object:
    from potstill.ir.program import Program

    assert isinstance(program, Program)
    outcome = evaluate(program, point.parameters, point.context)
    assert isinstance(outcome, Answer)
    return outcome.value


# A second solver


def test_cvc5_reads_every_text_and_agrees() -> None:
    pytest.importorskip("cvc5")
    from potstill.verifier.evidence.opinion import opinion

    for recipe in (DISCOUNT, SHARE, TINY):
        for name, outcome in outcomes(recipe).items():
            said = opinion(name, outcome.query).answer.value
            assert said == ("unsat" if isinstance(outcome, Unsat) else "sat"), outcome.query
