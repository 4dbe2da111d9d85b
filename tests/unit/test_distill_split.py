"""Splitting: each rung of the declared order, what is proved of the sides, how they are simplified."""

from __future__ import annotations

import pytest

from potstill.distill.split import DEFAULT, Boundary, NoSplit, Policy, Reason, Request, Rung, Split, split
from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding, entry
from potstill.ir.reference.answer import Answered, decide
from potstill.verifier.diff import Standing
from tests.recipes import CALL, artifact

PENS = """
family pens
ask "[please] (price|cost) of {n} pens at {price}"
ask "what do {n} pens at {price} cost [me]"
slot n: int 1..1_000 digits
slot price: money USD 0.01..99.99
answer n * price - (5 if n > 100 else 0)
example "price of 3 pens at $2" => 6
example "price of 200 pens at $1" => 195
"""
POSTAGE = """
family postage
ask "postage to {zone} for {w} kg"
slot zone: enum {home, europe = "france" | "spain", world = "japan" | "peru"}
slot w: int 1..20 digits
table EUROPE: int -> int {..5: 9, ..20: 20}
answer 4 if zone == "home" else EUROPE[w] if zone == "europe" else 30
"""
RACE = """
family race
ask "{name} ran {a} and then {b}"
slot name: words 1..2
slot a: int 1..50 digits
slot b: int 1..50 digits
answer f"{name}: {a + b}"
"""


def requests(*utterances: str) -> list[Request]:
    return [Request(each) for each in utterances]


def divided(source: str, accepted: list[str], rejected: list[str], policy: Policy = DEFAULT) -> Split:
    found = split(artifact(source), requests(*accepted), requests(*rejected), policy)
    assert isinstance(found, Split), found.report()
    assert found.proved, found.report()
    check(found, accepted, rejected)
    return found


def taken(side: Artifact, utterance: str) -> object:
    decision = decide([side.family], utterance, {})
    return decision.value if isinstance(decision, Answered) else None


def check(found: Split, accepted: list[str], rejected: list[str]) -> None:
    """The first side takes A alone, the rest R alone, and nobody's answer changes."""
    first, *rest = found.sides
    assert first.taken
    assert not any(side.taken for side in rest)
    for utterance in accepted:
        assert taken(first.artifact, utterance) == taken(found.parent, utterance) is not None
        assert not any(taken(side.artifact, utterance) for side in rest)
    for utterance in rejected:
        assert taken(first.artifact, utterance) is None
        answers = [value for side in rest if (value := taken(side.artifact, utterance)) is not None]
        assert answers == [taken(found.parent, utterance)]


def test_a_threshold_is_the_first_rung_and_narrows_the_type() -> None:
    found = divided(PENS, ["price of 3 pens at $2", "cost of 40 pens at $3"], ["price of 90 pens at $2"])
    assert (found.separation.rung, found.separation.condition) == (Rung.RANGE, "n <= 40")
    first, rest = found.sides
    assert "slot n: int 1..40 digits" in first.artifact.recipe
    assert "where" not in first.artifact.recipe
    assert "answer n * price" in first.artifact.recipe
    assert "if" not in first.artifact.recipe
    assert "slot n: int 41..1_000 digits" in rest.artifact.recipe
    assert "if n > 100" in rest.artifact.recipe
    assert first.difference.standing is rest.difference.standing is Standing.NARROWER


def test_examples_go_with_the_side_that_takes_them() -> None:
    found = divided(PENS, ["price of 3 pens at $2"], ["price of 90 pens at $2"])
    told = [[each.utterance for each in side.artifact.family.examples] for side in found.sides]
    assert told == [["price of 3 pens at $2"], ["price of 200 pens at $1"]]
    assert [side.artifact.family.name for side in found.sides] == ["pens_accepted", "pens_rest"]


@pytest.mark.parametrize(
    ("boundary", "condition"), [(Boundary.NEAREST, "n <= 40"), (Boundary.WIDEST, "n <= 65")]
)
def test_the_boundary_lies_where_the_rule_says(boundary: Boundary, condition: str) -> None:
    found = divided(PENS, ["price of 40 pens at $2"], ["price of 91 pens at $2"], Policy(boundary=boundary))
    assert found.separation.condition == condition


def test_an_interval_where_rejected_requests_lie_on_both_sides() -> None:
    found = divided(
        PENS,
        ["price of 40 pens at $2", "price of 60 pens at $2"],
        ["price of 20 pens at $2", "price of 80 pens at $2"],
    )
    assert found.separation.condition == "40 <= n <= 60"
    assert "slot n: int 40..60 digits" in found.sides[0].artifact.recipe
    assert "where n < 40 or n > 60" in found.sides[1].artifact.recipe


def test_a_set_of_values_narrows_an_enumeration_and_folds_the_program() -> None:
    found = divided(
        POSTAGE,
        ["postage to spain for 3 kg", "postage to france for 9 kg"],
        ["postage to japan for 3 kg", "postage to home for 9 kg"],
    )
    assert (found.separation.rung, found.separation.condition) == (Rung.VALUES, 'zone == "europe"')
    first, rest = found.sides
    assert "answer EUROPE[w]" in first.artifact.recipe
    assert first.artifact.family.slot("zone").flavour
    assert "EUROPE" not in rest.artifact.recipe
    assert 'answer 4 if zone == "home" else 30' in rest.artifact.recipe
    assert not any(side.verification.blocking for side in found.sides)


def test_a_set_of_texts_stays_a_condition() -> None:
    found = divided(
        RACE,
        ["ann ran 3 and then 5", "Bob Lee ran 9 and then 5"],
        ["carl ran 3 and then 5", "dora ran 9 and then 5"],
    )
    assert found.separation.condition == 'name in ["ann", "Bob Lee"]'
    assert taken(found.sides[0].artifact, "BOB LEE ran 1 and then 2") == "BOB LEE: 3"


def test_an_ask_of_its_own() -> None:
    found = divided(
        PENS,
        ["price of 3 pens at $2", "cost of 40 pens at $3"],
        ["what do 3 pens at $2 cost", "what do 40 pens at $3 cost me"],
    )
    assert (found.separation.rung, found.separation.phrase) == (Rung.PHRASE, "read by ask 1")
    assert [side.artifact.recipe.count("ask ") for side in found.sides] == [1, 1]


@pytest.mark.parametrize(
    ("accepted", "rejected", "first", "rest"),
    [
        (
            "please price of 3 pens at $2",
            "price of 3 pens at $2",
            "please (price|cost) of",
            "(price|cost) of",
        ),
        ("cost of 3 pens at $2", "price of 3 pens at $2", "[please] cost of", "[please] price of"),
        ("what do 3 pens at $2 cost", "what do 3 pens at $2 cost me", "cost", "cost me"),
    ],
)
def test_an_alternative_of_a_bracket(accepted: str, rejected: str, first: str, rest: str) -> None:
    found = divided(PENS, [accepted], [rejected])
    assert found.separation.rung is Rung.PHRASE
    texts = [side.artifact.recipe for side in found.sides]
    assert f'"{first}' in texts[0] or f'{first}"' in texts[0]
    assert f'"{rest}' in texts[1] or f'{rest}"' in texts[1]


RULED = """
family ruled
rule how = "(kindly|now) [do it]"
ask "<how> add {a}"
ask "add {a} <how>"
ask "sum {a}"
slot a: int 1..9 digits
answer a
"""


def test_an_alternative_of_a_rule_is_passed_through_every_ask_that_uses_it() -> None:
    found = divided(RULED, ["kindly add 1", "add 1 kindly do it"], ["now add 1", "add 1 now", "sum 1"])
    assert 'rule how = "kindly [do it]"' in found.sides[0].artifact.recipe
    assert "sum" not in found.sides[0].artifact.recipe
    assert 'rule how = "now [do it]"' in found.sides[1].artifact.recipe
    assert "sum {a}" in found.sides[1].artifact.recipe


def test_a_relation_between_two_slots() -> None:
    found = divided(
        RACE,
        ["x ran 3 and then 5", "y ran 30 and then 50", "x ran 7 and then 8"],
        ["x ran 5 and then 3", "y ran 50 and then 30", "x ran 8 and then 7"],
    )
    assert (found.separation.rung, found.separation.condition) == (Rung.RELATION, "a < b")
    assert [side.part for side in found.sides] == ["a < b", "a >= b"]


def test_a_phrase_and_a_condition_leave_two_families() -> None:
    found = divided(
        PENS,
        ["please price of 30 pens at $2", "please cost of 50 pens at $3"],
        ["price of 30 pens at $2", "price of 50 pens at $3", "please price of 60 pens at $2"],
        Policy(rungs=(Rung.PHRASE, Rung.BOTH)),
    )
    assert found.separation.rung is Rung.BOTH
    assert str(found.separation) == "in ask 1 “please” and n <= 50"
    assert [side.part for side in found.sides[1:]] == [
        "not in ask 1 “please”",
        "in ask 1 “please” and n > 50",
    ]


EITHER = """
family either
ask "(turn|switch) (on|off) the [big] {thing}"
slot thing: enum {lamp, fan}
answer thing
"""


def test_state_merging_where_no_single_alternative_tells() -> None:
    found = divided(
        EITHER,
        ["turn on the lamp", "switch off the lamp", "turn on the big fan", "switch off the fan"],
        ["turn off the lamp", "switch on the lamp", "switch on the big fan", "turn off the fan"],
    )
    assert found.separation.rung is Rung.MERGED


def test_free_text_reads_no_more_where_the_number_beside_it_is_gone() -> None:
    found = divided(
        """
family lamps
ask "lamp in {room}"
ask "light {room} {n}"
slot room: words 1..2
slot n: int 1..3 default 1
answer {room: room, n: n}
""",
        ["lamp in hall"],
        ["light hall 2", "light hall 1"],
    )
    assert taken(found.parent, "lamp in seven") is None
    assert taken(found.sides[0].artifact, "lamp in seven") is None
    assert "slot n" not in found.sides[0].artifact.recipe


def test_contexts_are_separated_too() -> None:
    source = """
family due
ask "in {n} days"
slot n: int 1..400 digits
context today: date 2000-01-01..2099-12-31
answer add_days(today, n)
"""
    early = [Request("in 3 days", {"today": "2020-05-01"}), Request("in 90 days", {"today": "2021-01-01"})]
    late = [Request("in 3 days", {"today": "2030-05-01"}), Request("in 90 days", {"today": "2031-01-01"})]
    found = split(artifact(source), early, late)
    assert isinstance(found, Split), found.report()
    assert found.proved, found.report()
    assert found.separation.condition == "today <= 2021-01-01"


def test_names_of_a_list_are_a_set_of_values() -> None:
    people = Binding({"people": [entry("Ann", "a1"), entry("Bob", "b1"), entry("Cid", "c1")]})
    found = split(artifact(CALL), requests("call ann"), requests("call bob", "call cid"), binding=people)
    assert isinstance(found, Split), found.report()
    assert found.proved, found.report()
    assert found.separation.condition == 'who == "a1"'
    assert not any(side.verification.blocking for side in found.sides)
    unbound = split(artifact(CALL), requests("call ann"), requests("call bob"))
    assert isinstance(unbound, NoSplit)
    assert unbound.reason is Reason.NOTHING


def test_an_interval_of_one_value_is_an_equality() -> None:
    found = divided(PENS, ["price of 40 pens at $2"], ["price of 20 pens at $2", "price of 80 pens at $2"])
    assert found.separation.condition == "n == 40"
    assert "slot n: int 40..40 digits flavour" in found.sides[0].artifact.recipe


def test_the_report_names_what_was_proved() -> None:
    found = divided(PENS, ["price of 3 pens at $2"], ["price of 90 pens at $2"])
    lines = "\n".join(found.report())
    assert "pens is split by a range of one slot: n <= 3" in lines
    assert "no request is taken twice: proved by" in lines
    assert "no request is lost: proved by" in lines
    assert "n > 100 is always false" in lines


def test_nothing_separates_the_same_parameters_in_the_same_words() -> None:
    found = split(
        artifact(RACE),
        requests("x ran 1 and then 9", "y ran 9 and then 1", "x ran 5 and then 5"),
        requests("y ran 1 and then 9", "x ran 9 and then 1", "y ran 5 and then 5"),
    )
    assert isinstance(found, NoSplit)
    assert found.reason is Reason.NO_SEPARATION
    assert any("same literal words" in each for each in found.passed)


def test_readings_on_both_sides_of_an_alternative_are_passed_over() -> None:
    source = """
family twice
ask "go (now|[right] now|soon)"
slot n: int 1..2 default 1
answer n
"""
    found = split(artifact(source), requests("go soon"), requests("go now", "go right now"))
    assert isinstance(found, Split)
    assert found.proved
    whole = split(
        artifact(source), requests("go right now"), requests("go now"), Policy(rungs=(Rung.PHRASE,))
    )
    assert isinstance(whole, Split)
    assert "go right now" in whole.sides[0].artifact.recipe
