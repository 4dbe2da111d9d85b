"""A small list of names in the place of one that only the host knows, to try late-bound families with.

What is found with it holds for it; what is proved without it, over the slot's type, holds for every list.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding, Entry
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon, Lists, Names
from potstill.ir.types import Type
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.verifier.theta.domain import Whole
from potstill.verifier.theta.probes import telling

NAMES: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa")
"""How the entries are said. None of them is a number word."""

EACH: Final = 2
"""Entries that meet the conditions of one use of a list."""


def sample_binding(family: Family, binding: Binding = EMPTY_BINDING) -> Binding:
    """The binding, and a list for each that the family names and it lacks.

    Of these: two entries for each use, with what its conditions ask for. Conditions that contradict each
    other get no entries. Values that are no free texts are the simplest of the declared type.
    """
    uses: dict[str, dict[Names, None]] = {}
    for lexicon in _names(family):
        if lexicon.list not in binding:
            uses.setdefault(lexicon.list, {})[lexicon] = None
    missing = {name: tuple(_entries(tuple(lexicons))) for name, lexicons in uses.items()}
    return Binding({**binding.lists, **missing}) if missing else binding


def _names(family: Family) -> Iterator[Names]:
    """The uses of lists, in order of writing."""
    lexicons: list[Lexicon] = [slot.lexicon for slot in family.slots]
    for node in (family.grammar.start, *(body for _, body in family.grammar.rules)):
        lexicons += [part.lexicon for part in g.walk(node) if isinstance(part, g.Capture)]
    for lexicon in lexicons:
        item = lexicon.item if isinstance(lexicon, Lists) else lexicon
        if isinstance(item, Names):
            yield item


def _entries(uses: tuple[Names, ...]) -> Iterator[Entry]:
    said = (name if turn == 0 else f"{name} {turn + 1}" for turn in range(len(uses) + 1) for name in NAMES)
    for use in uses:
        attributes = tuple(
            (where.attribute, where.values[0]) for where in use.where if not where.negated and where.values
        )
        values = _values(use.type)
        for phrase, value in zip(islice(said, EACH), values, strict=False):
            entry = Entry(g.Text(phrase), phrase if contains(use.type, phrase) else value, attributes)
            if all(where.admits(entry) for where in use.where):
                yield entry


def _values(kind: Type) -> list[Value]:
    """At least as many values as there are entries for a use, if the type has any that is not none."""
    found: list[Value] = [value for value in telling(Whole(kind)) if value is not None]
    return found * EACH if len(found) < EACH else found
