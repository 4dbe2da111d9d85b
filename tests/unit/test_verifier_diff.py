"""``diff``: verdicts, the shortest request for each change, what moved, what is not equivalent."""

from __future__ import annotations

import pytest

from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding, entry
from potstill.ir.verdicts import Method
from potstill.verifier.diff import Change, Difference, Standing, diff
from potstill.verifier.diff.covers import covers
from potstill.verifier.diff.programs import alike, listing
from tests.recipes import artifact

BASE = """
family sum
ask "add {a} and {b}"
slot a: int 0..1000 digits
slot b: int 0..1000 digits
answer a + b
"""
SPELL = """
family spell
ask "spell {w}"
slot w: words 1..2
answer f"<{w}>"
"""
CALL = """
family call
ask "call {who}"
list people of text
slot who: names people
answer who
"""
DUE = """
family due
ask "in {n} days"
slot n: int 1..400 digits
context today: date 2000-01-01..2099-12-31
answer add_days(today, n)
"""


def compared(before: str, *edits: tuple[str, str], binding: Binding = EMPTY_BINDING) -> Difference:
    """A recipe and the same with some pieces replaced."""
    after = before
    for old, new in edits:
        assert old in after
        after = after.replace(old, new)
    return diff(artifact(before), artifact(after), binding=binding)


LIGATURE = """
family lig
ask "f{w}"
slot w: enum {i}
answer w
"""
PAIR = """
family pair
ask "say {w} {v}"
ask "say {v} {w}"
slot w: words 1..2
slot v: words 1..2
resolve first
answer f"{w}-{v}"
"""


def test_the_same_artifact() -> None:
    assert compared(BASE).standing is Standing.EQUIVALENT


@pytest.mark.parametrize(
    ("before", "old", "new", "method"),
    [
        (BASE, "answer", "# the sum\nanswer", Method.DATAFLOW),
        (BASE, "answer a + b", "let total = a + b\nanswer total", Method.DATAFLOW),
        (BASE, "a + b", "b + a", Method.SMT),
        (BASE, "a + b", "(a + b) ** 2 - (a ** 2 + 2 * a * b + b ** 2) + b + a", Method.SMT),
        (BASE, "a + b", "a + b\nensure answer >= a", Method.SMT),
        (BASE, '"add {a} and {b}"', '"(add|add) {a} and {b}"', Method.DATAFLOW),
        (BASE, "answer", "resolve first\nanswer", Method.AUTOMATA),
        (BASE.replace("1000", "9"), "a + b", "b + a", Method.ENUMERATION),
        (CALL, "answer who", "let one = who\nanswer one", Method.DATAFLOW),
        (DUE, "2099-12-31\n", "2099-12-31\ncontext zone: text optional\n", Method.AUTOMATA),
    ],
    ids=["comment", "let", "order", "formula", "promise", "template", "resolve", "few", "names", "context"],
)
def test_equivalent(before: str, old: str, new: str, method: Method) -> None:
    found = compared(before, (old, new))
    assert found.standing is Standing.EQUIVALENT
    assert found.kept.proved
    assert found.added.proved
    assert method in found.kept.methods
    assert found.witnesses == ()


@pytest.mark.parametrize(
    ("before", "edits", "standing", "utterances"),
    [
        (BASE, [("answer", "where a >= b\nanswer")], Standing.NARROWER, ["add 0 and 1"]),
        (BASE, [("slot a: int 0..1000", "slot a: int 0..999")], Standing.NARROWER, ["add 1000 and 0"]),
        (BASE, [("slot a: int 0..1000", "slot a: int 0..1200")], Standing.WIDER, ["add 1001 and 0"]),
        (BASE, [("and {b}", "[and] {b}")], Standing.WIDER, ["add 0 0"]),
        (BASE, [(' and {b}', '[ and {b}]'), ("digits\na", "digits default 1\na")], Standing.WIDER, ["add 0"]),
        (SPELL, [("1..2", "1..3")], Standing.WIDER, ["spell 0 0 0"]),
        (CALL, [('ask "', 'ask "ring {who}"\nask "')], Standing.WIDER, ["ring beta"]),
        (BASE, [('"add', '"sum')], Standing.INCOMPARABLE, ["add 0 and 0", "sum 0 and 0"]),
        (BASE, [("a + b", "a + b if a != 777 else 0")], Standing.DIFFERS, ["add 777 and 0"]),
        (BASE, [("a + b", "(a + b) / max(a - 5, 0)")], Standing.DIFFERS, ["add 0 and 0"]),
        (BASE, [("{a} and {b}", "{b} and {a}"), ("a + b", "a - b")], Standing.DIFFERS, ["add 1 and 0"]),
        (SPELL, [("{w}>", "{lower(w)}>")], Standing.DIFFERS, ["SPELL X"]),
        (PAIR, [("{w} {v}", "{v}  {w}"), ("{v} {w}", "{w} {v}")], Standing.DIFFERS, ["say x y"]),
    ],
    ids=[
        "condition", "smaller_range", "larger_range", "optional_word", "optional_slot", "words", "names",
        "another_word", "one_value", "error", "places", "spelling", "order_of_templates",
    ],
)  # fmt: skip
def test_the_shortest_requests(
    before: str, edits: list[tuple[str, str]], standing: Standing, utterances: list[str]
) -> None:
    found = compared(before, *edits)
    assert found.standing is standing
    assert [witness.utterance for witness in found.witnesses] == utterances


def test_values_along_the_graph() -> None:
    found = compared(BASE, ("answer a + b", "let c = a * 2\nanswer c + b"))
    (witness,) = found.witnesses
    assert witness.change is Change.OUTCOME
    assert (witness.one.outcome, witness.other.outcome) == ("1", "2")
    assert witness.one.values == (("a + b", "1"),)
    assert witness.other.values == (("c", "2"), ("c + b", "2"))
    assert witness.other.parameters == (("a", "1"), ("b", "0"))


def test_answers_that_are_written_otherwise_differ() -> None:
    (witness,) = compared(BASE, ("answer", "answer: decimal(2) 0..2000 =")).witnesses
    assert (witness.one.outcome, witness.other.outcome) == ("0", '"0.00"')


def test_a_context_that_one_version_alone_requires() -> None:
    found = compared(DUE, ("2099-12-31\n", "2099-12-31\ncontext more: int 0..5\n"), ("y, n", "y, n + more"))
    assert found.standing is Standing.DIFFERS
    assert found.witnesses[0].change is Change.LOST
    assert found.witnesses[0].other.outcome == "context_missing"
    assert found.of(Change.OUTCOME)[0].context[0] == ("more", "1")


def test_a_context_with_another_range() -> None:
    found = compared(DUE, ("2000-01-01", "1990-01-01"))
    assert found.standing is Standing.WIDER
    assert found.witnesses[0].one.outcome == "context_type"
    assert compared(DUE, ("2000-01-01", "2010-01-01")).standing is Standing.NARROWER


def test_renamed_slots_are_told_and_compared() -> None:
    found = compared(BASE, ("{a}", "{first}"), ("slot a", "slot first"), ("answer a", "answer first"))
    assert found.standing is Standing.EQUIVALENT
    assert found.renamed == (("a", "first"),)
    assert found.moves == ()
    again = compared(BASE, ("{a}", "{first}"), ("slot a", "slot first"), ("answer a +", "answer first * 2 +"))
    assert again.renamed == (("a", "first"),)
    assert again.standing is Standing.DIFFERS


def test_other_slots_in_other_places_are_not_renamed() -> None:
    found = compared(BASE, ("{a} and {b}", "{b} and {c}"), ("slot a", "slot c"), ("a + b", "b - c"))
    assert found.renamed == ()
    assert found.standing is Standing.DIFFERS


def test_a_text_may_be_read_otherwise_than_its_normal_form() -> None:
    """No slot takes a part of the ligature ﬁ, which "fi" is the normal form of (clause N6.3)."""
    found = compared(LIGATURE, ('"f{w}"', '"fi" with w = "i"'))
    assert found.standing is Standing.UNDECIDED


def test_what_moved() -> None:
    found = compared(
        BASE,
        ("slot b: int 0..1000 digits", "slot b: int 0..500 digits\ncontext day: date optional"),
        ("answer a + b", "where b > 0\nlet c: int 0..2000 = a + b\nanswer c\nensure answer > 0\npriority 2"),
    )
    moved = {(move.what, move.before, move.after) for move in found.moves}
    assert {
        ("slot b, type", "int 0..1000", "int 0..500"),
        ("context day", "", "optional date"),
        ("let c, type", "", "int 0..2000"),
        ("where", "", "b > 0"),
        ("ensure", "", "answer > 0"),
        ("priority", "0", "2"),
        ("answer, type", "int 0..2000", "int 0..1500"),
    } <= moved
    assert any(move.what == "steps" for move in found.moves)


def test_proofs_assume_what_nobody_can_see_of_late_names() -> None:
    found = compared(CALL, ('ask "', 'ask "ring {who}"\nask "'))
    assert found.kept.assumes == ("the names that who reads are each said in one way of their own",)
    people = Binding({"people": [entry("Ann"), entry("Bob")]})
    (witness,) = compared(CALL, ('ask "', 'ask "ring {who}"\nask "'), binding=people).witnesses
    assert witness.utterance == "ring ann"


def test_all_of_it_as_json() -> None:
    data = compared(BASE, ("answer", "where a >= b\nanswer")).to_json()
    assert data["verdict"] == "narrower"
    assert data["witnesses"][0]["change"] == "lost"
    assert data["witnesses"][0]["after"] == {"outcome": "condition", "parameters": {}, "values": []}
    assert data["added"]["proved"]
    assert {"what": "where", "before": None, "after": "a >= b"} in data["moved"]


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        (lx.Integers(0, 10), lx.Integers(2, 5), True),
        (lx.Integers(0, 10), lx.Integers(2, 12), False),
        (lx.Integers(0, 10, 2), lx.Integers(2, 6, 4), True),
        (lx.Integers(0, 10, 2), lx.Integers(1, 9, 2), False),
        (lx.Integers(0, 10, 1, False), lx.Integers(2, 5), False),
        (lx.Ordinals(1, 31), lx.Ordinals(2, 12), True),
        (lx.Durations(0, 7200), lx.Durations(60, 3600), True),
        (lx.Words(1, 3), lx.Words(1, 2), True),
        (lx.Words(1, 3, ("by",)), lx.Words(1, 3), False),
        (lx.Words(1, 3), lx.Words(1, 3, ("by",)), True),
        (lx.Wild(), lx.Words(1, 3), True),
        (lx.Words(1, 2), lx.Pattern("[a-z]+"), True),
        (lx.Choices((lx.Option("a"), lx.Option("b"))), lx.Choices((lx.Option("b"),)), True),
        (lx.Choices((lx.Option("a", ("x",)),)), lx.Choices((lx.Option("x"),)), False),
        (lx.Integers(0, 99), lx.Choices((lx.Option(7, ("seven",)),)), True),
        (lx.Lists(lx.Integers(1, 9), 1, 4), lx.Lists(lx.Integers(1, 9), 2, 3), True),
        (lx.Lists(lx.Integers(1, 9), 1, 4), lx.Lists(lx.Integers(1, 8), 2, 3), False),
        (lx.Names("rooms"), lx.Names("people"), False),
    ],
)
def test_a_lexicon_that_reads_all_of_another(outer: lx.Lexicon, inner: lx.Lexicon, covered: bool) -> None:
    assert covers(outer, inner) is covered


def test_programs_that_only_look_alike_are_not_one() -> None:
    """Comprehensions whose elements have changed places; constants that Python takes for equal."""
    nested = """
family n
ask "{l}"
slot l: list(int 1..3 digits) 1..2
answer [sum([x * 10 + y for y in l]) for x in l]
"""
    other = artifact(nested.replace("x * 10 + y", "y * 10 + x")).family.program
    assert listing(artifact(nested).family.program) != listing(other)
    truth = 'family b\nask "{n}"\nslot n: int 1..9\nanswer [n > 1, true]\n'
    same = artifact(truth.replace("n > 1, true", "true, n > 1")).family.program
    assert listing(artifact(truth).family.program) != listing(same)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (t.integer(1, 2), t.integer(0, 9), True),
        (t.integer(1, 2), t.Number(t.integer(1, 2).low, t.integer(1, 2).high, None), False),
        (t.Record((("a", t.Bool()),)), t.Record((("b", t.Bool()),)), False),
        (t.List(t.Bool(), 0, 1), t.List(t.Bool(), 2, 3), True),
        (t.Optional(t.Bool()), t.Bool(), False),
        (t.Text(1, 2), t.enumeration("a"), True),
    ],
)
def test_types_whose_values_go_out_alike(one: t.Type, other: t.Type, same: bool) -> None:
    assert alike(one, other) is same
