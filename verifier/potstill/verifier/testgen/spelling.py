"""Which words of an automaton are utterances as a person would type them: normal forms, and readable ones.

Automata of grammars read any symbols; an utterance is read after normalisation. A word that is its own normal
form is an utterance and its normal form at once, so sampling such words needs no second look.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from potstill.ir.normal_table import table
from potstill.ir.regular import NFA, classes
from potstill.ir.regular.classes import SPACE, Ranges

_HANGUL: Final[Ranges] = ((0xAC00, 0xD7A3),)
_YPOGEGRAMMENI: Final[Ranges] = ((0x345, 0x345),)


def symbols(text: str) -> Ranges:
    """The class of the symbols of a text."""
    return classes.of((ord(symbol), ord(symbol)) for symbol in text)


LETTERS: Final[Ranges] = symbols("abcdefghijklmnopqrstuvwxyz ")

READABLE: Final[Ranges] = symbols("abcdefghijklmnopqrstuvwxyz0123456789 $%.,'-/:+&")
"""What nearly all requests in English consist of, once they are normal."""


@cache
def normal_forms(alphabet: Ranges = classes.ANY) -> NFA:
    """The words over ``alphabet`` that normalisation leaves as they are, but for some with combining marks.

    Clauses N1 to N5: symbols that fold to themselves, no doubled space, no space or opening mark first, no
    space or closing mark last. Runs of combining marks have an order (N3): here two never meet.
    """
    known = table()
    folded = [(ord(symbol), ord(symbol)) for symbol, piece in known.fold.items() if piece != symbol]
    stable = classes.complement(classes.union(classes.of(folded), _HANGUL, _YPOGEGRAMMENI))
    usable = classes.intersection(classes.difference(stable, SPACE), alphabet)
    opening = symbols(known.opening)
    closing = classes.intersection(symbols(known.closing), usable)
    marks = classes.intersection(symbols("".join(known.classes)), usable)
    plain = classes.difference(usable, classes.union(closing, marks))
    first, first_closing = classes.difference(plain, opening), classes.difference(closing, opening)
    names = (plain, closing, marks, classes.intersection(SPACE, alphabet), first, first_closing)
    start, within, ended, spaced, marked = range(5)
    after = ((0, within), (1, ended), (2, marked), (3, spaced))
    moves = (
        ((4, within), (5, ended), (2, marked)),
        after,
        after,
        ((0, within), (1, ended), (2, marked)),
        ((0, within), (1, ended), (3, spaced)),
    )
    return NFA(names, moves, ((),) * len(moves), start, frozenset((start, within, marked)))
