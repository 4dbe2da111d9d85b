"""The obligation ``functional``: no utterance has two readings that count and carry different parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import CapExceeded
from potstill.ir.verdicts import Kind, Method, Obligation, Status, Verdict
from potstill.verifier.grammar.agreement import agree, agree_bound
from potstill.verifier.grammar.clashes import Clash, clash, show, variations
from potstill.verifier.grammar.conditions import told_apart
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.grammar.lexemes import unbound
from potstill.verifier.grammar.pairs import Pairs
from potstill.verifier.grammar.runs import Runs
from potstill.verifier.grammar.skeleton import Skeleton
from potstill.verifier.grammar.slots import SlotSearch

DEFAULT_LIMIT: Final = 200_000
"""States of the skeleton, and pairs of readings, unless told otherwise."""

MAX_SLOT_STATES: Final = 50_000
"""States of the search for one slot's unlike values."""

MAX_SUSPECTS: Final = 60
"""Texts with two readings that the reference judges."""

MAX_VARIED: Final = 600
"""Variations of such texts that it judges."""

OBLIGATION: Final = Obligation(Kind.FUNCTIONAL)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the search found: nothing in doubt, a clash, or texts in doubt (the first of them) and why."""

    proved: bool
    detail: str
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Each lexeme has one value (``single``), or the conditions leave one; with the lemmas' digests."""

    evidence: tuple[str, ...]
    single: bool

    @property
    def told(self) -> str:
        """The same in words."""
        return "every lexeme has one value" if self.single else "of each lexeme's values one counts at most"


def functional(
    family: Family,
    binding: Binding = EMPTY_BINDING,
    *,
    lemmas: Lemmas | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Verdict:
    """Whether extraction is a function. Beyond ``limit`` states or pairs it is undecided."""
    known = Lemmas() if lemmas is None else lemmas
    found = _lexicons(family, binding, known, limit, resolved=True)
    if isinstance(found, Extraction):
        return _verdict(family, binding, found, ())
    if family.resolve is not Resolve.UNIQUE and _is_told_by_places(family, binding):
        detail = f"resolve {family.resolve.value} orders all readings, and {found.told}"
        assumes = _assumes(family, binding)
        return Verdict(OBLIGATION, Status.PROVED, Method.DATAFLOW, assumes, found.evidence, detail)
    return _verdict(family, binding, _search(family, binding, limit, found, resolved=True), found.evidence)


def ambiguities(
    family: Family,
    binding: Binding = EMPTY_BINDING,
    *,
    lemmas: Lemmas | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Extraction:
    """Whether some utterance has two readings that count, whatever the family's order makes of them."""
    known = Lemmas() if lemmas is None else lemmas
    found = _lexicons(family, binding, known, limit, resolved=False)
    return found if isinstance(found, Extraction) else _search(family, binding, limit, found, resolved=False)


def _verdict(family: Family, binding: Binding, found: Extraction, evidence: tuple[str, ...]) -> Verdict:
    assumes = _assumes(family, binding)
    if found.proved:
        return Verdict(OBLIGATION, Status.PROVED, Method.AUTOMATA, assumes, evidence, found.detail)
    if found.clash is not None:
        example = show(family, found.clash)
        return Verdict(OBLIGATION, Status.REFUTED, Method.EVALUATION, assumes, (), found.detail, example)
    return Verdict(OBLIGATION, Status.UNDECIDED, None, assumes, (), found.detail)


def _assumes(family: Family, binding: Binding) -> tuple[str, ...]:
    """What the verdict takes for granted of lists of names."""
    late = [lexicon for _, lexicon in captures(family) if lexicon.late]
    missing = sorted({name for lexicon in late if (name := unbound(lexicon, binding)) is not None})
    stated = [f"names {name}: no two entries are said alike" for name in missing]
    if any(unbound(lexicon, binding) is None for lexicon in late):
        stated.insert(0, f"binding {binding.address}")
    return tuple(stated)


def captures(family: Family) -> list[tuple[str, Lexicon]]:
    """The captures of a family's grammar, each slot with each of its lexicons once."""
    nodes = (family.grammar.start, *(body for _, body in family.grammar.rules))
    found = {
        (node.slot, node.lexicon): None
        for each in nodes
        for node in g.walk(each)
        if isinstance(node, g.Capture)
    }
    return list(found)


def _lexicons(
    family: Family, binding: Binding, lemmas: Lemmas, limit: int, *, resolved: bool
) -> Extraction | Meant:
    """That no lexeme is ambiguous; or what stands against it."""
    digests: dict[str, None] = {}
    several: dict[str, str] = {}
    for slot, lexicon in captures(family):
        if unbound(lexicon, binding) is not None:
            continue
        lemma = lemmas.get(lexicon, binding)
        claim = lemma.single_valued
        digests[lemma.digest] = None
        if claim.status is Status.PROVED:
            continue
        several[slot] = claim.detail
        if claim.witness is not None:
            for text in _saying(family, binding, slot, lexicon, claim.witness, limit):
                clashing = clash(family, text, binding, resolved=resolved)
                if clashing is not None:
                    return Extraction(False, f"{slot}: {claim.witness!r} has two values", clashing)
    if several and not told_apart(family, frozenset(several), binding):
        return Extraction(False, "; ".join(f"{slot}: {detail}" for slot, detail in several.items()))
    return Meant(tuple(digests), not several)


def _is_told_by_places(family: Family, binding: Binding) -> bool:
    """Whether readings with the same captures and constants have the same parameters.

    The orders of readings do not look at lexicons: two that read one slot must agree where both read.
    """
    by_slot: dict[str, list[Lexicon]] = {}
    for slot, lexicon in captures(family):
        by_slot.setdefault(slot, []).append(lexicon)
    return all(
        agree_bound(one, other, binding)
        for lexicons in by_slot.values()
        for one, other in combinations(lexicons, 2)
    )


def _saying(
    family: Family, binding: Binding, slot: str, lexicon: Lexicon, lexeme: str, limit: int
) -> Iterator[str]:
    """Some utterances in which the slot takes a lexeme."""
    try:
        built = skeleton(family, binding, limit)
    except CapExceeded:
        return
    number = next(
        number for number, taken in enumerate(built.taken) if taken.slot == slot and lexicon in taken.lexicons
    )
    yield from islice(Runs(built).saying(number, lexeme), MAX_SUSPECTS)


def skeleton(family: Family, binding: Binding, limit: int) -> Skeleton:
    """The skeleton of a family's grammar. Raises CapExceeded."""
    grammar = family.grammar
    return Skeleton(grammar.start, grammar.rules, (slot.name for slot in family.slots), binding, agree, limit)


def _search(family: Family, binding: Binding, limit: int, meant: Meant, *, resolved: bool) -> Extraction:
    try:
        built = skeleton(family, binding, limit)
        pairs = Pairs(built, limit)
    except CapExceeded as reached:
        return Extraction(False, str(reached))
    size = f"{len(built.states)} states, {len(pairs.found)} pairs"
    open_ends = [
        state for state, here in enumerate(built.states) if len(here.ends) > 1 and state in pairs.runs.depths
    ]
    if not pairs.accepting and not open_ends and pairs.complete:
        detail = f"no text has two readings with different captures ({size}), and {meant.told}"
        return Extraction(True, detail)
    suspects = [*map(pairs.runs.prefix, open_ends), *map(pairs.text, pairs.accepting)]
    suspects.sort(key=len)
    for text in islice(suspects, MAX_SUSPECTS):
        if found := clash(family, text, binding, resolved=resolved):
            return Extraction(False, _told(found), found)
    if not pairs.complete:
        return Extraction(False, f"the search for two readings needs more than {limit} pairs")
    unlike: list[str] = [] if meant.single else [slot.name for slot in family.slots]
    for slot in family.slots if meant.single else ():
        search = SlotSearch(family, slot, binding, pairs, agree, MAX_SLOT_STATES)
        try:
            if search.unlike():
                unlike.append(slot.name)
        except CapExceeded:
            unlike.append(slot.name)
    if not unlike:
        return Extraction(True, f"where captures differ, each slot gets one value all the same ({size})")
    tried = 0
    for text in islice(suspects, MAX_SUSPECTS):
        for varied in variations(family, text, binding):
            tried += 1
            if tried > MAX_VARIED:
                break
            if found := clash(family, varied, binding, resolved=resolved):
                return Extraction(False, _told(found), found)
    example = suspects[0]
    return Extraction(
        False, f"{example!r} and others have two readings; {', '.join(unlike)} may differ between such"
    )


def _told(found: Clash) -> str:
    return f"{found.utterance!r} has two readings with different parameters"
