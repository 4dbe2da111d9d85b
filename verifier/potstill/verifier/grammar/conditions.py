"""Lexemes of several values that the family's conditions tell apart.

"Oz" is a weight or a volume; where both units of a conversion must measure the same, at most one of them
counts. Where the slots that the conditions look at have few values, all combinations are tried.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, product
from typing import Final, TypeAlias

from potstill.ir import grammar as g
from potstill.ir.binding import Binding
from potstill.ir.codec.grammars import check_grammar
from potstill.ir.family import Family
from potstill.ir.lexicons import Choices, Names
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.reference.outcome import Outside
from potstill.ir.regular import CapExceeded, Census, cardinality
from potstill.ir.values import Value
from potstill.verifier.grammar.lexemes import lexemes

MAX_LEXEMES: Final = 5000
"""Lexemes of one slot that are read."""

MAX_COMBINATIONS: Final = 20_000
"""Combinations of values that are evaluated."""

_STATES: Final = 100_000

Meaning: TypeAlias = tuple[Value, ...]
"""All values of one lexeme, or one value that the slot has without a lexeme."""


def told_apart(family: Family, slots: frozenset[str], binding: Binding) -> bool:
    """Whether the conditions admit at most one choice of values for each choice of lexemes of these slots.

    False where there is too much to try, or the conditions look at the context.
    """
    looked_at = _looked_at(family)
    if not slots or looked_at is None or not slots <= looked_at:
        return False
    names = sorted(looked_at)
    meanings: list[list[Meaning]] = []
    for name in names:
        found = _meanings(family, name, binding)
        if found is None:
            return False
        meanings.append(found)
    unasked: dict[str, Value] = {slot.name: None for slot in family.slots}
    wheres = family.program.wheres
    program = replace(family.program, lets=(), answer=wheres[0], declared=None, ensures=())
    budget = MAX_COMBINATIONS
    for choice in product(*meanings):
        if all(len(meaning) == 1 for meaning in choice):
            continue
        combinations = list(islice(product(*choice), budget + 1))
        budget -= len(combinations)
        if budget < 0:
            return False
        counting = 0
        for values in combinations:
            outcome = evaluate(program, unasked | dict(zip(names, values, strict=True)), {})
            counting += not isinstance(outcome, Outside)
        if counting > 1:
            return False
    return True


def _looked_at(family: Family) -> frozenset[str] | None:
    """The slots that the conditions depend on; None if they depend on the context too."""
    seen: set[int] = set()
    stack = list(family.program.wheres)
    slots: set[str] = set()
    while stack:
        position = stack.pop()
        if position in seen:
            continue
        seen.add(position)
        node = family.program.nodes[position]
        stack.extend(node.args)
        if node.op == "context":
            return None
        if node.op == "slot":
            slots.add(str(node.data))
    return frozenset(slots)


def _meanings(family: Family, name: str, binding: Binding) -> list[Meaning] | None:
    """What a slot may get: by a lexeme, from a template, or for want of either; None if that is too much."""
    left_out = name not in check_grammar(family)
    found: dict[Meaning, None] = {(family.slot(name).default,): None} if left_out else {}
    for each in (family.grammar.start, *(body for _, body in family.grammar.rules)):
        for node in g.walk(each):
            match node:
                case g.Fix(slot, value) if slot == name:
                    found[(value,)] = None
                case g.Capture(slot, lexicon) if slot == name:
                    if not isinstance(lexicon, Choices | Names):
                        return None
                    try:
                        dfa = lexemes((lexicon,), binding, _STATES).dfa
                    except CapExceeded:
                        return None
                    count = cardinality(dfa)
                    if count is None or count > MAX_LEXEMES:
                        return None
                    found.update((lexicon.read(word, binding), None) for word in Census(dfa).words())
                case _:
                    pass
    return [meaning for meaning in found if meaning]
