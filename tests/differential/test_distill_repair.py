"""Repair against the truth: mutants of the examples, corrected by what the recipes themselves answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from potstill.distill.examples import Example
from potstill.distill.repair import Neighbourhood, NoRepair, Policy, Reason, Repaired, repair
from potstill.distill.repair.stated import stated
from potstill.ir.artifact import Artifact
from potstill.ir.family import Example as Stated
from potstill.ir.reference.answer import Answered, decide
from potstill.verifier.diff import Standing, diff
from tests.examples import FOLDER
from tests.recipes import artifact

MUGS = (
    "how much do 3 mugs cost at $4.50 each with 10% off",
    "what's the price of 12 red pencils at 35 cents apiece with 13% off",
    "250 name badges at $0.99 each less 12.5%",
)
APPLES = (
    "if 3 apples cost $2, how much do 7 apples cost",
    "if 4 apples cost $11, how much do 9 apples cost",
    "if 9 apples cost $11.55, how much do 4 apples cost",
)
SHOPS = "shopping/bulk_discount"
RATES = "shopping/same_price_rate"


@dataclass
class Truth:
    """An oracle that asks the family that a mutant was made of."""

    right: Artifact
    asked: list[str] = field(default_factory=list)

    @property
    def pool(self) -> Sequence[str]:
        return ()

    def ask(self, utterance: str) -> Example | None:
        self.asked.append(utterance)
        return told(self.right, utterance)


def told(right: Artifact, utterance: str) -> Example | None:
    """What the family answers, as a log has it."""
    decision = decide([right.family], utterance, {})
    if not isinstance(decision, Answered):
        return None
    known = (Stated(utterance, (), decision.value),)
    return stated(with_examples(right, known))[0]


def answers(right: Artifact, *utterances: str) -> list[Example]:
    """What the family answers to all of these."""
    found = [told(right, each) for each in utterances]
    assert None not in found
    return [each for each in found if each is not None]


def with_examples(one: Artifact, known: tuple[Stated, ...]) -> Artifact:
    return replace(one, family=replace(one.family, examples=known))


def mutant(name: str, old: str, new: str) -> tuple[Artifact, Artifact]:
    """The recipe, and the same without examples and with one piece replaced."""
    text = (FOLDER / f"{name}.recipe").read_text(encoding="utf-8")
    assert text.count(old) >= 1
    bare = text[: text.index("\nexample")] + "\n"
    return artifact(text), artifact(bare.replace(old, new, 1))


@pytest.mark.parametrize(
    ("name", "old", "new", "requests", "where"),
    [
        (SHOPS, "pct / 100", "pct / 10", MUGS, Neighbourhood.RELABELLED),
        (SHOPS, "gross * pct", "price * pct", MUGS, Neighbourhood.RELABELLED),
        (SHOPS, "gross - off", "gross + off", MUGS, Neighbourhood.RELABELLED),
        (SHOPS, "2, half_up", "1, half_up", MUGS, Neighbourhood.RELABELLED),
        (SHOPS, "2, half_up", "2, down", MUGS, Neighbourhood.RELABELLED),
        (SHOPS, "answer gross - off", "answer gross", MUGS, Neighbourhood.RESIZED),
        (RATES, "price * m / n", "price * n / m", APPLES, Neighbourhood.RESIZED),
        (RATES, "price * m / n", "m / n", APPLES, Neighbourhood.RESIZED),
    ],
)
def test_a_mutant_is_repaired(
    name: str, old: str, new: str, requests: tuple[str, ...], where: Neighbourhood
) -> None:
    right, wrong = mutant(name, old, new)
    corrected = answers(right, *requests)
    found = repair(wrong, [], corrected, oracle=Truth(right))
    assert isinstance(found, Repaired), found.report()
    assert found.neighbourhood is where
    assert found.parent == wrong.address
    assert diff(right, found.artifact).standing is Standing.EQUIVALENT, found.report()
    assert found.region.requests.proved
    assert not found.verification.blocking
    for each in corrected:
        assert told(found.artifact, each.utterance) == each


TIERS = """
family pens
ask "price of {n} pens at {p} each"
slot n: int 1..1000
slot p: money USD 0.01..99.99
answer round(n * p * (0.9 if n > 10 else 1), 2)
"""


def test_a_tier_is_found_by_questions_in_the_gap() -> None:
    right = artifact(TIERS)
    wrong = artifact(TIERS.replace("n * p * (0.9 if n > 10 else 1)", "n * p"))
    corrected = answers(right, "price of 20 pens at $3 each", "price of 50 pens at $2.05 each")
    accepted = answers(right, "price of 5 pens at $3 each", "price of 3 pens at $9.99 each")
    alone = repair(wrong, accepted, corrected)
    assert isinstance(alone, NoRepair)
    assert alone.reason is Reason.RIVALS
    assert alone.questions
    oracle = Truth(right)
    found = repair(wrong, accepted, corrected, oracle=oracle)
    assert isinstance(found, Repaired), found.report()
    assert found.neighbourhood is Neighbourhood.CONDITIONAL
    assert found.region.condition in ("n > 10", "n >= 11")
    assert found.region.claim.proved
    assert 1 <= len(oracle.asked) <= 6
    assert diff(right, found.artifact).standing is Standing.EQUIVALENT


def test_a_closed_gap_needs_no_question() -> None:
    exact = TIERS.replace("round(n * p * (0.9 if n > 10 else 1), 2)", "n * p * (0.9 if n > 10 else 1)")
    right, wrong = artifact(exact), artifact(exact.replace("(0.9 if n > 10 else 1)", "1"))
    corrected = answers(right, "price of 11 pens at $3 each", "price of 50 pens at $2.05 each")
    accepted = answers(right, "price of 10 pens at $3 each", "price of 3 pens at $9.99 each")
    found = repair(wrong, accepted, corrected)
    assert isinstance(found, Repaired), found.report()
    assert diff(right, found.artifact).standing is Standing.EQUIVALENT
    assert found.kept == 2


ZONES = """
family postage
ask "postage for {w} kg (to|within) {zone}"
slot w: int 1..30 digits
slot zone: enum {home, europe, world}
table HOME: int -> decimal(2) {..5: 4.5, ..30: 9.5}
table FAR: int -> decimal(2) {..2: 13.5, ..10: 24, ..30: 50}
answer HOME[w] if zone == "home" else FAR[w] if zone == "europe" else FAR[w] * 2
"""


@pytest.mark.parametrize(
    ("old", "new", "wrong_at", "right_at", "where"),
    [
        ("..2: 13.5", "..2: 13.9", "postage for 2 kg to europe", "postage for 3 kg to europe", "w <= 2"),
        (
            "* 2",
            "* 3",
            "postage for 2 kg to world",
            "postage for 3 kg to home",
            'zone != "home" and zone != "europe"',
        ),
    ],
)
def test_one_correction_is_enough_with_an_answer_that_confirms_it(
    old: str, new: str, wrong_at: str, right_at: str, where: str
) -> None:
    right, wrong = artifact(ZONES), artifact(ZONES.replace(old, new))
    alone = repair(wrong, answers(right, right_at), answers(right, wrong_at))
    assert isinstance(alone, NoRepair)
    assert alone.reason in (Reason.EVIDENCE, Reason.RIVALS)
    oracle = Truth(right)
    found = repair(wrong, answers(right, right_at), answers(right, wrong_at), oracle=oracle)
    assert isinstance(found, Repaired), found.report()
    assert oracle.asked
    assert diff(right, found.artifact).standing is Standing.EQUIVALENT
    assert where in found.region.condition
    assert found.region.claim.proved


FORMULA = """
family three
ask "{a} and {b} and {c}"
slot a: int 1..100
slot b: int 1..100
slot c: int 1..100
answer (a + b) * c - a
"""


def test_far_away_the_whole_space_is_searched() -> None:
    right, wrong = artifact(FORMULA), artifact(FORMULA.replace("(a + b) * c - a", "a + b + 0 * c"))
    corrected = answers(right, "3 and 5 and 7", "10 and 2 and 9", "4 and 4 and 30", "50 and 7 and 2")
    policy = Policy(neighbourhoods=(Neighbourhood.SEARCHED,))
    found = repair(wrong, [], corrected, policy, oracle=Truth(right))
    assert isinstance(found, Repaired), found.report()
    assert diff(right, found.artifact).standing is Standing.EQUIVALENT


WORDS = """
family warmth
ask "how is {t} degrees"
slot t: int -40..60
answer "cold" if t < 10 else "hot" if t > 25 else "mild"
"""


@pytest.mark.parametrize(
    ("old", "new", "requests"),
    [
        ('"mild"', '"warm"', ("how is 20 degrees", "how is 12 degrees")),
        ("t > 25", "t > 30", ("how is 26 degrees", "how is 28 degrees", "how is 25 degrees")),
        ("t < 10", "t <= 10", ("how is 10 degrees",)),
    ],
)
def test_texts_and_thresholds_are_repaired(old: str, new: str, requests: tuple[str, ...]) -> None:
    right, wrong = artifact(WORDS), artifact(WORDS.replace(old, new))
    found = repair(wrong, [], answers(right, *requests), oracle=Truth(right))
    assert isinstance(found, Repaired), found.report()
    assert diff(right, found.artifact).standing is Standing.EQUIVALENT, found.report()


def test_an_example_of_the_recipe_gives_way_to_its_correction() -> None:
    wrong = artifact(
        'family double\nask "double {n}"\nslot n: int 1..1000\nanswer n * 3\n'
        'example "double 4" => 12\nexample "double 1" => 3\n'
    )
    right = artifact(DOUBLE)
    stays = repair(wrong, [], answers(right, "double 4"))
    assert isinstance(stays, NoRepair), "the other example stands for 3"
    corrected = answers(right, "double 4", "double 1", "double 90")
    found = repair(wrong, [], corrected, oracle=Truth(right))
    assert isinstance(found, Repaired), found.report()
    assert 'example "double 4" => 8' in found.artifact.recipe
    assert "=> 12" not in found.artifact.recipe


DOUBLE = 'family double\nask "double {n}"\nslot n: int 1..1000\nanswer n * 2\n'
