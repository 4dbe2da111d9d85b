"""Extraction is a function, or it is not: golden families, lemmas about lexicons, and their cache."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir.binding import EMPTY_BINDING, Binding, entry
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon
from potstill.ir.normal import fold
from potstill.ir.verdicts import Method, Status
from potstill.verifier.grammar import FolderCache, Lemmas, ambiguities, functional, language, round_trip
from potstill.verifier.grammar.agreement import agree, single_valued
from potstill.verifier.grammar.clashes import clash
from potstill.verifier.grammar.lemmas import lemma_address
from potstill.verifier.grammar.registers import Agreement
from tests.recipes import artifact

LEMMAS = Lemmas()


def family(*lines: str, answer: str = "1") -> Family:
    """A family of some templates and slots."""
    return artifact("\n".join(("family f", *lines, f"answer {answer}"))).family


PROVED = {
    "numbers and a literal": ('ask "add {n} to {m}"', "slot n: int 1..1000", "slot m: int 1..1000"),
    "number words below a hundred": ('ask "add {n} {m}"', "slot n: int 1..99", "slot m: int 1..99"),
    "digits side by side": ('ask "add {n} {m}"', "slot n: int 1..9 digits", "slot m: int 1..9 digits"),
    "literals that differ": ('ask "(do|would|do you) [please] add [please] {n}"', "slot n: int 1..9"),
    "a slot twice": ('ask "from {n} to {n}"', "slot n: int 1..1000"),
    "left out, with a default": ('ask "count [to {n}]"', "slot n: int 1..99 default 10"),
    "a constant that is also said": (
        'ask "take {n} bag[s]"',
        'ask "take one bag" with n = 1',
        "slot n: int 1..20",
    ),
    "an article or a part of the number": ('ask "take [a] {n} cup[s]"', "slot n: fraction den 4 0..10"),
    "a number without number words next to words": (
        'ask "buy {n} {item}"',
        "slot n: int 1..1000",
        "slot item: words 1..3 flavour",
    ),
    "two lexicons that agree": (
        'ask "take ({n}|{part:n}) of it"',
        "slot n: decimal(2) 0..100",
        "lexicon part: fraction den 100 0..100",
    ),
    "a full stop that is part of the time": ('ask "at {t}[.] what then"', "slot t: time"),
    "a comma that is the sentence's": ('ask "buy {item}[,] now"', "slot item: words 1..3"),
}

REFUTED = {
    "words side by side": (('ask "pair {a} {b}"', "slot a: words 1..2", "slot b: words 1..2"), 3),
    "number words side by side": (('ask "add {n} {m}"', "slot n: int 1..999", "slot m: int 1..999"), 3),
    "a constant that is said otherwise": (
        ('ask "take {n} bags"', 'ask "take ten bags" with n = 12', "slot n: int 1..20"),
        3,
    ),
    "constants that differ": (('ask "go [now]" with n = 1', 'ask "go" with n = 2', "slot n: int 1..9"), 1),
    "words and what may follow them": (('ask "buy {item} [please]"', "slot item: words 1..2"), 3),
    "a form of two values": (('ask "weigh {u}"', 'slot u: enum { ounce = "oz", "fluid ounce" = "oz" }'), 2),
    "a list that can be cut in two ways": (('ask "sum {l}"', "slot l: list(int 1..1000) 1..3"), 2),
}


@pytest.mark.parametrize("lines", PROVED.values(), ids=PROVED)
def test_extraction_is_a_function(lines: tuple[str, ...]) -> None:
    found = functional(family(*lines), lemmas=LEMMAS)
    assert found.status is Status.PROVED, found.detail
    assert found.method is Method.AUTOMATA
    assert found.counterexample is None


@pytest.mark.parametrize(("lines", "words"), REFUTED.values(), ids=REFUTED)
def test_two_readings(lines: tuple[str, ...], words: int) -> None:
    made = family(*lines)
    found = functional(made, lemmas=LEMMAS)
    assert found.status is Status.REFUTED, found.detail
    assert found.counterexample is not None
    utterance = found.counterexample.utterance
    assert utterance is not None
    assert len(utterance.split(" ")) >= words
    replayed = clash(made, fold(utterance), EMPTY_BINDING, resolved=True)
    assert replayed is not None
    assert replayed.one.parameters != replayed.other.parameters
    assert len(found.counterexample.facts) == 2


def test_a_condition_decides_what_counts() -> None:
    lines = ('ask "pair {a} {b}"', "slot a: words 1..2", "slot b: words 1..2")
    assert functional(family(*lines, "where len(a) < 0"), lemmas=LEMMAS).status is Status.UNDECIDED
    found = functional(
        family('ask "add {n} {m}"', "slot n: int 1..999", "slot m: int 1..999", "where n > 130 and m > 1"),
        lemmas=LEMMAS,
    )
    assert found.status is Status.REFUTED, found.detail


def test_a_condition_tells_values_of_one_form_apart() -> None:
    unit = 'enum { pound, ounce = "oz", pint, "fluid ounce" = "oz" }'
    kinds = 'table KIND: text -> int { "pound": 1, "ounce": 1, "pint": 2, "fluid ounce": 2 }'
    lines = ('ask "{a} to {b}"', f"slot a: {unit}", f"slot b: {unit}", kinds)
    told = ("where KIND[a] == KIND[b]", "where a != b")
    assert functional(family(*lines, *told), lemmas=LEMMAS).status is Status.PROVED
    assert functional(family(*lines, told[0]), lemmas=LEMMAS).status is Status.REFUTED


def test_an_order_resolves_readings_but_no_lexemes() -> None:
    words = ('ask "pair {a} {b}"', "slot a: words 1..2", "slot b: words 1..2", "resolve leftmost_longest")
    found = functional(family(*words), lemmas=LEMMAS)
    assert (found.status, found.method) == (Status.PROVED, Method.DATAFLOW)
    reported = ambiguities(family(*words), lemmas=LEMMAS)
    assert not reported.proved
    assert reported.clash is not None
    units = ('ask "weigh {u}"', 'slot u: enum { ounce = "oz", "fluid ounce" = "oz" }', "resolve first")
    assert functional(family(*units), lemmas=LEMMAS).status is Status.REFUTED


def test_an_order_does_not_look_at_lexicons() -> None:
    lines = (
        'ask "take ({n}|{other:n})"',
        'slot n: enum { 1 only "a", 2 only "b" }',
        'lexicon other: enum { 1 only "b", 2 only "c" }',
        "resolve leftmost_longest",
    )
    found = functional(family(*lines), lemmas=LEMMAS)
    assert found.status is Status.REFUTED, found.detail
    assert found.counterexample is not None
    assert found.counterexample.utterance == "take b"
    apart = (*lines[:2], 'lexicon other: enum { 2 only "c" }', lines[3])
    assert functional(family(*apart), lemmas=LEMMAS).method is Method.DATAFLOW


def test_a_spelling_tells_a_text_from_an_option() -> None:
    lines = ('ask "say ({w}|{other:w})"', "slot w: words 1..1", "lexicon other: enum { on, off }")
    found = functional(family(*lines), lemmas=LEMMAS)
    assert found.status is Status.REFUTED, found.detail
    assert found.counterexample is not None
    assert found.counterexample.utterance in {"SAY ON", "SAY OFF"}


def test_beyond_a_cap_nothing_is_claimed() -> None:
    lines = ('ask "add {n} to {m}"', "slot n: int 1..1000", "slot m: int 1..1000")
    for limit in (5, 40, 100):
        assert functional(family(*lines), lemmas=LEMMAS, limit=limit).status is Status.UNDECIDED


def test_lists_of_names() -> None:
    names = lx.Names("rooms")
    grammar = g.Grammar(g.seq(g.Text("light "), g.Capture("room", names)))
    made = family('ask "light {room}"', "slot room: words 1..2")
    slot = made.slots[0]
    late = Family(
        made.name,
        "",
        grammar,
        (type(slot)(slot.name, names, names.value_type()),),
        (),
        made.program,
        (),
    )
    plain = Binding({"rooms": [entry("hall"), entry("living room")]})
    found = functional(late, plain, lemmas=LEMMAS)
    assert found.status is Status.PROVED
    assert found.assumes == (f"binding {plain.address}",)
    twice = Binding({"rooms": [entry("hall", "up"), entry("hall", "down")]})
    assert functional(late, twice, lemmas=LEMMAS).status is Status.REFUTED
    open_list = functional(late, EMPTY_BINDING, lemmas=LEMMAS)
    assert open_list.status is Status.PROVED
    assert open_list.assumes == ("names rooms: no two entries are said alike",)
    assert language(late, Binding({"rooms": []})).status is Status.VACUOUS
    assert language(late, plain).detail == "it reads 'light hall'"


KINDS: tuple[Lexicon, ...] = (
    lx.Integers(-50, 10_000),
    lx.Integers(0, 10**12),
    lx.Integers(0, 99_999, 7),
    lx.Integers(5, 95, 5, words=False),
    lx.Decimals(3, Fraction(-20), Fraction(4000), Fraction(1, 1000)),
    lx.Money("USD", Fraction(1, 100), Fraction(9999)),
    lx.Money("CHF", Fraction(0), Fraction(50)),
    lx.Money("JPY", Fraction(-5), Fraction(50)),
    lx.Percents(1, Fraction(0), Fraction(100), Fraction(1, 2)),
    lx.Fractions(16, Fraction(-3), Fraction(40)),
    lx.Multipliers(Fraction(1, 4), Fraction(12)),
    lx.Ordinals(0, 1200),
    *(lx.Dates(order, 730_000, 740_000) for order in lx.Order),
    lx.MonthDays(),
    lx.Times(),
    lx.Durations(0, 1_000_000),
    lx.Choices((lx.Option("red", ("crimson",)), lx.Option("blue"))),
    lx.Words(1, 3, ("by",)),
    lx.Wild(),
    lx.Pattern("[a-z]{2,4}"),
    lx.Lists(lx.Words(1, 2), 1, 5),
    lx.Lists(lx.Integers(1, 99, words=False, commas=False), 1, 9),
)


@pytest.mark.parametrize("lexicon", KINDS, ids=lambda lexicon: type(lexicon).__name__)
def test_lemmas(lexicon: Lexicon) -> None:
    lemma = LEMMAS.get(lexicon)
    for claim in (lemma.round_trip, lemma.single_valued, lemma.typed):
        assert claim.status is Status.PROVED, claim.detail
        assert claim.witness is None


def test_an_open_order_of_day_and_month_is_found() -> None:
    american, european = lx.Dates(lx.Order.MDY, 730_000, 740_000), lx.Dates(lx.Order.DMY, 730_000, 740_000)
    assert agree(american, american, "")
    assert not agree(american, european, "")
    both = g.Alt((american.language(), european.language()))
    suspects = list(Agreement((both, american.maker()), None, 200_000).disagreements())
    assert any(american.read(text) != european.read(text) for text in suspects)


def test_agreement_of_lexicons() -> None:
    decimals = lx.Decimals(2, Fraction(0), Fraction(100), Fraction(1, 100))
    fractions = lx.Fractions(100, Fraction(0), Fraction(100))
    assert agree(decimals, fractions, "")
    assert agree(fractions, lx.Fractions(7, Fraction(0), Fraction(3)), "")
    assert agree(lx.Integers(0, 9), lx.Percents(0, Fraction(0), Fraction(9), Fraction(1)), "%")
    assert not agree(lx.Integers(0, 99), lx.Integers(0, 999), "0")
    assert agree(lx.Times(), lx.Times(), ".")


def test_lists_that_two_cuts_fit() -> None:
    claim = single_valued(lx.Lists(lx.Integers(0, 1000), 2, 5), EMPTY_BINDING)
    assert claim.status is Status.REFUTED
    assert claim.witness is not None
    assert len(lx.Lists(lx.Integers(0, 1000), 2, 5).read(claim.witness)) > 1


def test_what_is_said_is_read_back() -> None:
    made = family('ask "add {n} to {m}"', "slot n: int 1..1000", "slot m: money USD 1..1000")
    verdicts = round_trip(made, LEMMAS)
    assert [verdict.obligation.name for verdict in verdicts] == ["round_trip:n", "round_trip:m"]
    for verdict, slot in zip(verdicts, made.slots, strict=True):
        assert verdict.status is Status.PROVED
        assert verdict.assumes == ("functional",)
        assert verdict.evidence == (LEMMAS.get(slot.lexicon).digest,)


def test_the_cache_keeps_what_is_whole(tmp_path: Path) -> None:
    lexicon = lx.Integers(3, 17)
    lemma = Lemmas(FolderCache(tmp_path)).get(lexicon)
    (file,) = tmp_path.iterdir()
    assert FolderCache(tmp_path).get(lemma.address) == lemma
    assert lemma.address == lemma_address(lexicon, EMPTY_BINDING)
    data = file.read_bytes()
    for damaged in (
        data.replace(b'"proved"', b'"undecided"', 1),
        data[:-1],
        b"{}",
        data.replace(b"sha256:", b"sha257:", 1),
    ):
        file.write_bytes(damaged)
        assert FolderCache(tmp_path).get(lemma.address) is None
        assert Lemmas(FolderCache(tmp_path)).get(lexicon) == lemma
    assert lemma_address(lx.Integers(3, 18), EMPTY_BINDING) != lemma.address
