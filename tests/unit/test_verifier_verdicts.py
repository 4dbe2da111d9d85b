"""Verdicts on single claims, each decided by the method that it takes: right, and on the right grounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from potstill.ir.artifact import make
from potstill.ir.verdicts import Kind, Method, Obligation, Status, Verdict
from potstill.verifier import verify
from potstill.verifier.grammar.claims import Claim
from potstill.verifier.grammar.functional import functional
from potstill.verifier.grammar.language import round_trip
from potstill.verifier.grammar.lemmas import Lemma, Lemmas
from potstill.verifier.recheck import Standing, recheck
from potstill.verifier.smt.session import Budget
from tests.recipes import BROKEN, DOUBLE, artifact

RARE = """
family rare
ask "take {n}"
slot n: int 1..90_000
answer n
ensure {promise}
"""


def verdict(recipe: str, name: str, budget: Budget | None = None) -> Verdict:
    """The verdict of that name."""
    found = verify(artifact(recipe), budget=Budget() if budget is None else budget)
    return next(one for one in found.verdicts if one.obligation.name == name)


def refuted_by(found: Verdict) -> dict[str, str]:
    """The parameters of a refutation."""
    assert found.status is Status.REFUTED
    assert found.counterexample is not None
    return dict(found.counterexample.parameters)


@pytest.mark.parametrize(
    ("promise", "value"),
    [
        ("answer != 4_321", "4321"),
        ("answer * answer != 4_321 * 4_321", "4321"),
        ("answer // 7 != 617 or answer % 7 != 2", "4321"),
        ("not (4_320 < answer and answer < 4_322)", "4321"),
        ("answer / 3 != 8_642 / 6", "4321"),
    ],
)
def test_the_solver_finds_the_only_request_that_breaks_a_promise(promise: str, value: str) -> None:
    assert refuted_by(verdict(RARE.replace("{promise}", promise), "ensure:0")) == {"n": value}


@pytest.mark.parametrize(
    "promise", ["answer * 2 // 2 == answer", "answer % 7 < 7", "answer != 0", "answer != 90_001"]
)
def test_a_promise_that_is_kept_is_proved(promise: str) -> None:
    assert verdict(RARE.replace("{promise}", promise), "ensure:0").status is Status.PROVED


def test_decimals_in_models_are_decimals() -> None:
    recipe = 'family f\nask "pay {x}"\nslot x: decimal(2) 0..9_000\nanswer x\nensure answer != 123.45'
    assert refuted_by(verdict(recipe, "ensure:0")) == {"x": "123.45"}


def test_values_lie_on_the_grid_of_their_slot() -> None:
    recipe = 'family f\nask "take {n}"\nslot n: int 3..90_003 step 10\nanswer n\nensure answer % 10 == 3'
    found = verdict(recipe, "ensure:0")
    assert (found.status, found.method) == (Status.PROVED, Method.SMT)
    recipe = recipe.replace("answer % 10 == 3", "answer != 4_323")
    assert refuted_by(verdict(recipe, "ensure:0")) == {"n": "4323"}


CHANGE = """
family change
ask "{a} over {b}"
slot a: int 1..900
slot b: int 1..900
where CONDITION
answer 100 // (a - b)
"""


def test_conditions_are_known_where_they_stand_and_not_otherwise() -> None:
    def division(condition: str) -> Verdict:
        found = verify(artifact(CHANGE.replace("CONDITION", condition)))
        return next(one for one in found.verdicts if one.obligation.kind is Kind.STUCK)

    assert division("a != b").status is Status.PROVED
    assert division("a > b").method is Method.SMT
    equal = refuted_by(division("a > b or a == 613"))
    assert equal == {"a": "613", "b": "613"}


def test_every_template_counts() -> None:
    recipe = """
    family f
    ask "half of {n}"
    ask "all of {n}" with part = "all"
    ask "nothing of {n}" with part = "nothing"
    slot n: int 1..5_000
    slot part: enum {half, all, nothing} default "half"
    answer n // 2 if part == "half" else n if part == "all" else n // 5_000
    ensure answer != 2_501
    """
    assert refuted_by(verdict(recipe, "ensure:0")) == {"n": "2501", "part": '"all"'}


def test_all_points_of_a_small_space_are_looked_at() -> None:
    recipe = RARE.replace("90_000", "250")
    kept = verdict(recipe.replace("{promise}", "answer * answer != 250"), "ensure:0")
    assert (kept.status, kept.method) == (Status.PROVED, Method.ENUMERATION)
    assert refuted_by(verdict(recipe.replace("{promise}", "answer != 117"), "ensure:0")) == {"n": "117"}


def test_a_solver_that_gives_up_proves_nothing() -> None:
    recipe = """
    family f
    ask "{a} {b} {c}"
    slot a: int 2..90_000
    slot b: int 2..90_000
    slot c: int 2..90_000
    answer a
    ensure a ** 3 + b ** 3 != c ** 3
    """
    found = verdict(recipe, "ensure:0", Budget(rlimit=2_000))
    assert (found.status, found.evidence) == (Status.UNDECIDED, ())


def test_what_comes_later_takes_for_granted_what_is_not_proved() -> None:
    found = {one.obligation.name: one for one in verify(artifact(BROKEN)).verdicts}
    assert found["range:square"].status is Status.REFUTED
    assert refuted_by(found["ensure:0"]) == {"n": "7"}
    kept = BROKEN.replace("square != 49", "square != 50")
    assert "range:square" in verdict(kept, "ensure:0").assumes


FLAVOUR = """
family f
ask "say {n} in {colour}"
slot n: int 1..5_000
slot colour: enum {red, green} flavour
answer ANSWER
"""


def test_flavour_changes_no_answer() -> None:
    assert verdict(FLAVOUR.replace("ANSWER", "n"), "flavour:colour").status is Status.PROVED
    rare = FLAVOUR.replace("ANSWER", '0 if n == 4_321 and colour == "red" else n')
    assert verdict(rare, "flavour:colour").status is Status.REFUTED
    idle = FLAVOUR.replace("ANSWER", "n").replace(" flavour", "")
    assert verdict(idle, "relevant:colour").status is Status.REFUTED


def test_examples_are_answered_as_stated() -> None:
    family = artifact(DOUBLE).family
    wrong = make("", replace(family, examples=(replace(family.examples[0], answer=9),)))
    found = {one.obligation: one.status for one in verify(wrong).verdicts}
    assert found[Obligation(Kind.EXAMPLE, "0")] is Status.REFUTED


def test_claims_are_confirmed_with_their_evidence_or_not_at_all() -> None:
    found = verify(artifact(CHANGE.replace("CONDITION", "a > b")))
    place = next(place for place, one in enumerate(found.verdicts) if one.evidence)
    verdicts = list(found.verdicts)
    verdicts[place] = replace(verdicts[place], evidence=("sha256:" + "0" * 64,))
    standings = [one.standing for one in recheck(replace(found, verdicts=tuple(verdicts)), found)]
    assert standings[place] is Standing.CONTRADICTED
    assert standings.count(Standing.CONFIRMED) == len(standings) - 1


def test_no_cap_proves_that_there_is_one_reading() -> None:
    recipe = 'family f\nask "{a} and {b}"\nslot a: words 1..9\nslot b: words 1..9\nanswer f"{a}{b}"'
    family = artifact(recipe).family
    found = {limit: functional(family, limit=limit).status for limit in (*range(1, 90), 1_000)}
    assert Status.PROVED not in found.values()
    assert found[10] is Status.UNDECIDED
    assert found[1_000] is Status.REFUTED


@pytest.mark.parametrize(
    ("promise", "status"),
    [
        ("a < b", Status.REFUTED),
        ("a <= b", Status.PROVED),
        ("b > a", Status.REFUTED),
        ("a != b", Status.REFUTED),
    ],
)
def test_ranges_that_meet_at_their_ends(promise: str, status: Status) -> None:
    slots = 'ask "{a} to {b}"\nslot a: int 1..500\nslot b: int 500..900\n'
    found = verdict(f"family f\n{slots}answer a + b\nensure {promise}", "ensure:0")
    assert found.status is status
    assert status is Status.PROVED or refuted_by(found) == {"a": "500", "b": "500"}


def test_readings_that_part_at_a_mark_are_two() -> None:
    recipe = """
    family f
    ask "take {x}"
    ask "take {n}.{m}"
    slot x: decimal(1) 0..9 optional
    slot n: int 1..9 default 0
    slot m: int 1..9 default 0
    answer default(x, n * m)
    """
    found = verdict(recipe, "functional")
    assert found.status is Status.REFUTED
    assert found.counterexample is not None
    assert found.counterexample.utterance == "take 1.1"


def test_several_lexicons_have_several_grids() -> None:
    recipe = """
    family f
    lexicon rough: int 1_000..90_000 step 1_000
    ask "take {n}"
    ask "take about {rough:n}"
    slot n: int 3..90_003 step 10
    answer n
    ensure answer % 10 == 3 or answer % 1_000 == 0
    """
    found = verdict(recipe, "ensure:0")
    assert (found.status, found.method) == (Status.PROVED, Method.SMT)


class Doubtful:
    """A cache in which no lexicon is known to be read back."""

    def get(self, address: str) -> Lemma:
        """The lemma of any lexicon."""
        known = Claim(Status.PROVED, Method.AUTOMATA, "known")
        return Lemma(address, Claim(Status.UNDECIDED, None, "nobody knows"), known, known)

    def put(self, _lemma: Lemma) -> None:
        """Nothing is kept."""


def test_an_open_lemma_leaves_the_round_trip_open() -> None:
    (found,) = round_trip(artifact(DOUBLE).family, Lemmas(Doubtful()))
    assert found.status is Status.UNDECIDED
    (found,) = round_trip(artifact(DOUBLE).family, Lemmas())
    assert found.status is Status.PROVED
