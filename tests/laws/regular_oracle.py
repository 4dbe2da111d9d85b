"""A naive matcher over grammar nodes, and strategies for small grammars: what automata are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import strategies as st

from potstill.ir.grammar import (
    EMPTY,
    GAP,
    NOTHING,
    Alt,
    Capture,
    Chars,
    Digit,
    Fix,
    Gap,
    Item,
    Machine,
    Node,
    Repeat,
    Rule,
    Seq,
    Step,
    Text,
)

ALPHABET = "ab "


def all_words(longest: int, alphabet: str = ALPHABET) -> Iterator[str]:
    """Every word over the alphabet, the shorter first, each length in code point order."""
    for length in range(longest + 1):
        for letters in product(sorted(alphabet), repeat=length):
            yield "".join(letters)


def matches(node: Node, word: str, rules: Mapping[str, Node] | None = None) -> bool:
    """Whether the node reads the whole word as an utterance."""
    return len(word) in _ends(node, word, 0, rules or {})


def _ends(node: Node, word: str, at: int, rules: Mapping[str, Node]) -> set[int]:
    """Where the node may stop reading that starts at ``at``."""
    match node:
        case Text(text):
            return {at + len(text)} if word.startswith(text, at) else set()
        case Chars():
            return {at + 1} if at < len(word) and word[at] in node else set()
        case Digit(_, low, high):
            return {at + 1} if word[at : at + 1] in [str(digit) for digit in range(low, high + 1)] else set()
        case Gap():
            read = 0 < at < len(word) - 1 and word[at] == " " and word[at - 1] != " " and word[at + 1] != " "
            empty = at in (0, len(word)) or word[at - 1] == " "
            return ({at + 1} if read else set()) | ({at} if empty else set())
        case Seq(parts):
            here = {at}
            for part in parts:
                here = {end for start in here for end in _ends(part, word, start, rules)}
            return here
        case Alt(parts):
            return {end for part in parts for end in _ends(part, word, at, rules)}
        case Repeat(body, low, high):
            here, found = {at}, set[int]()
            for times in range(len(word) + low + 1 if high is None else high + 1):
                found |= here if times >= low else set()
                here = {end for start in here for end in _ends(body, word, start, rules)}
            return found
        case Rule(name):
            return _ends(rules[name], word, at, rules)
        case Capture(_, lexicon) | Item(lexicon):
            return _ends(lexicon.language(), word, at, rules)
        case Fix() | Step():
            return {at}
        case Machine(moves, accepting):
            found, state = set[int](), 0
            for end in range(at, len(word) + 1):
                found |= {end} if state in accepting else set()
                code = ord(word[end]) if end < len(word) else -1
                after = [target for low, high, target in moves[state] if low <= code <= high]
                if not after:
                    break
                state = after[0]
            return found


@st.composite
def machines(draw: st.DrawFn) -> Machine:
    """Small machines, not minimal ones in general."""
    size = draw(st.integers(1, 3))
    rows = []
    for _ in range(size):
        letters = sorted(draw(st.sets(st.sampled_from(ALPHABET), max_size=3)))
        rows.append(tuple((ord(x), ord(x), draw(st.integers(0, size - 1))) for x in letters))
    return Machine(tuple(rows), tuple(sorted(draw(st.sets(st.integers(0, size - 1))))))


def _leaves() -> st.SearchStrategy[Node]:
    return st.one_of(
        st.text(ALPHABET, max_size=3).map(Text),
        st.sets(st.sampled_from(ALPHABET), min_size=1).map(
            lambda letters: Chars(tuple((ord(x), ord(x)) for x in sorted(letters)))
        ),
        st.just(GAP),
        st.sampled_from([EMPTY, NOTHING, Fix("slot", 1), Step(0, 10, 0), Rule("rule")]),
        machines(),
    )


def _inner(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    bounds = st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(0, 2)))
    return st.one_of(
        st.lists(children, max_size=4).map(lambda parts: Seq(tuple(parts))),
        st.lists(children, max_size=3).map(lambda parts: Alt(tuple(parts))),
        st.tuples(children, bounds).map(
            lambda pair: Repeat(pair[0], pair[1][0], pair[1][1] and pair[1][0] + pair[1][1])
        ),
    )


RULES: Mapping[str, Node] = {"rule": Alt((Text("a"), Seq((Text("b"), GAP, Text("a"))), GAP))}
nodes: st.SearchStrategy[Node] = st.recursive(_leaves(), _inner, max_leaves=8)
"""Grammar nodes over the alphabet; their rules are RULES."""
