"""Splitting against brute force: every utterance of small families, asked of the parent and of all sides."""

from __future__ import annotations

from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from potstill.compiler import compile_recipe
from potstill.distill.split import Boundary, NoSplit, Policy, Reason, Request, Rung, Split, split
from potstill.distill.split.merging import merged_language, word_of
from potstill.distill.split.requests import Read, read
from potstill.ir.artifact import Artifact
from potstill.ir.normal import normalise
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.ir.regular import Census, automaton, minimise
from tests.recipes import artifact

SMALL = (
    """
family sums
ask "[please] (add|sum) {a} and {b}"
ask "{a} plus {b} [now]"
slot a: int 1..3 digits
slot b: int 1..3 digits
where a + b < 6
answer a * b if a < b else a + b
""",
    """
family lights
rule the = "[the] {thing}"
ask "(turn|switch) (on|off) <the>"
ask "(on|off) with <the> {n}"
slot thing: enum {lamp = "light", fan}
slot n: int 1..2 digits default 1
answer {thing: thing, n: n}
""",
    """
family halves
ask "half of {n}"
ask "{n} [(divided|split)] by 2"
slot n: int 2..6 digits
where n % 2 == 0
answer n / 2 if n > 2 else 1
""",
)
UNTAKEN = {"no_family", "condition", "context_missing"}


@cache
def parents() -> tuple[Artifact, ...]:
    return tuple(map(artifact, SMALL))


@cache
def every(parent: int) -> tuple[str, ...]:
    """The utterances that the parent takes."""
    return taken(parents()[parent])


def taken(one: Artifact) -> tuple[str, ...]:
    """The utterances that a family takes."""
    words = Census(minimise(automaton(one.family.grammar))).words()
    return tuple(word for word in words if normalise(word).text == word and ends(one, word) is not None)


def ends(one: Artifact, utterance: str) -> str | None:
    """The outcome, None where the utterance is not taken."""
    match decide([one.family], utterance, {}):
        case Answered(value=value):
            return repr(value)
        case Unanswered(reason) if reason in UNTAKEN:
            return None
        case Unanswered(reason):
            return reason


@st.composite
def tasks(draw: st.DrawFn) -> tuple[int, list[str], list[str], Policy]:
    parent = draw(st.integers(0, len(SMALL) - 1))
    chosen = draw(st.lists(st.sampled_from(every(parent)), min_size=2, max_size=8, unique=True))
    cut = draw(st.integers(1, len(chosen) - 1))
    start = draw(st.integers(0, len(Rung) - 1))
    policy = Policy(boundary=draw(st.sampled_from(Boundary)), rungs=tuple(Rung)[start:])
    return parent, chosen[:cut], chosen[cut:], policy


@settings(deadline=None, max_examples=25)
@given(tasks())
def test_the_sides_share_out_all_requests_and_change_no_answer(
    task: tuple[int, list[str], list[str], Policy],
) -> None:
    number, accepted, rejected, policy = task
    parent = parents()[number]
    found = split(parent, [Request(each) for each in accepted], [Request(each) for each in rejected], policy)
    if isinstance(found, NoSplit):
        assert found.reason is Reason.NO_SEPARATION
        return
    assert found.proved, found.report()
    sides = [side.artifact for side in found.sides]
    assert all(compile_recipe(side.recipe).artifact == side for side in sides)
    for utterance in every(number):
        outcomes = [outcome for side in sides if (outcome := ends(side, utterance)) is not None]
        assert outcomes == [ends(parent, utterance)], utterance
    assert all(ends(sides[0], each) is not None for each in accepted)
    assert all(ends(sides[0], each) is None for each in rejected)
    assert sorted(word for side in sides for word in taken(side)) == sorted(every(number))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_merged_states_accept_the_accepted_and_none_of_the_rejected(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(SMALL) - 1))
    chosen = data.draw(st.lists(st.sampled_from(every(number)), min_size=2, max_size=12, unique=True))
    reads = [found for each in chosen if isinstance(found := read(parents()[number], Request(each)), Read)]
    cut = data.draw(st.integers(1, len(reads) - 1))
    language = merged_language(reads[:cut], reads[cut:])
    assume(language is not None)
    assert language is not None
    accepts = [language.after(0, word_of(each)) in language.accepting for each in reads]
    assert accepts == [place < cut for place in range(len(reads))]


@settings(deadline=None, max_examples=10)
@given(tasks())
def test_the_same_arguments_give_the_same_split(task: tuple[int, list[str], list[str], Policy]) -> None:
    number, accepted, rejected, policy = task
    outcomes = []
    for _ in range(2):
        found = split(
            parents()[number],
            [Request(each) for each in accepted],
            [Request(each) for each in rejected],
            policy,
        )
        addresses = [side.artifact.address for side in found.sides] if isinstance(found, Split) else []
        outcomes.append((addresses, found.report()))
    assert outcomes[0] == outcomes[1]
