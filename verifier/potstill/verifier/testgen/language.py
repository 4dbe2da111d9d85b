"""The utterances of a family as automata small enough to count the words of.

Where the whole language is beyond the caps, parts of it stand in: lists of few items, then each template
alone. A part is a sublanguage, so what is drawn from it is still the family's; ``left_out`` says what is not
drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from potstill.ir import grammar as g
from potstill.ir import regular
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.lexicons import Lists
from potstill.ir.regular import DFA, NFA, Automaton, CapExceeded
from potstill.ir.regular.classes import Ranges
from potstill.verifier.testgen.spelling import normal_forms

MAX_STATES: Final = 16_000
"""States of the automata, deterministic or not, that utterances are drawn from."""

FEW_ITEMS: Final = 1
"""Items beyond the fewest that lists have where lists of all lengths are too many."""


Change: TypeAlias = Callable[[g.Capture | g.Fix], g.Node]


@dataclass(frozen=True, slots=True)
class Language:
    """Sublanguages of a family's utterances that together are all of them, but for ``left_out``.

    INVARIANT: the words of every part are normal forms that the family's grammar reads.
    """

    parts: tuple[DFA, ...]
    left_out: tuple[str, ...] = ()

    @property
    def whole(self) -> DFA | None:
        """The automaton of all utterances over the alphabet, if it is one and nothing is left out."""
        return self.parts[0] if len(self.parts) == 1 and not self.left_out else None


def read_by(node: g.Node, family: Family, binding: Binding, *, limit: int = MAX_STATES) -> NFA:
    """What a node reads, with the family's rules and the binding's lists of names. Raises CapExceeded."""
    return regular.automaton(
        node,
        rules=dict(family.grammar.rules),
        names=lambda lexicon: lexicon.under(binding)[0],
        limit=limit,
    )


def utterances(
    family: Family,
    binding: Binding,
    alphabet: Ranges,
    within: Automaton | None = None,
    *,
    limit: int = MAX_STATES,
) -> Language:
    """The normal forms over ``alphabet`` that the family's grammar, and ``within``, read."""
    bound = _words(alphabet, within)
    whole = _part(family, family.grammar.start, binding, bound, limit)
    if whole is not None:
        return Language((whole,))
    left_out: tuple[str, ...] = ()
    short = _with_short_lists(family)
    if short is not None:
        family, left_out = short, (f"lists of more than {FEW_ITEMS} item beyond the fewest",)
        whole = _part(family, family.grammar.start, binding, bound, limit)
        if whole is not None:
            return Language((whole,), left_out)
    start = family.grammar.start
    asks = start.parts if isinstance(start, g.Alt) else (start,)
    parts: list[DFA] = []
    room, beyond = limit, []
    for place, ask in enumerate(asks):
        part = _part(family, ask, binding, bound, limit) if room else None
        if part is None or len(part) > room:
            beyond.append(f"those of template {place + 1}")
        else:
            parts.append(part)
            room -= len(part)
    return Language(tuple(parts), (*left_out, *beyond))


def _words(alphabet: Ranges, within: Automaton | None) -> Automaton:
    normal = normal_forms(alphabet)
    return normal if within is None else regular.intersection(normal, within, limit=MAX_STATES)


def _part(family: Family, node: g.Node, binding: Binding, bound: Automaton, limit: int) -> DFA | None:
    """The words of ``bound`` that the node reads; None beyond the cap."""
    try:
        read = read_by(node, family, binding, limit=limit)
        return regular.minimise(regular.intersection(read, bound, limit=limit))
    except CapExceeded:
        return None


def _with_short_lists(family: Family) -> Family | None:
    """The family with lists of few items; None if it reads no longer ones."""
    grammar = rewritten(family.grammar, _short)
    return replace(family, grammar=grammar) if grammar != family.grammar else None


def _short(event: g.Capture | g.Fix) -> g.Node:
    match event:
        case g.Capture(slot, Lists(item, low, high)) if high > low + FEW_ITEMS:
            return g.Capture(slot, Lists(item, low, low + FEW_ITEMS))
        case _:
            return event


def rewritten(grammar: g.Grammar, change: Change) -> g.Grammar:
    """The grammar with every capture and fix changed; repeats and rules stay as they are."""
    rules = tuple((name, _rewrite(body, change)) for name, body in grammar.rules)
    return g.Grammar(_rewrite(grammar.start, change), rules)


def _rewrite(node: g.Node, change: Change) -> g.Node:
    match node:
        case g.Capture() | g.Fix():
            return change(node)
        case g.Seq(parts):
            return g.Seq(tuple(_rewrite(part, change) for part in parts))
        case g.Alt(parts):
            return g.Alt(tuple(_rewrite(part, change) for part in parts))
        case g.Repeat(body, low, high):
            return g.Repeat(_rewrite(body, change), low, high)
        case _:
            return node
