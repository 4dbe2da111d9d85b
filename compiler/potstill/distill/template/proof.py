"""Whether a template reads each text in one way: the verifier's search, without its hunt for witnesses.

Of the many templates that are tried, most of those that fail need no witness: the next one is tried instead.
What is proved here is what the verifier's obligation ``functional`` proves, by the same search.
"""

from __future__ import annotations

from typing import Final

from potstill.ir.binding import EMPTY_BINDING
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import CapExceeded
from potstill.ir.verdicts import Status
from potstill.verifier.grammar.functional import captures, skeleton
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.grammar.pairs import Pairs
from potstill.verifier.grammar.slots import SlotSearch

MAX_STATES: Final = 20_000
"""States of the skeleton, and pairs of readings, that are followed."""

MAX_SLOT_STATES: Final = 3_000
"""States of the search for unlike values of one slot."""


def unambiguous(family: Family, lemmas: Lemmas) -> bool:
    """Whether no text has two readings with different parameters. Beyond the caps, it counts as not shown."""
    for _, lexicon in captures(family):
        if lemmas.get(lexicon, EMPTY_BINDING).single_valued.status is not Status.PROVED:
            return False
    try:
        built = skeleton(family, EMPTY_BINDING, MAX_STATES)
        pairs = Pairs(built, MAX_STATES)
        if not pairs.complete:
            return False
        parted = pairs.accepting or any(
            len(here.ends) > 1 and state in pairs.runs.depths for state, here in enumerate(built.states)
        )
        return not parted or not any(
            SlotSearch(family, slot, EMPTY_BINDING, pairs, _same, MAX_SLOT_STATES).unlike()
            for slot in family.slots
        )
    except CapExceeded:
        return False


def _same(one: Lexicon, other: Lexicon, suffix: str) -> bool:
    """Whether lexicons are known to agree where ``other`` reads ``suffix`` more; not so for unlike ones.

    Deciding it for those costs more than the few templates are worth that would be proved.
    """
    return one == other and not suffix
