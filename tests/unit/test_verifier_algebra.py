"""The algebra of families on cases that a person can check by eye."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from potstill.cli import main
from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding, entry
from potstill.ir.family import Family, Resolve, Slot
from potstill.ir.lexicons import Words
from potstill.ir.normal import fold
from potstill.ir.reference.answer import Unanswered, decide
from potstill.ir.regular import Census, automaton
from potstill.verifier.algebra import (
    Contained,
    Containment,
    Coverage,
    Cure,
    Index,
    Limits,
    Nearest,
    Overlaps,
    Rule,
    Silent,
    Standing,
    ask_line,
    contained,
    decide_share,
    overlaps,
    silent,
    suggestions,
)
from potstill.verifier.algebra.letters import Letters, sayable
from potstill.verifier.algebra.recogniser import Recogniser, shared
from potstill.verifier.algebra.silhouette import Silhouettes, may_share
from tests.building import Builder
from tests.recipes import BIG, CALL, DOUBLE, GREET, HALF, artifact

TWICE = """
family twice
ask "twice {n}"
slot n: int 1..1000
answer n
example "twice 3" => 3
"""

CAB = """
family cab
ask "greet (a|my) cab {place}"
slot place: words 1..2
answer place
example "greet a cab home" => "home"
"""


def family(recipe: str) -> Family:
    """The family of a recipe that must compile."""
    return artifact(recipe).family


def of(*recipes: str, binding: Binding = EMPTY_BINDING) -> Overlaps:
    """The overlaps of some recipes."""
    return overlaps(map(family, recipes), binding)


def plain(name: str, *asks: g.Node, lexicon: Words | None = None) -> Family:
    """A family that answers its name."""
    build = Builder()
    slots = (Slot("w", lexicon, lexicon.value_type()),) if lexicon else ()
    program = build.program(build.const(name))
    return Family(name, "", g.Grammar(g.Alt(asks)), slots, (), program, ())


def said(text: str) -> g.Node:
    """A template of plain words."""
    return g.seq(*(piece for word in text.split(" ") for piece in (g.GAP, g.Text(word))))


def test_an_overlap_comes_with_the_shortest_request_and_both_readings() -> None:
    found = of(DOUBLE, TWICE, GREET)
    assert found.families == ("double", "greet", "twice")
    assert found.disjoint == 2
    (pair,) = found.pairs
    assert (pair.families, pair.standing) == (("double", "twice"), Standing.OVERLAP)
    witness = pair.witness
    assert witness is not None
    assert (witness.utterance, witness.shortest) == ("twice 1", True)
    one, other = witness.sides
    assert (one.family, one.ask, one.parameters) == ("double", 0, (("n", "1"),))
    assert [(each.slot, each.start, each.end) for each in other.captures] == [("n", 6, 7)]
    assert ask_line(artifact(DOUBLE), 0) == (3, 'ask "(double|twice) {n}"')
    assert ask_line(artifact(DOUBLE), 0) != ask_line(artifact(TWICE), 0)


def test_conditions_turn_words_away_until_one_is_a_request() -> None:
    bounded = HALF.replace("family half", "family other").replace(
        "where n % 2 == 0", "where n > 8 and n % 6 == 2"
    )
    bounded = bounded.replace("answer n // 2", "answer n").replace('"half of 8" => 4', '"half of 14" => 14')
    (pair,) = of(HALF, bounded).pairs
    assert pair.witness is not None
    assert pair.witness.utterance == "half of 14"


def test_conditions_that_exclude_each_other_stay_undecided_without_a_proof_and_are_disjoint_with_one() -> (
    None
):
    odd = HALF.replace("family half", "family odd").replace("== 0", "== 1").replace('8" => 4', '9" => 4')
    members = [family(HALF), family(odd)]
    none = overlaps(members, limits=Limits(replays=10), excludes=lambda _one, _other, _binding: False)
    (pair,) = none.pairs
    assert pair.standing is Standing.UNDECIDED
    assert pair.witness is None
    assert "10 shared words" in pair.reason
    assert overlaps(members).pairs == ()


def test_a_priority_resolves() -> None:
    (pair,) = of(DOUBLE, BIG).pairs
    assert (pair.standing, pair.rule, pair.winner) == (Standing.RESOLVED, Rule.PRIORITY, "big")


def test_most_literal_resolves_unless_a_third_family_does_not_declare_it() -> None:
    literal = [replace(plain(name, said("a b")), resolve=Resolve.MOST_LITERAL) for name in "fg"]
    (pair,) = overlaps(literal).pairs
    assert (pair.standing, pair.rule) == (Standing.RESOLVED, Rule.MOST_LITERAL)
    third = replace(plain("h", said("a b")), priority=-1)
    found = {pair.families: pair.standing for pair in overlaps([*literal, third]).pairs}
    assert found == {
        ("f", "g"): Standing.OVERLAP,
        ("f", "h"): Standing.RESOLVED,
        ("g", "h"): Standing.RESOLVED,
    }
    assert decide([*literal, third], "a b", {}) == Unanswered("overlap", ("f", "g"))


def test_names_overlap_under_the_binding_that_holds_them() -> None:
    other = (
        CALL.replace("family call", "family ring")
        .replace("{who}", "(bob|jim)")
        .replace("answer who", "answer 1")
    )
    other = "\n".join(line for line in other.splitlines() if not line.startswith(("list", "slot")))
    assert of(CALL, other).pairs == ()
    bound = Binding({"people": [entry("Jim")]})
    found = of(CALL, other, binding=bound)
    assert found.binding == bound.address
    assert [pair.witness.utterance for pair in found.pairs if pair.witness] == ["call jim"]


def test_a_context_is_found_in_which_both_are_candidates() -> None:
    one = TWICE.replace("answer n", 'context mode: enum {"dark", "light"}\nwhere mode == "light"\nanswer n')
    one = one.replace('example "twice 3" => 3', 'example "twice 3" with mode = "light" => 3')
    (pair,) = of(DOUBLE, one).pairs
    assert pair.witness is not None
    assert pair.witness.context == (("mode", '"light"'),)


def test_an_utterance_longer_than_is_read_is_none() -> None:
    long = g.Repeat(g.seq(g.GAP, g.Text("ab")), 400, 400)
    one, other = plain("f", long), plain("g", g.Repeat(g.seq(g.GAP, g.Text("ab")), 400, None))
    assert overlaps([one, other]).pairs == ()


def test_words_that_no_normal_form_can_be_are_not_shared() -> None:
    capital = g.Chars(((ord("A"), ord("Z")),))
    one, other = plain("f", g.seq(g.Text("a"), capital)), plain("g", g.seq(g.Text("a"), g.Text("Q")))
    assert overlaps([one, other]).pairs == ()
    stop = g.seq(g.Text("a"), g.alt(g.Text("."), g.Text("?")))
    assert overlaps([plain("f", stop), plain("g", g.Text("a."))]).pairs == ()


def test_caps_leave_pairs_undecided() -> None:
    words = Words(3, 9, ())
    one = plain("f", g.seq(g.Capture("w", words), g.GAP, g.Text("now")), lexicon=words)
    other = plain("g", g.seq(g.Text("call"), g.GAP, g.Capture("w", words)), lexicon=words)
    for limits in (Limits(states=3), Limits(pairs=3)):
        (pair,) = overlaps([one, other], limits=limits).pairs
        assert (pair.standing, pair.witness) == (Standing.UNDECIDED, None)
        assert str(min(limits.states, limits.pairs)) in pair.reason
    (pair,) = overlaps([one, other]).pairs
    assert pair.standing is Standing.OVERLAP


def test_what_blows_up_determinised_is_searched_undetermined() -> None:
    """A leading wildcard, then one word and ten more: two to the tenth deterministic states."""
    any_word = g.Chars(((97, 98),))
    tail = g.Repeat(any_word, 12, 12)
    one = plain("f", g.seq(g.Repeat(any_word, 0, None), g.Text("a"), tail))
    other = plain("g", g.seq(g.Repeat(any_word, 0, None), g.Text("b"), tail))
    limits = Limits(states=200, pairs=5_000)
    assert overlaps([one, other], limits=limits).pairs == ()
    sides = [Recogniser(each, EMPTY_BINDING, limits) for each in (one, one)]
    assert shared(sides[0], sides[1], Letters(), limits) == "a" * 13


def test_an_index_takes_families_in_and_forgets_them() -> None:
    index = Index()
    assert index.add(family(DOUBLE)) == ()
    (pair,) = index.add(family(TWICE))
    assert index.overlaps().pairs == index.pairs_of("double") == (pair,)
    with pytest.raises(ValueError, match="double"):
        index.add(family(DOUBLE))
    index.remove("double")
    assert (len(index), "double" in index, index.names) == (1, False, ("twice",))
    assert index.overlaps().pairs == ()
    with pytest.raises(KeyError):
        index.remove("double")
    assert index.add(family(DOUBLE)) == (pair,)


def test_cures_are_tried_before_they_are_suggested() -> None:
    index = Index()
    for recipe in (GREET, CAB, DOUBLE, TWICE):
        index.add(family(recipe))
    found = {pair.families: suggestions(index, pair) for pair in index.overlaps().pairs}
    assert [(each.cure, each.family, each.line, each.after) for each in found["cab", "greet"]] == [
        (Cure.EXCEPT, "greet", 'slot who: words 1..3 except "cab"', None),
        (Cure.PRIORITY, "cab", "priority 1", Standing.RESOLVED),
        (Cure.PRIORITY, "greet", "priority 1", Standing.RESOLVED),
    ]
    assert {each.cure for each in found["double", "twice"]} == {Cure.PRIORITY}


def test_a_suggested_line_cures_when_it_is_written() -> None:
    overlapping = BIG.replace("priority 1\n", "")
    index = Index()
    for recipe in (DOUBLE, overlapping):
        index.add(family(recipe))
    (pair,) = index.overlaps().pairs
    cures = {each.cure: each for each in suggestions(index, pair) if each.family == "big"}
    assert set(cures) == {Cure.PRIORITY}  # the example "double 600" lies in the range that a cut would take
    apart = overlapping.replace("600", "1600").replace("1200", "3200")
    index.remove("big")
    index.add(family(apart))
    (pair,) = index.overlaps().pairs
    (cut,) = [each for each in suggestions(index, pair) if each.cure is Cure.RANGE and each.family == "big"]
    assert of(DOUBLE, apart.replace("slot n: int 500..2000", cut.line)).pairs == ()


def test_families_that_can_never_answer() -> None:
    members = [plain("f", said("a b")), replace(plain("g", said("a b"), said("a c")), priority=1)]
    index = Index()
    for each in (*members, plain("nothing", g.NOTHING), plain("free", said("d"))):
        index.add(each)
    assert silent(index) == (
        Silent("f", "families of a higher priority take all of its utterances", ("g",)),
        Silent("nothing", "it reads nothing"),
    )
    index.remove("g")
    index.add(replace(members[1], priority=0))
    assert [(one.family, one.by) for one in silent(index)] == [("f", ("g",)), ("nothing", ())]


def test_a_family_under_a_condition_silences_nobody() -> None:
    above = HALF.replace("family half", "family above").replace("answer n // 2", "answer n\npriority 3")
    above = above.replace('"half of 8" => 4', '"half of 8" => 8')
    index = Index()
    for recipe in (HALF, above):
        index.add(family(recipe))
    assert silent(index) == ()


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("turn on the light", "turn on the light", True),
        ("turn on the light", "turn off the light", False),
        ("turn on the light", "turn on the lights", False),
        ("a b", "b a", False),
        ("a b a", "a a b a", False),
    ],
)
def test_silhouettes_of_plain_words(one: str, other: str, may: bool) -> None:
    splits = [Silhouettes(EMPTY_BINDING).asks(plain("f", said(text)).grammar) for text in (one, other)]
    assert may_share(splits[0][0], splits[1][0]) is may


def test_silhouettes_see_through_options_and_glue() -> None:
    light = g.seq(g.Text("light"), g.optional(g.Text("s")))
    silhouettes = Silhouettes(EMPTY_BINDING)
    (split,) = silhouettes.asks(plain("f", g.seq(said("all"), g.GAP, light)).grammar)
    assert split.last.texts == {"light", "lights"}
    assert (split.low, split.high, split.wordless) == (2, 2, False)
    assert [clause.texts for clause in split.clauses] == [{"all"}, {"light", "lights"}]


def test_letters_hold_what_normal_forms_may() -> None:
    letters = Letters()
    assert len(letters) < 50
    before = letters.version
    letters.add([((97, 102),)])
    assert (letters.spell(letters.of(((97, 102),))), letters.version) == ("abcdef", before)
    letters.add([((0xE9, 0xE9), (0x100000, 0x100001))])
    assert letters.version == before + 1
    for text in ("Straße", "½ Ünïcode ﬁ", "한글", "ά", "A b\u0345c"):
        assert all(any(low <= ord(char) <= high for low, high in sayable()) for char in fold(text))
    assert not automaton(g.Chars(((65, 90),))).accepts("a")


Lines = Iterable[str]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command line; its exit code."""
    monkeypatch.setattr("sys.argv", ["potstill", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(str(ended.value.code))


def write(folder: Path, *recipes: str) -> None:
    """Recipes as files."""
    for recipe in recipes:
        (folder / f"{family(recipe).name}.recipe").write_text(recipe, "utf-8")


def test_the_command_tells_pairs_readings_lines_and_cures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(tmp_path, DOUBLE, TWICE, GREET, CAB, BIG)
    assert run(monkeypatch, "overlap", str(tmp_path)) == 1
    out = capsys.readouterr().out
    assert '"twice 1"' in out
    assert 'line 3: ask "(double|twice) {n}"' in out
    assert 'write  slot who: words 1..3 except "cab"  (then disjoint)' in out
    assert "big, double" not in out
    assert run(monkeypatch, "overlap", "--all", "--json", str(tmp_path)) == 1
    told = json.loads(capsys.readouterr().out)
    assert [pair["standing"] for pair in told["pairs"]] == ["resolved", "overlap", "overlap"]
    assert told["pairs"][2]["asks"][0] == {"line": 3, "text": 'ask "(double|twice) {n}"'}


def test_exit_codes_of_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "overlap", str(tmp_path / "missing")) == 2
    assert run(monkeypatch, "overlap", str(tmp_path)) == 2
    write(tmp_path, DOUBLE, GREET)
    assert run(monkeypatch, "overlap", str(tmp_path)) == 0
    write(tmp_path, TWICE)
    assert run(monkeypatch, "overlap", "--pairs", "1", str(tmp_path)) == 3
    (tmp_path / "broken.recipe").write_text("family\n", "utf-8")
    assert run(monkeypatch, "overlap", str(tmp_path)) == 2
    assert "refused" in capsys.readouterr().err


def test_coverage_and_what_falls_to_the_fallback() -> None:
    covered = Coverage(map(family, (DOUBLE, HALF, GREET)))
    assert covered.reads("Twice 17!")
    assert not covered.reads("thrice 17")
    assert not covered.reads("half of " + "x" * 2000)
    assert covered.nearest("duoble 7") == Nearest("double 7", 2)
    assert covered.nearest("half of 12") == Nearest("half of 12", 0)
    misses = covered.near_misses(5)
    assert [miss.utterance for miss in misses] == sorted(
        (miss.utterance for miss in misses), key=lambda text: (len(text), text)
    )
    for miss in misses:
        assert covered.reads(miss.near)
        assert not covered.reads(miss.utterance)
        assert decide([family(DOUBLE), family(HALF), family(GREET)], miss.utterance, {}) == Unanswered(
            "no_family"
        )


def test_what_is_covered_and_what_is_not_as_automata() -> None:
    covered = Coverage([plain("f", said("a b")), plain("g", said("a c"), said("a b"))])
    census = Census(covered.covered())
    assert list(census.words()) == ["a b", "a c"]
    outside = covered.uncovered()
    assert outside.accepts("a d")
    assert not outside.accepts("a b")
    assert Coverage([plain("nothing", g.NOTHING)]).nearest("a") is None


def test_containment_is_proved_or_shown_not_to_hold() -> None:
    one, other = plain("f", said("a b")), plain("g", said("a b"), said("a c"))
    assert contained(one, other) == Contained(Containment.INSIDE)
    assert contained(other, one) == Contained(Containment.OUTSIDE, "a c")
    half = family(HALF)
    whole = replace(half, name="whole", program=replace(half.program, wheres=()))
    assert contained(half, whole) == Contained(Containment.INSIDE)
    assert contained(whole, half) == Contained(Containment.OUTSIDE, "half of 1")
    assert contained(half, replace(half, name="same"), limits=Limits(replays=5)) == Contained(
        Containment.UNDECIDED
    )


def test_work_can_be_shared_out() -> None:
    members = [family(recipe) for recipe in (DOUBLE, TWICE, BIG, GREET, CAB, HALF)]
    for parts in (1, 2, 50):
        index = Index()
        shares = pickle.loads(pickle.dumps(index.enter(members, parts)))
        assert len(shares) <= parts
        index.settle(map(decide_share, reversed(shares)))
        assert index.overlaps() == overlaps(members)


def test_the_command_uses_several_processes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(tmp_path, DOUBLE, TWICE, GREET, CAB)
    told = []
    for jobs in ("1", "2"):
        assert run(monkeypatch, "overlap", "--json", "--jobs", jobs, str(tmp_path)) == 1
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
