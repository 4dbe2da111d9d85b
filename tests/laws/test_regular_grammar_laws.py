"""Automata of grammars read what the naive matcher reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.grammar import Chars, Machine, Node
from potstill.ir.regular import automaton, determinise, except_words, machine, minimise
from tests.laws.regular_oracle import RULES, all_words, machines, matches, nodes

WORDS = list(all_words(5))


@given(nodes)
def test_an_automaton_reads_what_its_grammar_does(node: Node) -> None:
    nfa = automaton(node, rules=RULES)
    dfa = determinise(nfa)
    read = [word for word in WORDS if matches(node, word, RULES)]
    assert [word for word in WORDS if dfa.accepts(word)] == read
    assert [word for word in WORDS[:60] if nfa.accepts(word)] == [word for word in read if word in WORDS[:60]]


@given(nodes)
def test_a_machine_says_the_same_as_the_grammar(node: Node) -> None:
    nfa = automaton(node, rules=RULES)
    canonical = machine(nfa)
    assert [w for w in WORDS if matches(canonical, w)] == [w for w in WORDS if matches(node, w, RULES)]
    assert machine(automaton(canonical)) == canonical


@given(machines())
def test_machines_without_gaps_keep_every_word(node: Machine) -> None:
    dfa = minimise(automaton(node))
    assert [w for w in WORDS if dfa.accepts(w)] == [w for w in WORDS if matches(node, w)]


SHORT = st.text("ab", min_size=1, max_size=2)
A, A_OR_B = Chars(((97, 97),)), Chars(((97, 98),))
PHRASES = st.sets(st.lists(SHORT, min_size=1, max_size=2).map(tuple), max_size=3)


@given(PHRASES, st.integers(0, 2), st.integers(0, 2), st.one_of(st.none(), st.integers(1, 2)))
def test_banned_phrases_do_not_occur_over_words(
    banned: set[tuple[str, ...]], low: int, more: int, longest: int | None
) -> None:
    dfa = minimise(automaton(except_words(A_OR_B, banned, low, low + more, longest=longest)))

    def stays(text: str) -> bool:
        words = tuple(text.split(" ")) if text else ()
        return (
            low <= len(words) <= low + more
            and all(0 < len(word) <= (longest or len(word)) for word in words)
            and not any(words[i : i + len(phrase)] == phrase for phrase in banned for i in range(len(words)))
        )

    assert [text for text in WORDS if dfa.accepts(text)] == [text for text in WORDS if stays(text)]

    dfa = minimise(automaton(except_words(A_OR_B, banned, low, low + more, edges=A, longest=longest)))
    edged = [text for text in WORDS if stays(text) and text[:1] in ("", "a") and text[-1:] in ("", "a")]
    assert [text for text in WORDS if dfa.accepts(text)] == edged
