"""Regular languages over Unicode: automata on symbolic classes, and the grammar nodes they come from.

Every operation that can blow up has a ``limit`` in states (:data:`DEFAULT_LIMIT` unless given) and raises
:class:`CapExceeded` beyond it. Character classes themselves are in :mod:`potstill.ir.regular.classes`.
"""

from potstill.ir.regular.bridge import automaton, machine
from potstill.ir.regular.census import Census, cardinality, is_finite
from potstill.ir.regular.combine import concatenation, overlap, reverse, star, union
from potstill.ir.regular.dfa import DFA, Automaton
from potstill.ir.regular.limits import DEFAULT_LIMIT, CapExceeded
from potstill.ir.regular.minimal import minimise
from potstill.ir.regular.nfa import NFA
from potstill.ir.regular.phrases import except_words
from potstill.ir.regular.product import (
    common_word,
    complement,
    counterexample,
    difference,
    distinguishing_word,
    intersection,
)
from potstill.ir.regular.ranges import (
    decimal_steps,
    decimals_between,
    digits_between,
    padded_between,
    steps,
)
from potstill.ir.regular.shortest import is_empty, shortest_word
from potstill.ir.regular.subsets import determinise, determinise_with_members

__all__ = [
    "DEFAULT_LIMIT",
    "DFA",
    "NFA",
    "Automaton",
    "CapExceeded",
    "Census",
    "automaton",
    "cardinality",
    "common_word",
    "complement",
    "concatenation",
    "counterexample",
    "decimal_steps",
    "decimals_between",
    "determinise",
    "determinise_with_members",
    "difference",
    "digits_between",
    "distinguishing_word",
    "except_words",
    "intersection",
    "is_empty",
    "is_finite",
    "machine",
    "minimise",
    "overlap",
    "padded_between",
    "reverse",
    "shortest_word",
    "star",
    "steps",
    "union",
]
