"""Templates from utterances, case by case."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.compiler import compile_recipe
from potstill.distill.template import MAX_EXAMPLES, NoTemplate, Policy, Template, generalise
from potstill.ir.verdicts import Status
from potstill.verifier.grammar.functional import functional

PLAIN = Policy(prove=False)


def made(*utterances: str, policy: Policy = PLAIN) -> Template:
    found = generalise(utterances, policy)
    assert isinstance(found, Template), found
    return found


def refused(*utterances: str, policy: Policy = PLAIN) -> str:
    found = generalise(utterances, policy)
    assert isinstance(found, NoTemplate), found
    return found.reason


def test_numbers_become_slots_and_what_is_constant_stays() -> None:
    template = made("tip of 20% on $45", "tip of 15% on $30")
    assert template.asks == ("tip of {percent} on ${n}",)
    assert [slot.type for slot in template.slots] == ["percent 0..100", "int 1..1_000"]
    assert template.parameters == ({"percent": 20, "n": 45}, {"percent": 15, "n": 30})
    assert template.read("Tip of 7 percent on $1,000") == {"percent": 7, "n": 1000}
    assert template.read("tip of 7 percent on €1,000") is None
    assert all(slot.numeric for slot in template.slots)


@pytest.mark.parametrize(
    ("utterances", "kind", "type_", "values"),
    [
        (("weigh 3 kg", "weigh twelve kg"), "int", "int 1..1_000", (3, 12)),
        (("weigh 3 kg", "weigh 4.25 kg"), "decimal", "decimal(3) 0.001..100.000", (3, Fraction(17, 4))),
        (("is it -5 now", "is it 12 now"), "int", "int -100..1_000", (-5, 12)),
        (("is it 0 now", "is it 12 now"), "int", "int 0..1_000", (0, 12)),
        (("raise 5% now", "raise 7 percent now"), "percent", "percent 0..100", (5, 7)),
        (("raise 5% now", "raise 250% now"), "percent", "percent 0..10_000", (5, 250)),
        (("pay $4.50 now", "pay 3 dollars now"), "money", "money USD 0.01..100.00", (Fraction(9, 2), 3)),
        (("eat 1/3 of it", "eat half of it"), "fraction", "fraction 0..1", (Fraction(1, 3), Fraction(1, 2))),
        (("get twice as many", "get 3 times as many"), "multiplier", "multiplier 0..100", (2, 3)),
        (("the 3rd floor", "the first floor"), "ordinal", "ordinal 1..100", (3, 1)),
        (("wake me at 7:30 am", "wake me at 9 pm"), "time", "time", (27000, 75600)),
        (("cook for 90 minutes ok", "cook for 2 hours ok"), "duration", None, (5400, 7200)),
        (("cook for 90 minutes ok", "cook for 1 hour 30 minutes ok"), "duration", None, (5400, 5400)),
        (("days to march 3 ok", "days to june 14th ok"), "monthday", "monthday", (303, 614)),
        (("days to march 3, 2026 ok", "days to 2026-05-07 ok"), "date", "date", None),
        (("born on 3/4/1990 ok", "born on 12/25/2001 ok"), "date", "date mdy", None),
        (("add 1,234,567 to it", "add 2 million to it"), "int", "int 1..100_000_000", (1234567, 2000000)),
    ],
)
def test_the_tightest_lexicon_that_reads_all_examples(
    utterances: tuple[str, ...], kind: str, type_: str | None, values: tuple[object, ...] | None
) -> None:
    (slot,) = made(*utterances).slots
    assert slot.kind == kind
    assert type_ is None or slot.type == type_
    assert values is None or slot.values == values


def test_units_that_are_constant_are_text() -> None:
    template = made("cook it for 20 minutes", "cook it for 35 minutes")
    assert template.asks == ("cook it for {minutes} minutes",)
    assert [slot.kind for slot in template.slots] == ["int"]


def test_a_ratio_is_no_time_of_day() -> None:
    template = made("the ratio of 10:30 please", "the ratio of 2:45 please")
    assert [slot.kind for slot in template.slots] == ["int", "int"]


def test_signs_of_currencies_that_vary_are_a_slot_beside_the_number() -> None:
    template = made("a shirt for €4.50 each", "a hat for $3.25 each")
    assert [slot.type for slot in template.slots if slot.kind == "decimal"] == ["decimal(2) 0.01..100.00"]
    assert template.read("a tie for £12 each") is not None


def test_a_number_that_is_the_same_in_all_examples_stays_in_the_text() -> None:
    utterances = "of 100 pupils 20 swim", "of 100 pupils 35 swim"
    template = made(*utterances)
    assert template.asks == ("of 100 pupils {swim} swim",)
    assert (Fraction(100), "100") in [(literal.value, literal.word) for literal in template.literals]
    open_ = made(*utterances, policy=Policy(prove=False, keep_numbers=False))
    assert open_.read("of 90 pupils 3 swim") is not None


def test_words_that_mean_numbers_are_literals() -> None:
    template = made("half of 3 dozen, twice a week", "half of 5 dozen, twice a week")
    meant = {(literal.word, literal.value) for literal in template.literals}
    assert {("half", Fraction(1, 2)), ("dozen", 12), ("twice", 2), ("week", 7)} <= meant


def test_words_that_occur_twice_are_one_slot() -> None:
    template = made("how many mugs has Ann: 3 mugs", "how many red cups has Bob: 12 red cups")
    assert template.read("how many pots has Cy: 4 pots") is not None
    assert template.read("how many pots has Cy: 4 pans") is None


def test_numbers_are_equal_for_a_reason_only_if_three_values_are() -> None:
    equal = [f"a {n} km run, {n} km in {h} h" for n, h in ((12, 3), (15, 2), (9, 1))]
    assert len(made(*equal).slots) == 2
    assert len(made(*equal[:2]).slots) == 3


def test_possessives_and_plurals_are_the_same_slot() -> None:
    template = made(
        *(f"{a}'s {b} holds 3, {a} has {n} {b}s" for a, b, n in (("Ann", "tray", 4), ("Bob", "cup", 5)))
    )
    assert template.read("Cy's bin holds 3, Cy has 7 bins") is not None
    assert template.read("Cy's bin holds 3, Cy has 7 cups") is None


def test_a_part_that_is_known_elsewhere_is_a_slot_of_its_own() -> None:
    template = made(
        *(
            f"there are {n} {colour} {thing}, no other {thing} count"
            for n, colour, thing in ((3, "green", "blocks"), (4, "red", "bricks"), (5, "blue", "tiles"))
        )
    )
    assert template.read("there are 9 pink cubes, no other cubes count") is not None
    assert template.read("there are 9 pink cubes, no other tiles count") is None


def test_closed_classes_are_read_whole() -> None:
    template = made("ann lost her 3 keys", "bob lost his 5 keys")
    assert template.read("we lost our 7 keys") is not None
    assert template.read("we lost old 7 keys") is None


def test_small_words_may_be_left_out() -> None:
    template = made("please add 3 and 4", "add 5 and 6")
    assert template.asks == ("[please] add {n} and {n_2}",)


def test_what_only_some_examples_have_is_visible_as_a_slot() -> None:
    template = made("sum 3 and 4. give the answer", "sum 5 and 6", "sum 7 and 8. give the answer")
    values = [parameters["text"] for parameters in template.parameters]
    assert values == [". give the answer", None, ". give the answer"]
    strict = Policy(prove=False, optional=False)
    assert "only some examples have" in refused("sum 3 and 4. give the answer", "sum 5 and 6", policy=strict)


def test_numbers_that_only_some_examples_have_are_not_swallowed() -> None:
    utterances = "add jazz 101 to my list now", "add blue notes to my list now"
    assert "no lexicon" in refused(*utterances)
    free = made(*utterances, policy=Policy(prove=False, free_numbers=True))
    assert free.read("add top 40 to my list now") is not None


def test_words_at_the_end_hold_no_digits() -> None:
    template = made("Ann has 3 times as many figs", "Bob has 5 times as many pears")
    assert template.read("Cy has 2 times as many red plums") is not None
    assert template.read("Cy has 2 times as many plums and 4 figs") is None


def test_words_that_count_are_numbers() -> None:
    template = made("the twins ate 3 figs", "the triplets ate 9 figs")
    slot = template.slots[0]
    assert slot.numeric
    assert slot.values == (2, 3)
    assert template.read("the quadruplets ate 9 figs") is not None


def test_words_that_count_what_a_number_counts_are_another_way_to_say_it() -> None:
    template = made(
        *(f"her {n} sons, they're {word}, ate 5 figs" for n, word in ((2, "twins"), (3, "triplets")))
    )
    assert template.read("her 4 sons, they're quadruplets, ate 5 figs") is not None
    assert template.read("her 4 sons, they're triplets, ate 5 figs") is None
    assert len(template.slots) == 1


def test_decimals_that_binary_floating_point_printed_are_fractions() -> None:
    template = made("write 0.3333333333333333 of it", "write 0.5 of it")
    assert template.slots[0].values == (Fraction(1, 3), Fraction(1, 2))
    assert template.slots[0].numeric
    found = template.read("write 0.6666666666666666 of it")
    assert found is not None
    assert list(found.values()) == [Fraction(2, 3)]


def test_numbers_in_words_are_not_read_where_they_are_parts_of_words() -> None:
    template = made("a 5-hour flight", "a 12-hour flight")
    assert template.slots[0].type == "int 1..1_000 digits"


@pytest.mark.parametrize(
    "text", ['say "{}" now', "say ({}) [now] <x> a|b; c\\d", "it's {} o'clock & more", "so {} ist über Größe"]
)
def test_what_means_something_in_templates_is_escaped(text: str) -> None:
    template = made(text.replace("{}", "3"), text.replace("{}", "14"))
    found = template.read(text.replace("{}", "7"))
    assert found is not None
    assert list(found.values()) == [7]


def test_other_scripts() -> None:
    template = made("сколько стоит 3 яблока сегодня", "сколько стоит 12 груши сегодня")
    assert template.read("Сколько стоит 5 лимоны сегодня?") is not None
    assert made("価格は 3 円です", "価格は 40 円です").read("価格は 7 円です") == {"n": 7}


def test_what_has_no_template_and_why() -> None:
    assert "too little text in common" in refused("the quick brown fox", "what time is it in Rome")
    assert "all the same" in refused("a 3", "A 3!")
    assert "empty" in refused("", "a 3")
    assert "2 to 20" in refused("a 3")
    assert "2 to 20" in refused(*(f"a {n}" for n in range(MAX_EXAMPLES + 1)))
    assert "1,000 symbols" in refused("x " * 600 + "3", "x " * 600 + "4")
    assert "3/4/1990" in refused("born on 3/4/1990 ok", "born on 2/5/2001 ok")


def test_the_proof_narrows_words_that_could_end_in_two_places() -> None:
    utterances = [
        f"bake a {a}, {b}, and {c} for {n} guests"
        for a, b, c, n in (("pie", "rye bread", "bun", 3), ("cake", "roll", "tart", 9))
    ]
    template = made(*utterances, policy=Policy())
    assert template.proved
    assert functional(template.reader.family).status is Status.PROVED
    assert all(
        template.read(utterance) == parameters
        for utterance, parameters in zip(utterances, template.parameters, strict=True)
    )


def test_the_statements_make_a_recipe() -> None:
    template = made("tip of 20% on $45", "tip of 15% on $30")
    recipe = f"family tip\n{template.recipe(['percent'])}answer n\n"
    assert "slot percent: percent 0..100 flavour" in recipe
    assert compile_recipe(recipe).artifact is not None


def test_members_of_enumerations_may_be_quotients() -> None:
    slots = 'slot n: int 1..9\nslot part: enum {1/3 only "a third", 2 only "two"}\n'
    recipe = f'family t\nask "{{n}} of {{part}}"\n{slots}answer n * part\nexample "6 of a third" => 2\n'
    assert compile_recipe(recipe).artifact is not None
