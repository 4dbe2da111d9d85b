"""Induction under attack: examples that lie, oracles that misbehave, requests made to confuse.

What must hold whatever is thrown at it: it ends, in a release or in what is missing; a family that is
released answers every example, question and holdout as it was told; and where the target lies in the space
of the claim, no answer differs from the target's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from potstill.distill.answer_json import same
from potstill.distill.examples import Example, Json
from potstill.distill.induce import induce
from potstill.distill.outcome import Abstained, Missing, Outcome, Released
from potstill.distill.policy import Policy
from potstill.distill.terms import Apply, Const, Var
from potstill.ir.reference.answer import Unanswered
from tests.inducing import Declared, says

Rule = Callable[[str], Json]
FIVE = Policy(questions=5)


def numbers(utterance: str) -> list[Fraction]:
    """The numbers of a request, in order."""
    found = re.findall(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?", utterance)
    return [Fraction(each.replace(",", "")) for each in found]


def product(utterance: str) -> Json:
    first, second = numbers(utterance)
    return first * second


@dataclass
class Told:
    """An oracle that computes. ``pool``: what it may be asked, or nothing for any request."""

    rule: Rule
    pool: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)

    def ask(self, utterance: str) -> Example | None:
        self.asked.append(utterance)
        try:
            return Example(utterance, self.rule(utterance))
        except (ArithmeticError, ValueError, TypeError):
            return None


def said(rule: Rule, utterances: Sequence[str]) -> list[Example]:
    return [Example(each, rule(each)) for each in utterances]


def faithful(found: Outcome) -> None:
    """What is released says what it was told."""
    if isinstance(found, Released):
        for each in found.examples:
            told = says(found, each.utterance)
            assert not isinstance(told, Unanswered), each
            assert same(told, each.answer), each


def right(found: Outcome, rule: Rule, probes: Sequence[str]) -> None:
    """No answer to these requests differs from the target's."""
    if isinstance(found, Released):
        for each in probes:
            told = says(found, each)
            assert isinstance(told, Unanswered) or same(told, rule(each)), (each, told, found.recipe)


def mugs(*pairs: tuple[object, object]) -> list[str]:
    return [f"how much are {count} mugs at {price} dollars" for count, price in pairs]


FOUR = mugs((3, 17), (5, 12), (11, 8), (7, 23))


# Requests and answers.


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_handful_is_not_enough(count: int) -> None:
    found = induce(said(product, FOUR[:count]), Told(product))
    assert isinstance(found, Abstained)
    assert found.missing is Missing.EXAMPLES


@pytest.mark.parametrize("again", [FOUR[0], FOUR[0].upper(), f"  {FOUR[0]}?"], ids=["same", "case", "space"])
def test_one_request_has_one_answer(again: str) -> None:
    oracle = Told(product)
    found = induce([*said(product, FOUR), Example(again, Fraction(1))], oracle)
    assert isinstance(found, Abstained)
    assert found.missing is Missing.CONSISTENCY
    assert not oracle.asked


@pytest.mark.parametrize("at", [0, 7])
def test_one_poisoned_example_among_twenty(at: int) -> None:
    examples = said(product, mugs(*((2 + 3 * n, 5 + 7 * n % 41) for n in range(20))))
    right_one = examples[at].answer
    assert isinstance(right_one, Fraction)
    examples[at] = Example(examples[at].utterance, right_one + 90)
    found = induce(examples, Told(product))
    assert isinstance(found, Abstained), found.recipe


def test_twenty_examples_are_used() -> None:
    found = induce(said(product, mugs(*((2 + 3 * n, 5 + 7 * n % 41) for n in range(20)))), Told(product))
    assert isinstance(found, Released), found
    right(found, product, mugs((1, 1), (99, 99), (17, 400)))


def test_what_no_request_says_is_not_learnt() -> None:
    hidden = iter(map(Fraction, (104729, 7919, 65537, 31337, 27644, 6007, 91079, 15485863)))
    found = induce([Example(each, next(hidden)) for each in FOUR], Told(lambda _: next(hidden)))
    assert isinstance(found, Abstained)


@pytest.mark.parametrize(
    "answer", [Fraction(7), "yes", True, [], {}, None, {"a": Fraction(1)}, [Fraction(1), "x"]], ids=repr
)
def test_the_same_answer_to_everything(answer: Json) -> None:
    faithful(induce([Example(each, answer) for each in FOUR], Told(lambda _: answer)))


def test_a_few_examples_do_not_choose_a_condition() -> None:
    def capped(utterance: str) -> Json:
        first, second = numbers(utterance)
        return min(first * second, Fraction(500))

    # No formula has 500 in it, but many a condition divides these requests as the cap does.
    given = mugs((83, 163), (10, 2), (29, 23), (21, 7), (38, 21))
    found = induce(said(capped, given), Told(capped))
    assert isinstance(found, Abstained), found.recipe


def test_slots_that_are_equal_in_all_examples_are_told_apart_or_left() -> None:
    def apart(utterance: str) -> Json:
        first, second, third = numbers(utterance)
        return first * third - second

    def fence(*rows: tuple[int, int, int]) -> list[str]:
        return [f"build {a} gates with {b} posts and {c} bars" for a, b, c in rows]

    given = fence((4, 4, 9), (7, 7, 3), (12, 12, 5), (20, 20, 2))
    probes = fence((3, 8, 5), (8, 3, 5), (6, 6, 6), (1, 2, 3))
    for pool in ((), fence((5, 5, 8), (9, 9, 4), (15, 15, 7), (30, 30, 6))):
        found = induce(said(apart, given), Told(apart, pool))
        faithful(found)
        right(found, apart, probes)


@pytest.mark.parametrize("pooled", [False, True])
def test_a_slot_that_is_the_sum_of_others_in_all_examples(pooled: bool) -> None:
    def rule(utterance: str) -> Json:
        a, b, _ = numbers(utterance)
        return (a + b) * 3

    def guests(*rows: tuple[int, int, int]) -> list[str]:
        return [f"seat {a} adults and {b} children so {c} people" for a, b, c in rows]

    given = guests((3, 8, 11), (5, 9, 14), (12, 4, 16), (20, 13, 33))
    pool = guests((6, 8, 14), (9, 2, 11), (17, 30, 47)) if pooled else []
    found = induce(said(rule, given), Told(rule, pool))
    assert isinstance(found, Released), found
    right(found, rule, guests((3, 8, 11), (3, 8, 12), (1, 1, 99), (99, 1, 1)))


HUGE = 10**40


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (mugs((3, 17), (5, 12), (11, 8), (7, 23)), lambda u: numbers(u)[0] * numbers(u)[1] * HUGE),
        (mugs((3, 17), (5, 12), (11, 8), (7, 23)), lambda u: Fraction(10**400) + numbers(u)[0]),
        (mugs((3, 17), (5, 12), (11, 8), (7, 23)), lambda u: Fraction(1, 10**400) * numbers(u)[0]),
        (mugs((10**14, 17), (3 * 10**14, 12), (7, 10**14), (12, 5)), product),
        (mugs((10**30, 17), (3 * 10**30, 12), (7, 10**31), (12, 5)), product),
        (mugs((-3, 17), (5, -12), (11, 8), (-7, -23)), product),
        (mugs((0, 17), (5, 0), (11, 8), (7, 23)), product),
        (mugs((12, 4), (30, 5), (21, 7), (8, 2)), lambda u: numbers(u)[0] / numbers(u)[1]),
        (mugs((0, 4), (30, 5), (0, 7), (8, 2)), lambda u: numbers(u)[0] / numbers(u)[1]),
        (mugs((4, 4), (9, 5), (3, 7), (8, 2)), lambda u: 40 / (numbers(u)[0] - numbers(u)[1] + 6)),
    ],
    ids=[
        *("huge", "beyond floats", "tiny", "14 digits", "30 digits"),
        *("negative", "zero", "quotient", "zero by", "pole"),
    ],
)  # fmt: skip
def test_numbers_of_all_sizes(rows: list[str], rule: Rule) -> None:
    found = induce(said(rule, rows), Told(rule))
    faithful(found)
    probes = mugs((1, 1), (0, 1), (4, 8), (2, 8), (9, 100), (5, 9), (8, 17))
    right(found, rule, [each for each in probes if Told(rule).ask(each) is not None])


MARKS = [
    'open {{{}}} of <{}> [x] | "quoted" \\ it\'s',
    "цена {} за {} штук",
    "价格 {} 和 {} 元",
    "naïve café {} — {}…",
    "a\tb {} \u200b c {}",
    "line {}\nand line {}",
    "(yes|no) {} [and] <n> {}",
    "\u202eright to left {} and {}",
    "emoji \U0001f469\u200d\U0001f680 {} and {} \U0001f1e9\U0001f1ea",
    "combining e\u0301 {} and {}",
]


@pytest.mark.parametrize("carrier", MARKS, ids=range(len(MARKS)))
def test_signs_of_the_notation_and_of_all_scripts(carrier: str) -> None:
    given = [carrier.format(a, b) for a, b in ((3, 17), (5, 12), (11, 8), (7, 23))]
    found = induce(said(product, given), Told(product))
    faithful(found)
    right(found, product, [carrier.format(40, 31)])


@pytest.mark.parametrize("word", ["{x}", 'say "hi"', "<a|b>", "it's", "\\n", "ﬁne", "ÄÖ", "$5", "a.b,c"])
def test_signs_of_the_notation_in_answers(word: str) -> None:
    def rule(utterance: str) -> Json:
        return {"item": word, "text": f"{word}: {numbers(utterance)[0]} {word}"}

    faithful(induce(said(rule, FOUR), Told(rule)))


def test_requests_of_a_thousand_symbols() -> None:
    padding = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(140))
    given = [f"{each} {padding}"[:1000] for each in FOUR]
    assert max(map(len, given)) > 900
    faithful(induce(said(product, given), Told(product)))


@pytest.mark.parametrize("utterances", [["", " ", "?"], ["a", "b", "c"], ["7", "8", "9"], ["x" * 5_000] * 3])
def test_requests_that_share_nothing(utterances: list[str]) -> None:
    found = induce([Example(each, Fraction(at)) for at, each in enumerate(utterances)], Told(product))
    assert isinstance(found, Abstained)


# Oracles.


def asking(answer: Callable[[str], Example | None]) -> Told:
    class Own(Told):
        def ask(self, utterance: str) -> Example | None:
            self.asked.append(utterance)
            return answer(utterance)

    return Own(product)


def test_an_oracle_that_raises_ends_it() -> None:
    def answer(_: str) -> Example | None:
        raise TimeoutError("the endpoint is down")

    with pytest.raises(TimeoutError):
        induce(said(product, FOUR), asking(answer))


def test_the_answer_to_another_request_is_none() -> None:
    oracle = asking(lambda _: Example(FOUR[0], product(FOUR[0])))
    found = induce(said(product, FOUR), oracle)
    assert isinstance(found, Abstained)
    assert not found.asked
    assert len(oracle.asked) <= 20


def test_an_oracle_without_answers_is_left_alone_after_a_while() -> None:
    oracle = asking(lambda _: None)
    found = induce(said(product, FOUR), oracle)
    assert isinstance(found, Abstained)
    assert found.missing is Missing.HOLDOUT
    assert len(oracle.asked) <= 20


@pytest.mark.parametrize("answer", ["51", True, [Fraction(51)], {"cost": Fraction(51)}, None], ids=repr)
def test_answers_of_another_kind(answer: Json) -> None:
    found = induce(said(product, FOUR), asking(lambda utterance: Example(utterance, answer)))
    assert isinstance(found, Abstained)


@pytest.mark.parametrize("off", [-3, 1000])
def test_an_oracle_that_disagrees_with_the_log(off: int) -> None:
    def rule(utterance: str) -> Json:
        first, second = numbers(utterance)
        return first * second + off

    found = induce(said(product, FOUR), Told(rule))
    assert isinstance(found, Abstained), found.recipe


def test_an_oracle_of_moods() -> None:
    moods = iter(range(1, 50))
    oracle = asking(lambda utterance: Example(utterance, Fraction(next(moods) * 7919)))
    found = induce(said(product, FOUR), oracle, FIVE)
    assert isinstance(found, Abstained)
    assert len(oracle.asked) <= 5


def test_no_holdout_is_an_example() -> None:
    given = mugs((2, 9), (5, 6), (9, 2))
    oracle = Told(product)
    found = induce(said(product, given), oracle, Policy(questions=2))
    assert isinstance(found, Released), found
    assert not set(oracle.asked) & set(given)
    assert len(oracle.asked) == len(set(oracle.asked)) == 2


# Faults that were found, each as small as it got: the target lies in the space, or the claim must not say so.


@dataclass(frozen=True)
class Case:
    """Requests of a log, of a pool, and others at which the family must not be wrong."""

    given: tuple[str, ...]
    rule: Rule
    probes: tuple[str, ...]
    pool: tuple[str, ...] = ()


def _parcels(*amounts: str) -> tuple[str, ...]:
    return tuple(f"ship a parcel of {each}" for each in amounts)


def _kilos(*amounts: str) -> tuple[str, ...]:
    return tuple(f"round {each} kilos of flour" for each in amounts)


WHOLE_AMOUNTS = _parcels("$4", "5 dollars", "$9", "2 dollars", "$12", "3 dollars")
CASES = {
    # Whole amounts that follow each other are no proof that nothing lies between.
    "threshold between whole amounts, from above": Case(
        WHOLE_AMOUNTS,
        lambda u: "big" if numbers(u)[0] >= 5 else "small",
        _parcels("$4", "$4.01", "$4.50", "$4.99", "$5"),
    ),
    "threshold between whole amounts, from below": Case(
        WHOLE_AMOUNTS,
        lambda u: "big" if numbers(u)[0] > 4 else "small",
        _parcels("$4", "$4.01", "$4.50", "$4.99", "$5"),
    ),
    "truth between whole amounts": Case(
        WHOLE_AMOUNTS, lambda u: numbers(u)[0] > 4, _parcels("$4", "$4.01", "$4.50", "$4.99", "$5")
    ),
    # What a sum with a negative one is rounded up to is not what is rounded down where nothing is rounded.
    "one less, rounded up": Case(
        _kilos("2.5", "7.1", "13.8", "4.4"),
        lambda u: Fraction(-(-(numbers(u)[0] - 1) // 1)),
        _kilos("12", "3.0", "5.5", "8.01"),
        _kilos("3.2", "9.9", "11.6"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_faults_that_were_found(case: Case) -> None:
    found = induce(said(case.rule, case.given), Told(case.rule, case.pool), FIVE)
    faithful(found)
    right(found, case.rule, case.probes)


# What a claim must not say.


def blocks(space: str) -> dict[str, str]:
    """The spaces of a claim by the numbers that they were searched for."""
    found = re.split(r"^the numbers (.*):$", space, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_what_was_searched_for_one_part_is_not_claimed_of_another() -> None:
    rows = [(3, 9, 2), (5, 13, 3), (11, 29, 7), (8, 21, 5), (4, 17, 4)]
    spare = [(6, 25, 6), (9, 33, 8), (12, 41, 10), (7, 45, 11)]

    def rule(utterance: str) -> Json:
        x, y, z = numbers(utterance)
        return {"a": x * y + z * 100, "b": x * (y - 4 * z)}

    def plan(row: tuple[int, int, int]) -> str:
        return "plan {} rows with {} seats and {} doors".format(*row)

    # No request shows it, but b is more than the rows: y is 4 * z + 1 in all of them.
    found = induce(said(rule, list(map(plan, rows))), Told(rule, list(map(plan, spare))))
    assert isinstance(found, Released), found
    told = says(found, plan((10, 30, 2)))
    assert isinstance(told, dict)
    assert told["b"] == 10
    searched = blocks(found.claim.space)
    assert len(searched) == 2
    hidden = Apply(
        "mul", (Var("x0"), Apply("sub", (Var("x1"), Apply("mul", (Const(Fraction(4)), Var("x2"))))))
    )
    known = {at: Declared.of(space).has(hidden, 3) for at, space in searched.items()}
    assert not known["3, 5, 11, 8, 4"]


def test_the_claim_says_that_operations_must_have_been_seen() -> None:
    def larger(utterance: str) -> Json:
        return max(numbers(utterance))

    found = induce(
        said(larger, mugs((3, 17), (5, 12), (2, 8), (7, 23))), Told(larger, mugs((4, 30), (9, 11)))
    )
    assert isinstance(found, Released), found
    assert says(found, mugs((30, 4))[0]) == 4
    assert "max(x, y)" in found.claim.space
    assert "where the examples show what they do" in found.claim.space
