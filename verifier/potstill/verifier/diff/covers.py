"""Does one lexicon read every lexeme of another, with at least the values that it has there?"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import Final

from potstill.ir import lexicons as lx
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import DFA, CapExceeded, Census, automaton, cardinality, counterexample, minimise
from potstill.ir.values import identity
from potstill.verifier.grammar.agreement import MAX_LISTED, agree
from potstill.verifier.theta.domains import domain
from potstill.verifier.theta.sets import within

MAX_STATES: Final = 200_000
"""Of automata, and of pairs of their states."""

_RANGED: Final = (
    lx.Integers, lx.Decimals, lx.Percents, lx.Money, lx.Fractions, lx.Multipliers, lx.Ordinals, lx.Dates,
    lx.Durations,
)  # fmt: skip
"""Lexicons whose forms do not depend on their range, which says what values count (clauses X3 to X13)."""


@lru_cache(maxsize=4096)
def covers(outer: Lexicon, inner: Lexicon) -> bool:
    """Whether that is proved: for free text by automata, for a few lexemes one by one, else by the range."""
    if outer == inner:
        return True
    if outer.late or inner.late:
        return False
    try:
        if isinstance(outer, lx.Lists) and isinstance(inner, lx.Lists):
            return outer.item == inner.item and outer.low <= inner.low and inner.high <= outer.high
        if outer.spelled or inner.spelled:
            return outer.free and inner.free and _reads_all(outer, inner)
        if isinstance(outer, _RANGED) and _differ_in_range_alone(outer, inner):
            return (
                within(domain(inner), domain(outer)) and _reads_all(outer, inner) and agree(outer, inner, "")
            )
        return _lists_all(outer, inner)
    except CapExceeded:
        return False


def _differ_in_range_alone(outer: Lexicon, inner: Lexicon) -> bool:
    return type(outer) is type(inner) and all(
        getattr(outer, field.name) == getattr(inner, field.name)
        for field in fields(outer)
        if field.name not in ("low", "high")
    )


def _reads_all(outer: Lexicon, inner: Lexicon) -> bool:
    return counterexample(_lexemes(inner), _lexemes(outer), limit=MAX_STATES) is None


def _lists_all(outer: Lexicon, inner: Lexicon) -> bool:
    dfa = _lexemes(inner)
    count = cardinality(dfa)
    if count is None or count > MAX_LISTED:
        return False
    return all(
        set(map(identity, inner.read(word))) <= set(map(identity, outer.read(word)))
        for word in Census(dfa).words()
    )


def _lexemes(lexicon: Lexicon) -> DFA:
    return minimise(automaton(lexicon.language(), limit=MAX_STATES), limit=MAX_STATES)
