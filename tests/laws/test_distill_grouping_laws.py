"""Laws of grouping, for any stream."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from potstill.distill.grouping import DEFAULT, Grouper, dump, load
from potstill.distill.grouping.alignment import align, masks
from potstill.distill.grouping.sample import Sample, member
from potstill.distill.grouping.tokens import Tokens, tokenise

POLICY = replace(DEFAULT, singles=6, groups=4, members=3, aliases=3, postings=12, spread=3, affixes=2)
"""Small enough that limits are met."""

WORDS = ("water", "plants", "garden", "open", "door", "the", "of", "3", "seven", "$4.50", "ada's", "Ångström")
sentences = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
templates = st.builds(
    "{0} brings {1} heavy boxes from the {2} to the {0} hall".format, *[st.sampled_from(WORDS)] * 3
)
tailed = st.one_of(sentences, templates).map("{} give only the result and nothing else".format)
streams = st.lists(st.one_of(sentences, templates, tailed, st.text(max_size=30)), max_size=40)
sequences = st.lists(st.sampled_from("abc"), max_size=12).map(tuple)


def longest(left: Tokens, right: Tokens) -> int:
    """The length of a longest common subsequence, by the textbook's table."""
    row = [0] * (len(right) + 1)
    for token in left:
        above = row[:]
        for j, other in enumerate(right):
            row[j + 1] = above[j] + 1 if token == other else max(above[j + 1], row[j])
    return row[-1]


def is_subsequence(part: Tokens, whole: Tokens) -> bool:
    rest = iter(whole)
    return all(token in rest for token in part)


@given(sequences, sequences)
def test_an_alignment_is_common_increasing_and_longest(left: Tokens, right: Tokens) -> None:
    pairs = align(left, right, masks(right))
    assert all(left[i] == right[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert len(pairs) == longest(left, right)


@given(streams)
def test_all_members_contain_the_pattern(stream: list[str]) -> None:
    grouper = Grouper(POLICY)
    for utterance in stream:
        grouper.add(utterance)
    for entry in grouper.snapshot().entries:
        for each in entry.sample.members:
            tokens = tokenise(each.utterance, POLICY.symbols)
            assert tokens is not None
            assert is_subsequence(entry.pattern.tokens, tokens)
        least = POLICY.kept[entry.pattern.weight < POLICY.short]
        assert entry.alone or entry.pattern.weight * entry.count >= least * entry.total


@given(streams)
def test_memory_is_bounded_and_what_is_forgotten_leaves_the_index(stream: list[str]) -> None:
    grouper = Grouper(POLICY)
    for utterance in stream:
        group = grouper.add(utterance)
        state = grouper.snapshot()
        assert sum(entry.alone for entry in state.entries) <= POLICY.singles
        assert sum(not entry.alone for entry in state.entries) <= POLICY.groups
        assert len(state.aliases) <= POLICY.aliases
        assert group < state.upcoming
        assert grouper.find(group) in (group, None)
    grouper.discard([each.ref for entry in grouper.snapshot().entries for each in entry.sample.members])
    assert grouper.snapshot().entries == ()
    assert grouper.indexed == 0


@given(streams, st.integers(0, 40))
def test_a_restart_changes_nothing(stream: list[str], place: int) -> None:
    straight = Grouper(POLICY)
    first = [straight.add(utterance) for utterance in stream]
    resumed = Grouper(POLICY)
    second = [resumed.add(utterance) for utterance in stream[:place]]
    resumed = load(dump(resumed))
    second += [resumed.add(utterance) for utterance in stream[place:]]
    assert first == second
    assert dump(straight) == dump(resumed)


@given(st.lists(st.sampled_from(WORDS), max_size=20), st.randoms(use_true_random=False))
def test_a_sample_does_not_depend_on_the_order(utterances: list[str], random) -> None:  # type: ignore[no-untyped-def]  # typeshed has no name for it
    members = [member(serial, utterance, serial) for serial, utterance in enumerate(utterances)]
    one, other = Sample(4), Sample(4)
    for each in members:
        one.add(each)
    random.shuffle(members)
    for each in members:
        other.add(each)
    assert one == other
    assert len(one) == min(4, len({each.digest for each in members}))
