"""The obligations ``language`` and ``round_trip``: something is read, and what is said is read back."""

from __future__ import annotations

from typing import Final

from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.normal import normalise
from potstill.ir.reference.match import TooManyReadings, readings
from potstill.ir.regular import CapExceeded
from potstill.ir.verdicts import Kind, Method, Obligation, Status, Verdict
from potstill.verifier.grammar.functional import captures, skeleton
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.grammar.lexemes import unbound
from potstill.verifier.grammar.runs import Runs

DEFAULT_LIMIT: Final = 200_000
"""States of the skeleton, unless told otherwise."""


def language(family: Family, binding: Binding = EMPTY_BINDING, *, limit: int = DEFAULT_LIMIT) -> Verdict:
    """Whether the grammar reads any text; the detail gives a shortest one.

    A list of names that the binding lacks counts as one that has names.
    """
    obligation = Obligation(Kind.LANGUAGE)
    missing = {name for _, lexicon in captures(family) if (name := unbound(lexicon, binding)) is not None}
    assumes = tuple(f"names {name}: the list has an entry" for name in sorted(missing))
    try:
        word = Runs(skeleton(family, binding, limit)).shortest()
    except CapExceeded as reached:
        return Verdict(obligation, Status.UNDECIDED, None, detail=str(reached))
    if word is None:
        empty = sorted(
            lexicon.list for _, lexicon in captures(family) if hasattr(lexicon, "list") and lexicon.late
        )
        reason = f"; the list {empty[0]} has no entry that fits" if empty else ""
        return Verdict(obligation, Status.VACUOUS, Method.AUTOMATA, detail=f"it reads nothing{reason}")
    if not missing and not _is_read(family, word, binding):
        detail = f"{word!r} is in its automaton, but has no reading"
        return Verdict(obligation, Status.UNDECIDED, None, detail=detail)
    return Verdict(obligation, Status.PROVED, Method.AUTOMATA, assumes, detail=f"it reads {word!r}")


def _is_read(family: Family, word: str, binding: Binding) -> bool:
    try:
        return bool(readings(family, normalise(word), binding))
    except TooManyReadings:
        return True


def round_trip(family: Family, lemmas: Lemmas, binding: Binding = EMPTY_BINDING) -> list[Verdict]:
    """For each slot, whether what is said for its values is read as them.

    It follows from the lemma of each lexicon that reads the slot, and from ``functional``: an utterance made
    of printed lexemes has a reading with the values that were printed, and no other. Where ``resolve``
    chooses among readings, Θ is what extraction gives, so each θ in it has an utterance that is read as it;
    printed lexemes may be read otherwise.
    """
    return [_of_slot(family, slot.name, lemmas, binding) for slot in family.slots]


def _of_slot(family: Family, slot: str, lemmas: Lemmas, binding: Binding) -> Verdict:
    obligation = Obligation(Kind.ROUND_TRIP, slot)
    evidence: dict[str, None] = {}
    details: dict[str, None] = {}
    assumes: list[str] = [Obligation(Kind.FUNCTIONAL).name]
    for lexicon in [lexicon for name, lexicon in captures(family) if name == slot]:
        missing = unbound(lexicon, binding)
        if missing is not None:
            assumes.append(f"names {missing}: no two entries are said alike")
            continue
        lemma = lemmas.get(lexicon, binding)
        claim = lemma.round_trip
        if claim.status is not Status.PROVED:
            detail = f"{type(lexicon).__name__.lower()}: {claim.detail}"
            if claim.witness is not None:
                detail += f", as {claim.witness!r} shows"
            return Verdict(obligation, Status.UNDECIDED, None, detail=detail)
        evidence[lemma.digest] = None
        details[claim.detail] = None
    if family.resolve is not Resolve.UNIQUE:
        details[f"resolve {family.resolve.value}: for the θ that extraction gives"] = None
    return Verdict(
        obligation,
        Status.PROVED,
        Method.AUTOMATA,
        tuple(dict.fromkeys(assumes)),
        tuple(evidence),
        "; ".join(details) or "no template captures it",
    )
