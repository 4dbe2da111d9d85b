"""What templates read (clauses L5 to L9), by the reference matcher."""

from __future__ import annotations

import pytest

from potstill.compiler import compile_recipe
from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING
from potstill.ir.family import Family
from potstill.ir.lexicons import Words
from potstill.ir.lexicons.vocabulary import NUMBER_WORDS
from potstill.ir.normal import normalise
from potstill.ir.reference.match import readings


def compiled(text: str) -> Family:
    """The family of a recipe without its first and last lines."""
    result = compile_recipe(f"family x\n{text}\nanswer 1")
    assert result.family is not None, result.render()
    return result.family


def read(family: Family, utterance: str) -> list[tuple[object, ...]]:
    """The parameters of all readings, without repeats."""
    found = readings(family, normalise(utterance), EMPTY_BINDING)
    return list(dict.fromkeys(reading.parameters for reading in found))


@pytest.mark.parametrize(
    ("template", "yes", "no"),
    [
        pytest.param(
            "turn on [the] light",
            ["turn on light", "turn on the light", "Turn ON  the light!"],
            ["turn on  a light"],
            id="optional_word",
        ),
        pytest.param("light[s]", ["light", "lights"], ["light s"], id="join"),
        pytest.param("(a|b c) d", ["a d", "b c d"], ["a b c d", "d"], id="alternatives"),
        pytest.param("a|b", ["a", "b"], ["a b", ""], id="alternatives_without_brackets"),
        pytest.param("(a;b;c)", ["a b c", "c a b", "b c a"], ["a b", "a b c a", "abc"], id="any_order"),
        pytest.param("x [a;b]", ["x", "x a b", "x b a"], ["x a"], id="any_order_or_nothing"),
        pytest.param("((a;b);[c]) d", ["a b c d", "c b a d", "b a d"], ["a c b d"], id="orders_in_orders"),
        pytest.param(
            "how much?",
            ["how much", "how much?", "how much!"],
            ["how much? x"],
            id="mark_at_the_end",
        ),
        pytest.param(
            "how much?[ is it]",
            ["how much", "how much? is it", "how much is it"],
            ["howmuch"],
            id="mark_before_an_optional_end",
        ),
        pytest.param("hello, you", ["hello, you"], ["hello you"], id="mark_inside"),
        pytest.param(
            "hello [there] , you",
            ["hello, you", "hello there, you", "hello , you"],
            ["hello you", "hellothere, you"],
            id="blank_before_a_mark",
        ),
        pytest.param("¿a", ["a", "¿a?"], [], id="mark_at_the_start"),
        pytest.param("\\(a\\|b\\)", ["(a|b)"], ["a", "b"], id="escapes"),
        pytest.param("Straße ½", ["strasse 1/2", "STRASSE ½"], ["strasse 12"], id="normal_form"),
        pytest.param("  a   b  ", ["a b"], ["ab"], id="blanks_are_one_gap"),
        pytest.param("a[ ]b", ["ab", "a b"], ["a  c"], id="optional_blank"),
        pytest.param(
            "a [b][,] c",
            ["a c", "a b c", "a, c", "a b, c", "a , c"],
            ["ac", "ab c"],
            id="optional_mark",
        ),
        pytest.param(
            "a [b][,]c",
            ["a c", "a bc", "a b,c"],
            ["ac", "abc", "a b c"],
            id="optional_mark_that_touches",
        ),
        pytest.param(
            "a[ b][ c] d",
            ["a d", "a b d", "a c d", "a b c d"],
            ["a bc d"],
            id="blanks_inside_brackets",
        ),
    ],
)  # fmt: skip
def test_what_a_template_reads(template: str, yes: list[str], no: list[str]) -> None:
    family = compiled(f'ask "{template}"')
    assert [utterance for utterance in yes if not read(family, utterance)] == []
    assert [utterance for utterance in no if read(family, utterance)] == []


def test_a_rule_is_shared_and_may_end_with_an_optional_word() -> None:
    family = compiled('rule r = "big [old]"\nask "a <r>, b"\nask "<r> c <r>"')
    assert [name for name, _ in family.grammar.rules] == ["r"]
    for utterance in ("a big, b", "a big old, b", "big c big old", "big old c big"):
        assert read(family, utterance)
    assert not read(family, "a bigold, b")


def test_rules_stand_before_the_rules_that_use_them() -> None:
    family = compiled('rule b = "x <a>"\nrule c = "<b> <a>"\nrule a = "y"\nask "<c>"')
    assert [name for name, _ in family.grammar.rules] == ["a", "b", "c"]


def test_parts_of_orders_are_shared_not_copied() -> None:
    long = "(very|quite) [so] (long|large) (red|green|blue)"
    family = compiled(f'ask "({long};b;c;d;e)"')
    nodes = [family.grammar.start, *(body for _, body in family.grammar.rules)]
    assert sum(1 for start in nodes for _ in g.walk(start)) < 600
    assert read(family, "e d c b very long blue")
    assert read(family, "c quite so large red b e d")


def test_words_to_skip() -> None:
    family = compiled('skip "please", "can you"\nask "add {n} and {m}"\nslot n: int 1..9\nslot m: int 1..9')
    for utterance in (
        "add 1 and 2", "please add 1 and 2", "can you please add 1 and 2", "add 1 please and 2",
        "add 1 and 2, please!", "please, add 1, please, and 2 please",
    ):  # fmt: skip
        assert read(family, utterance) == [(1, 2)]
    for utterance in ("addplease 1 and 2", "please", "add 1 and", "add pleased 1 and 2"):
        assert not read(family, utterance)


def test_constants_of_a_template() -> None:
    family = compiled('ask "half" with n = 50\nask "{n} percent"\nslot n: int 0..100')
    assert read(family, "half") == [(50,)]
    assert read(family, "20 percent") == [(20,)]


def test_one_template_is_still_one_of_several() -> None:
    family = compiled('ask "a|b"')
    assert isinstance(family.grammar.start, g.Alt)
    assert len(family.grammar.start.parts) == 1


def test_a_slot_that_is_left_out() -> None:
    family = compiled('ask "go [{n}] [{m}]"\nslot n: int 1..9 default 5\nslot m: int 10..19 optional')
    assert read(family, "go") == [(5, None)]
    assert read(family, "go 3 12") == [(3, 12)]


def test_another_lexicon_for_a_slot() -> None:
    family = compiled(
        'ask "to {n}"\nask "to the {level:n}"\nslot n: int 0..100\n'
        'lexicon level: enum {200 only "max[imum]", 0 = "min"}'
    )
    assert read(family, "to 7") == [(7,)]
    assert read(family, "to the maximum") == [(200,)]
    assert read(family, "to the min") == read(family, "to the 0") == [(0,)]
    assert not read(family, "to 200")
    assert not read(family, "to the 200")


def test_repeated_slots_read_the_same() -> None:
    family = compiled('ask "{w} or {w}"\nslot w: words 1..2')
    assert read(family, "Red or red") == [("Red",)]
    assert not read(family, "red or blue")


@pytest.mark.parametrize(
    ("recipe", "excludes"),
    [
        ('ask "{n} {w}"', True),
        ('ask "{w} {n}"', True),
        ('ask "{n} [big] {w}"', True),
        ('ask "<r> {w}"\nrule r = "x {n}"', True),
        ('ask "({n};{w})"', True),
        ('ask "{n} of {w}"', False),
        ('ask "{n} {w}" # with numbers', False),
    ],
)
def test_words_beside_a_number_exclude_number_words(recipe: str, excludes: bool) -> None:
    kind = "words 1..3 with numbers" if "with numbers" in recipe else "words 1..3"
    family = compiled(f"{recipe}\nslot n: int 1..100\nslot w: {kind}")
    reads = family.slot("w").lexicon
    assert isinstance(reads, Words)
    assert (set(reads.excluded) == NUMBER_WORDS) is excludes


def test_twenty_five_mugs_are_not_twenty_five_mugs() -> None:
    family = compiled('ask "{n} {w}"\nslot n: int 1..100\nslot w: words 1..3')
    assert read(family, "twenty five mugs") == [(25, "mugs")]
