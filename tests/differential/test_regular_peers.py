"""The algebra against other people's: Python's ``re``, interegular and greenery, on small expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Any

import interegular
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.ir.grammar import Alt, Chars, Node, Repeat, Seq, Text
from potstill.ir.regular import (
    DFA,
    automaton,
    cardinality,
    complement,
    counterexample,
    difference,
    intersection,
    is_empty,
    minimise,
    reverse,
    union,
)

WORDS = ["".join(letters) for length in range(6) for letters in product("abc", repeat=length)]


@dataclass(frozen=True)
class Expression:
    """One regular expression in two notations."""

    pattern: str
    node: Node

    def dfa(self) -> DFA:
        return minimise(automaton(self.node))


def _repeated(pair: tuple[Expression, tuple[str, int, int | None]]) -> Expression:
    body, (mark, low, high) = pair
    return Expression(f"(?:{body.pattern}){mark}", Repeat(body.node, low, high))


LEAVES = st.one_of(
    st.sampled_from("abc").map(lambda x: Expression(x, Text(x))),
    st.sets(st.sampled_from("abc"), min_size=2).map(
        lambda letters: Expression(
            f"[{''.join(sorted(letters))}]", Chars(tuple((ord(x), ord(x)) for x in sorted(letters)))
        )
    ),
)
MARKS = st.sampled_from(
    [("*", 0, None), ("+", 1, None), ("?", 0, 1), ("{2}", 2, 2), ("{1,3}", 1, 3), ("{2,}", 2, None)]
)
expressions = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: Expression("".join(p.pattern for p in parts), Seq(tuple(p.node for p in parts)))
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: Expression(
                f"(?:{'|'.join(p.pattern for p in parts)})", Alt(tuple(p.node for p in parts))
            )
        ),
        st.tuples(inner, MARKS).map(_repeated),
    ),
    max_leaves=6,
)


@given(expressions)
def test_re_matches_the_same_words(expression: Expression) -> None:
    compiled, dfa = re.compile(expression.pattern), expression.dfa()
    assert [w for w in WORDS if dfa.accepts(w)] == [w for w in WORDS if compiled.fullmatch(w)]
    assert reverse(dfa).accepts(WORDS[200][::-1]) == bool(compiled.fullmatch(WORDS[200]))


@given(expressions, expressions)
@settings(max_examples=40)
def test_interegular_combines_to_the_same_languages(left: Expression, right: Expression) -> None:
    a, b = (_interegular(side) for side in (left, right))
    c, d = left.dfa(), right.dfa()
    for theirs, ours in (
        (a & b, intersection(c, d)),
        (a | b, minimise(union(c, d))),
        (a - b, difference(c, d)),
        (a.everythingbut(), complement(c)),
    ):
        assert [w for w in WORDS if theirs.accepts(w)] == [w for w in WORDS if ours.accepts(w)]
        assert theirs.empty() == is_empty(ours)
    assert a.issubset(b) == (counterexample(c, d) is None)
    assert a.equivalent(b) == (c == d)


@given(expressions, expressions)
@settings(max_examples=40)
def test_greenery_counts_and_minimises_alike(left: Expression, right: Expression) -> None:
    greenery = pytest.importorskip("greenery")
    a, b = (greenery.parse(side.pattern.replace("?:", "")).to_fsm() for side in (left, right))
    c, d = left.dfa(), right.dfa()
    for theirs, ours in ((a, c), (a & b, minimise(intersection(c, d))), (a - b, minimise(difference(c, d)))):
        number = cardinality(ours)
        assert number == (len(theirs) if _finite(theirs) else None)
        # Theirs is complete, so it has a sink where ours leaves moves out; over three letters ours always do.
        sink = 1 if ours.accepting else 0
        assert len(theirs.reduce().states) == len(ours) + sink
    assert a.equivalent(b) == (c == d)


def _interegular(expression: Expression) -> Any:
    return interegular.parse_pattern(expression.pattern).to_fsm()


def _finite(fsm: Any) -> bool:
    try:
        len(fsm)
    except OverflowError:
        return False
    return True
