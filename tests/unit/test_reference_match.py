"""The reference: readings of utterances, which one counts, and which family answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from potstill.ir import grammar as g
from potstill.ir import types as t
from potstill.ir.binding import Binding, entry
from potstill.ir.family import Family, Field, Resolve, Slot
from potstill.ir.lexicons import Choices, Integers, Lexicon, Names, Option, Wild, Words
from potstill.ir.normal import normalise
from potstill.ir.program import Let, Node, Program, Span
from potstill.ir.reference import match
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.ir.reference.match import TooManyReadings, readings
from potstill.ir.reference.resolve import literalness, order
from tests.samples import Nodes

COUNT = Integers(1, 99)
WORDS = Words(1, 3)
COLOUR = Choices((Option("red"), Option("dark red"), Option("red one")))
BINDING = Binding({"rooms": [entry("kitchen"), entry("Living Room", "lounge")]})
LEXICONS: dict[str, Lexicon] = {
    "n": COUNT,
    "m": COUNT,
    "w": WORDS,
    "v": WORDS,
    "c": COLOUR,
    "r": Names("rooms"),
}


def text(words: str) -> g.Node:
    """Words with gaps between them; ``{n}`` captures a slot."""
    pieces: list[g.Node] = []
    for word in words.split(" "):
        name = word.strip("{}")
        pieces += [g.GAP, g.Capture(name, LEXICONS[name]) if word != name else g.Text(word)]
    return g.seq(*pieces[1:])


def family(*asks: str | g.Node, name: str = "f", program: Program | None = None, **more: Any) -> Family:
    """A family that answers with its name unless it has another program."""
    grammar = g.Grammar(g.Alt(tuple(text(ask) if isinstance(ask, str) else ask for ask in asks)))
    slots = tuple(Slot(slot, lexicon, t.Optional(lexicon.value_type())) for slot, lexicon in LEXICONS.items())
    answer = Program((Node("const", (), t.Text(0, 9), name),), (Span(0, 0),), (), (), (), 0, None, ())
    return Family(name, "", grammar, slots, (), program or answer, (), **more)


def given(one: Family, utterance: str) -> list[str]:
    """The slots that each reading fills, as text, sorted."""
    return sorted(
        " ".join(
            f"{slot.name}={value}"
            for slot, value in zip(one.slots, reading.parameters, strict=True)
            if value is not None
        )
        for reading in readings(one, normalise(utterance), BINDING)
    )


@pytest.mark.parametrize(
    ("ask", "utterance", "expected"),
    [
        ("add {n}", "add 12", ["n=12"]),
        ("add {n}", "  ADD   twelve! ", ["n=12"]),
        ("add {n}", "add 100", []),
        ("add {n}", "add12", []),
        ("buy {w}", "Buy  The Ring", ["w=The Ring"]),
        ("buy {w} {v}", "buy A b C", ["w=A b v=C", "w=A v=b C"]),
        ("{n} and {n}", "3 and three", ["n=3"]),
        ("{n} and {n}", "3 and 4", []),
        ("{w} and {w}", "Bob and BOB", ["w=Bob"]),
        ("go to {r}", "go to the kitchen", []),
        ("go to {r}", "go to living room", ["r=lounge"]),
        ("{c}", "dark red", ["c=dark red"]),
        ("{c} {w}", "red one day", ["w=day c=red one", "w=one day c=red"]),
        ("{n} {w}", "1 ½ cups", ["n=1 w=½ cups"]),
        ("{n} cups", "½ cups", []),
    ],
)
def test_readings(ask: str, utterance: str, expected: list[str]) -> None:
    assert given(family(ask), utterance) == expected


def test_a_slot_may_not_end_inside_one_code_point() -> None:
    assert given(family(g.seq(g.Capture("n", COUNT), g.Text("/2"))), "1/2") == ["n=1"]
    assert given(family(g.seq(g.Capture("n", COUNT), g.Text("/2"))), "½") == []


GAPS = g.seq(
    g.optional(g.Text("please")), g.GAP, g.Text("stop"), g.GAP, g.optional(g.Text("it")), g.GAP, g.Text("now")
)


@pytest.mark.parametrize("utterance", ["please stop it now", "please stop now", "stop it now", "stop now"])
def test_gaps_around_absent_words_are_one_space(utterance: str) -> None:
    assert given(family(GAPS), utterance) == [""]


@pytest.mark.parametrize("utterance", ["pleasestop now", "stopnow", "stop itnow", "please stop it", ""])
def test_gaps_separate_words(utterance: str) -> None:
    assert given(family(GAPS), utterance) == []


def test_repeats_alternatives_rules_and_automata() -> None:
    machine = g.Machine((((97, 98, 1),), ((99, 99, 0),)), (1,))
    start = g.seq(g.Repeat(g.alt(g.Text("ha"), g.Text("ho")), 1, 3), g.GAP, g.Rule("letters"), g.GAP, machine)
    one = replace(family("x"), grammar=g.Grammar(start, (("letters", g.Repeat(g.chars("xz"), 0, None)),)))
    for utterance in ("ha x a", "hohaho xyz acb", "ha  b"):
        assert given(one, utterance) == [""]
    for utterance in ("hahahaha x a", "x a", "ha aa", "ha q a"):
        assert given(one, utterance) == []


def test_unbounded_repeats_of_what_may_be_empty_end() -> None:
    body = g.Repeat(g.optional(g.Text("a")), 0, None)
    assert given(family(g.seq(body, g.Repeat(body, 2, None))), "aaa") == [""]


def test_fixes_count_as_values_and_must_agree_with_captures() -> None:
    ask = g.seq(text("{n}"), g.GAP, g.alt(g.seq(g.Text("only"), g.Fix("n", 1)), g.Text("more")))
    assert given(family(ask), "1 only") == ["n=1"]
    assert given(family(ask), "2 only") == []
    assert given(family(ask), "2 more") == ["n=2"]


def test_defaults_stand_for_absent_slots() -> None:
    one = family("hello")
    one = replace(one, slots=(replace(one.slots[0], default=7), *one.slots[1:]))
    assert given(one, "hello") == ["n=7"]


def test_a_value_outside_its_slots_type_is_no_reading() -> None:
    assert given(family("{w}"), "a" + " " * 2000 + "b") == []


def test_too_many_readings_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "MAX_PATHS", 100)
    one = family(g.seq(*(piece for _ in range(8) for piece in (g.Capture("w", Wild()), g.GAP))))
    with pytest.raises(TooManyReadings):
        given(one, "a b c d e f g h i j k l m n o p")
    assert decide([one], "a b c d e f g h i j k l m n o p", {}) == Unanswered("too_many_readings", ("f",))


def answer(one: Family, utterance: str, **context: Any) -> Any:
    """The parameters that count, or the reason why none do."""
    decision = decide([one], utterance, context, BINDING)
    if isinstance(decision, Unanswered):
        return decision.reason
    names = (slot.name for slot in one.slots)
    return {name: value for name, value in zip(names, decision.parameters, strict=True) if value is not None}


@pytest.mark.parametrize(
    ("resolve", "asks", "utterance", "expected"),
    [
        (Resolve.UNIQUE, ["buy {w} {v}"], "buy a b c", "ambiguous"),
        (Resolve.UNIQUE, ["buy {w}", "buy {w}"], "buy a b c", {"w": "a b c"}),
        (Resolve.LEFTMOST_LONGEST, ["buy {w} {v}"], "buy a b c", {"w": "a b", "v": "c"}),
        (Resolve.LEFTMOST_LONGEST, ["buy a {w}", "buy {w}"], "buy a b c", {"w": "a b c"}),
        (Resolve.LEFTMOST_LONGEST, ["{w} b", "{w}"], "a b", {"w": "a b"}),
        (Resolve.LEFTMOST_LONGEST, ["{c} {w}", "{w}"], "red one day", {"w": "red one day"}),
        (Resolve.LEFTMOST_LONGEST, ["{w}", "{v}"], "a b", {"w": "a b"}),
        (Resolve.LEFTMOST_LONGEST, ["{v}", "{w}"], "a b", {"w": "a b"}),
        (Resolve.FIRST, ["{v}", "{w}"], "a b", {"v": "a b"}),
        (Resolve.FIRST, ["{w} b", "{w}"], "a b", {"w": "a"}),
        (Resolve.FIRST, ["{w} {v}", "{w}"], "a b c", {"w": "a b", "v": "c"}),
        (Resolve.MOST_LITERAL, ["{w}", "{w} b"], "a b", {"w": "a"}),
        (Resolve.MOST_LITERAL, ["{w}", "{c} {w}"], "red one day", {"c": "red one", "w": "day"}),
        (Resolve.MOST_LITERAL, ["{w} {v}", "{n} {w}"], "3 blue mugs", {"n": 3, "w": "blue mugs"}),
        (Resolve.MOST_LITERAL, ["{n}", "{r}"], "kitchen", {"r": "kitchen"}),
    ],
)
def test_the_reading_that_counts(resolve: Resolve, asks: list[str], utterance: str, expected: Any) -> None:
    assert answer(family(*asks, resolve=resolve), utterance) == expected


def test_constants_tell_apart_what_nothing_else_does() -> None:
    fixed = g.alt(g.Fix("n", 3), g.Fix("n", 2), g.seq(g.Fix("m", 1), g.Fix("n", 2)))
    asks = [g.seq(g.Text("go"), fixed)]
    assert answer(family(*asks), "go") == "ambiguous"
    for resolve in set(Resolve) - {Resolve.UNIQUE}:
        assert answer(family(*asks, resolve=resolve), "go") == {"n": 2}


def test_two_values_of_one_lexeme_are_told_apart_by_no_order() -> None:
    lexicon = Choices((Option("am", ("m",)), Option("pm", ("m",))))
    for resolve in Resolve:
        one = family(g.seq(g.Text("at"), g.GAP, g.Capture("c", lexicon)), resolve=resolve)
        one = replace(one, slots=(Slot("c", lexicon, lexicon.value_type()),))
        assert answer(one, "at am") == {"c": "am"}
        assert answer(one, "at m") == "ambiguous"


def test_literal_are_the_symbols_outside_of_captures() -> None:
    one = family("put {n} {c} in {w} now", resolve=Resolve.MOST_LITERAL)
    utterance = "put 12 dark red in the box now"
    (reading,) = readings(one, normalise(utterance), BINDING)
    assert literalness(utterance, reading) == (1, -len("putinnow"), len("the box"))
    assert order(one, utterance, reading)[:4] == (1, -8, 7, 0)


def conditioned() -> Family:
    """``half of n``, n even: 100 // (n - 50), declared to be at most 20, promised not to be 5."""
    nodes = Nodes()
    n = nodes.leaf("slot", COUNT.value_type(), "n")
    two, fifty, hundred = nodes.const(2), nodes.const(50), nodes.const(100)
    where = nodes.op("eq", nodes.op("mod", n, two), nodes.const(0))
    result = nodes.op("floordiv", hundred, nodes.op("sub", n, fifty))
    ensure = nodes.op("ne", result, nodes.const(5))
    program = Program(
        tuple(nodes.nodes), (Span(0, 0),) * len(nodes.nodes), (), (where,), (Let("x", result),), result,
        t.integer(-100, 20), (ensure,),
    )  # fmt: skip
    return replace(family("half of {n}", program=program), slots=(Slot("n", COUNT, COUNT.value_type()),))


@pytest.mark.parametrize(
    ("utterance", "expected"),
    [
        ("half of 60", Answered("f", (60,), 10)),
        ("half of 61", Unanswered("condition")),
        ("half of sixty one", Unanswered("condition")),
        ("half of", Unanswered("no_family")),
        ("half of 50", Unanswered("division_by_zero", ("f",))),
        ("half of 52", Unanswered("out_of_range", ("f",))),
        ("half of 70", Unanswered("ensure_failed", ("f",))),
        ("x" * 1001, Unanswered("too_long")),
    ],
)
def test_conditions_errors_and_promises(utterance: str, expected: Any) -> None:
    assert decide([conditioned()], utterance, {}) == expected


def test_a_reading_that_fails_a_condition_does_not_count() -> None:
    digit = g.seq(text("half of {n}"), g.Text("0"))
    both = replace(conditioned(), grammar=g.Grammar(g.alt(text("half of {n}"), digit)))
    # "60" is 60, and 6 with a 0 behind it: both are even. Of "10" only 10 is; "50" is stuck, and 5 is odd.
    assert answer(both, "half of 60") == "ambiguous"
    assert answer(both, "half of 10") == {"n": 10}
    assert answer(both, "half of 50") == "division_by_zero"


def test_context_that_is_required_and_missing_leaves_the_family_out() -> None:
    required = replace(family("hello"), context=(Field("area", t.Text(0, 9)),))
    optional = replace(family("hello"), context=(Field("area", t.Optional(t.Text(0, 9))),))
    assert decide([required], "hello", {}) == Unanswered("context_missing")
    assert isinstance(decide([required], "hello", {"area": "attic"}), Answered)
    assert isinstance(decide([optional], "hello", {}), Answered)
    assert isinstance(decide([required, replace(optional, name="g")], "hello", {}), Answered)
    assert decide([required, conditioned()], "half of 61", {}) == Unanswered("condition")


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        ([("a", "buy {w}", 0), ("b", "buy {w}", 0)], ("a", "b")),
        ([("a", "buy {w}", 0), ("b", "buy {w}", 1)], "b"),
        ([("a", "buy {w}", 2), ("b", "buy {w} {v}", 1)], "a"),
        ([("a", "buy {w}", 0), ("b", "sell {w}", 1)], "a"),
        ([("a", "buy {w}", 1), ("b", "buy {w}", 1), ("c", "buy {w}", 0)], ("a", "b")),
    ],
)
def test_priorities_decide_between_families(families: list[tuple[str, str, int]], expected: Any) -> None:
    made = [family(ask, name=name, priority=priority) for name, ask, priority in families]
    for given_ in (made, made[::-1]):
        decision = decide(given_, "buy a b", {})
        if isinstance(expected, str):
            assert isinstance(decision, Answered)
            assert decision.family == expected
        else:
            assert decision == Unanswered("overlap", expected)


def chosen(*families: Family) -> str:
    """Which family answers to "turn on the red lamp", in whatever order they are asked."""
    decisions = [decide(order_, "turn on the red lamp", {}) for order_ in (families, families[::-1])]
    assert decisions[0] == decisions[1]
    assert isinstance(decisions[0], Answered)
    return decisions[0].family


def test_the_most_literal_family_answers_where_all_declare_that_order() -> None:
    literal = {"resolve": Resolve.MOST_LITERAL}
    wide = family("turn on {w}", name="wide", priority=5, **literal)
    narrow = family("turn on the {c} {w}", name="narrow", **literal)
    assert chosen(wide, narrow) == "narrow"
    assert chosen(wide, replace(narrow, resolve=Resolve.FIRST)) == "wide"
    assert chosen(narrow, replace(narrow, name="other", priority=1)) == "other"
    assert chosen(narrow, replace(narrow, name="another")) == "another"
    early = family("turn on the {w} lamp", name="early", **literal)
    late = family("turn on the red {w}", name="late", **literal)
    assert chosen(early, late) == "early"


def test_an_ambiguous_family_stands_in_the_way_of_others() -> None:
    torn = family("buy {w} {v}", name="torn")
    sure = family("buy {w}", name="sure")
    assert decide([torn, sure], "buy a b c", {}) == Unanswered("overlap", ("sure", "torn"))
    assert decide([replace(torn, priority=1), sure], "buy a b c", {}) == Unanswered("ambiguous", ("torn",))
