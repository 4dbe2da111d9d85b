"""From grammar nodes to automata, and back to the one machine of a language."""

from __future__ import annotations

from collections.abc import Mapping

from potstill.ir.grammar import Grammar, Machine, Node
from potstill.ir.regular.dfa import Automaton
from potstill.ir.regular.limits import DEFAULT_LIMIT
from potstill.ir.regular.minimal import minimise
from potstill.ir.regular.nfa import NFA
from potstill.ir.regular.positions import Names, Positions


def automaton(
    source: Grammar | Node,
    *,
    rules: Mapping[str, Node] | None = None,
    names: Names | None = None,
    limit: int = DEFAULT_LIMIT,
) -> NFA:
    """The automaton of a grammar, or of a node whose rules are ``rules``, as a whole utterance.

    A gap reads one space that stands between two symbols that are no spaces; or nothing, at the start,
    after a space, and at the end. (So gaps read no leading, trailing or doubled space; no normal form has
    one.) A lexicon reads what ``names`` says of it, by default its own ``language()``.

    KeyError for an unknown rule, ValueError for one that calls itself, CapExceeded beyond ``limit`` states.
    """
    node = source.start if isinstance(source, Grammar) else source
    bodies = dict(rules or {})
    if isinstance(source, Grammar):
        bodies.update(source.rules)
    positions = Positions(bodies, names, limit)
    return positions.automaton(positions.before(node))


def machine(language: Automaton, *, limit: int = DEFAULT_LIMIT) -> Machine:
    """The canonical machine of a language: minimal, its states numbered breadth-first by rising symbols.

    Equal languages give equal machines. CapExceeded if determinising exceeds ``limit`` states.
    """
    dfa = minimise(language, limit=limit)
    return Machine(tuple(dfa.intervals(state) for state in range(len(dfa))), tuple(sorted(dfa.accepting)))
