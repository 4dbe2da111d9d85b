"""Near misses: utterances one edit away from a family's language, and outside of it.

An edit inserts, deletes or replaces one symbol, or drops, doubles or swaps whole words. The neighbourhood of
one symbol is an automaton where that stays small; otherwise, and for words, a word of the language is drawn,
and then one of its edits that the family does not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from potstill.ir import regular
from potstill.ir.regular import DFA, NFA, CapExceeded
from potstill.ir.regular.classes import Ranges
from potstill.verifier.testgen.spelling import normal_forms

MAX_STATES: Final = 20_000
"""States of a neighbourhood's automaton."""

MAX_LANGUAGE: Final = 1_500
"""States of a language whose neighbourhood is tried: those of larger ones would be beyond the cap."""


def one_symbol_away(dfa: DFA, alphabet: Ranges, *, limit: int = MAX_STATES) -> DFA | None:
    """Normal forms over ``alphabet`` at a distance of one symbol from the language; None beyond the cap.

    The Levenshtein neighbourhood (Schulz and Mihov, "Fast string correction with Levenshtein automata", 2002)
    without the language itself. ``dfa`` must read words over ``alphabet`` alone.
    """
    if len(dfa) > MAX_LANGUAGE:
        return None
    try:
        edited = regular.difference(_neighbourhood(dfa, alphabet), dfa, limit=limit)
        return regular.minimise(regular.intersection(edited, normal_forms(alphabet), limit=limit))
    except CapExceeded:
        return None


def _neighbourhood(dfa: DFA, alphabet: Ranges) -> NFA:
    """Two copies of the automaton, before and after one edit."""
    nfa = dfa.nfa()
    size, any_symbol = len(nfa), len(nfa.classes)
    before: list[tuple[tuple[int, int], ...]] = []
    skips: list[tuple[int, ...]] = []
    for state, moves in enumerate(nfa.moves):
        targets = sorted({target for _, target in moves})
        replaced = tuple((any_symbol, size + target) for target in targets)
        before.append((*moves, *replaced, (any_symbol, size + state)))
        skips.append(tuple(size + target for target in targets))
    after = [tuple((name, size + target) for name, target in moves) for moves in nfa.moves]
    empty: list[tuple[int, ...]] = [*skips, *([()] * size)]
    accepting = frozenset(size + state for state in nfa.accepting)
    return NFA((*nfa.classes, alphabet), (*before, *after), tuple(empty), 0, accepting)


Outside = Callable[[str], bool]
"""Whether a word is a normal form that the family does not read."""


def symbol_edit(word: str, first: int, letters: Sequence[str], outside: Outside) -> str | None:
    """An ``outside`` word one symbol away; None if there is none.

    Edits are tried from number ``first`` on, round to the one before it: deletions come first, then
    replacements, then insertions, each from left to right.
    """
    total = edits_of(word, letters)
    for step in range(total):
        edited = _edit(word, (first + step) % total, letters)
        if edited != word and outside(edited):
            return edited
    return None


def edits_of(word: str, letters: Sequence[str]) -> int:
    """How many ways there are to edit one symbol of a word."""
    return len(word) * (len(letters) + 1) + (len(word) + 1) * len(letters)


def _edit(word: str, number: int, letters: Sequence[str]) -> str:
    if number < len(word):
        return word[:number] + word[number + 1 :]
    place, letter = divmod(number - len(word), len(letters))
    if place < len(word):
        return word[:place] + letters[letter] + word[place + 1 :]
    place -= len(word)
    return word[:place] + letters[letter] + word[place:]


def word_edits(word: str, outside: Outside) -> list[str]:
    """The ``outside`` words that drop, double, or swap with the next, one word of an utterance."""
    edits = dict.fromkeys(_word_edits(word.split(" ")))
    return [edited for edited in edits if edited != word and outside(edited)]


def _word_edits(words: list[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        before, after = words[:place], words[place + 1 :]
        yield " ".join([*before, *after])
        yield " ".join([*before, word, word, *after])
        if after:
            yield " ".join([*before, after[0], word, *after[1:]])
