"""The whole of H_k on one utterance, from words to a value: what the runtime's handler is tested against.

``spec/ir.md`` states the steps in clauses R5 to H5: read, keep the readings whose conditions hold, resolve,
choose among families, compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.normal import Normal, normalise_within
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.reference.match import Reading, TooManyReadings, readings
from potstill.ir.reference.outcome import Answer, Outcome, Outside, Stuck
from potstill.ir.reference.resolve import Ambiguous, Key, NoReading, Reads, preference, resolve
from potstill.ir.types import MAX_UTTERANCE, Optional
from potstill.ir.values import Value

__all__ = ["Answered", "Candidate", "Decision", "Unanswered", "candidate", "decide"]

Context: TypeAlias = Mapping[str, Value]
"""What the host knows, by field; a field that is None or missing is absent."""

_UNREAD: Final = (1 << 62,)
"""The preference of a family with too many readings to follow: the last."""


@dataclass(frozen=True, slots=True)
class Answered:
    """``family`` computed ``value`` from ``parameters`` (in slot order)."""

    family: str
    parameters: tuple[Value, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The fallback's turn, and why.

    ``reason``: ``too_long``, ``no_family``, ``condition``, ``context_missing``, ``overlap``, ``ambiguous``,
    ``too_many_readings``, or the code of the error that the chosen family's program ended in. ``families``
    are those that could have answered.
    """

    reason: str
    families: tuple[str, ...] = ()


Decision: TypeAlias = Answered | Unanswered


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family that covers the utterance: some reading counts. ``found`` is None if there are too many.

    ``preference`` is compared where all candidates resolve by MOST_LITERAL.
    """

    family: Family
    context: Context
    found: Reads | Ambiguous | None
    preference: Key


def decide(
    families: Iterable[Family], utterance: str, context: Context, binding: Binding = EMPTY_BINDING
) -> Decision:
    """What the families say to an utterance. The order in which they are given does not matter."""
    normal = normalise_within(utterance, MAX_UTTERANCE)
    if normal is None:
        return Unanswered("too_long")
    results = [candidate(family, normal, context, binding) for family in families]
    found = [result for result in results if isinstance(result, Candidate)]
    if not found:
        reasons = ("context_missing", "condition", "no_family")
        return Unanswered(next(reason for reason in reasons if reason in (*results, "no_family")))
    best = _best(found)
    if len(best) > 1:
        return Unanswered("overlap", tuple(sorted(one.family.name for one in best)))
    return _answer(best[0])


def candidate(family: Family, utterance: Normal, context: Context, binding: Binding) -> Candidate | str:
    """The family as a candidate, or why it is none: ``no_family``, ``context_missing`` or ``condition``."""
    try:
        read = readings(family, utterance, binding)
    except TooManyReadings:
        read = None
    if read == []:
        return "no_family"
    fields = {field.name: context.get(field.name) for field in family.context}
    if any(fields[field.name] is None and not isinstance(field.type, Optional) for field in family.context):
        return "context_missing"
    if read is None:
        return Candidate(family, fields, None, _UNREAD)
    counting = [reading for reading in read if not isinstance(_run(family, reading, fields), Outside)]
    match resolve(family, utterance.text, counting):
        case NoReading():
            return "condition"
        case Reads(reading) as found:
            return Candidate(family, fields, found, preference(utterance.text, reading))
        case Ambiguous(rivals) as found:
            return Candidate(family, fields, found, min(preference(utterance.text, one) for one in rivals))


def _best(found: list[Candidate]) -> list[Candidate]:
    """The candidates that nothing declared tells apart."""
    literal = all(one.family.resolve is Resolve.MOST_LITERAL for one in found)
    if literal:
        least = min(one.preference for one in found)
        found = [one for one in found if one.preference == least]
    highest = max(one.family.priority for one in found)
    found = [one for one in found if one.family.priority == highest]
    return sorted(found, key=lambda one: one.family.name)[:1] if literal else found


def _answer(chosen: Candidate) -> Decision:
    name = chosen.family.name
    match chosen.found:
        case None:
            return Unanswered("too_many_readings", (name,))
        case Ambiguous():
            return Unanswered("ambiguous", (name,))
        case Reads(reading):
            match _run(chosen.family, reading, chosen.context):
                case Answer(value):
                    return Answered(name, reading.parameters, value)
                case Stuck(code):
                    return Unanswered(code.value, (name,))
                case Outside():
                    raise AssertionError("a reading that counts satisfies the conditions")


def _run(family: Family, reading: Reading, context: Context) -> Outcome:
    slots = (slot.name for slot in family.slots)
    return evaluate(family.program, dict(zip(slots, reading.parameters, strict=True)), context)
