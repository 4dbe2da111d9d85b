"""The obligations ``expressible:SLOT``: every value that a slot's declaration names can be said.

A slot declared ``int 1..10`` that templates only ever fix to 2 or 3 promises more than anybody can say. It is
the grammar alone that is looked at, conditions aside: what a condition excludes, it excludes on purpose.

Three ways to decide it. *Refuted*: no path gives some value, since the domains of all paths, which are
supersets, lack it. *Proved by automata*: on some path a lexicon that reads all declared values is the slot's
only source, and the path reads an utterance, which is shown; for another value another lexeme stands in its
place, by the round trip of lexicons (``spec/lexicons.md``, X1.5), as far as utterances may be that long.
*Proved by enumeration*: of the few declared values, each was read from an utterance.

Where the binding lacks a list of names, a stand-in is read, and the proof holds for the names of any list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.family import Slot
from potstill.ir.lexicons import Lexicon
from potstill.ir.normal import normalise
from potstill.ir.reference.match import Reading, TooManyReadings, readings
from potstill.ir.values import Value
from potstill.ir.verdicts import Counterexample, Kind, Method, Obligation, Status, Verdict
from potstill.ir.writing import show
from potstill.verifier.theta import probes, sets
from potstill.verifier.theta.domain import Domain, Listed
from potstill.verifier.theta.shapes import Shape, TooManyShapes, unfilled
from potstill.verifier.theta.space import Theta
from potstill.verifier.theta.stand_in import sample_binding

MAX_ENUMERATED: Final = 256
"""Declared values that are shown to be said one by one."""

MAX_SHAPES: Final = 256
_POINTS: Final = 2
_TRIES: Final = 4
"""Shapes, points of a shape, and utterances of a point that are tried to find what says a value."""


def expressible(theta: Theta) -> list[Verdict]:
    """A verdict for each slot, in the family's order."""
    binding = sample_binding(theta.family, theta.binding)
    spoken = theta if binding is theta.binding else Theta.of(theta.family, binding)
    missing = {slot.name: _missing(theta, slot) for slot in theta.family.slots}
    utterances = _by_one_path(spoken, [slot for slot in theta.family.slots if not missing[slot.name]])
    left_out = _unfilled(theta)
    verdicts: list[Verdict] = []
    for slot in theta.family.slots:
        if missing[slot.name]:
            verdict = _refuted(slot, missing[slot.name][0])
        elif slot.name in utterances:
            detail = f"all its values are read where {utterances[slot.name]!r} has one"
            verdict = Verdict(_obligation(slot), Status.PROVED, Method.AUTOMATA, detail=detail)
        else:
            verdict = _one_by_one(spoken, slot)
        if slot.name in left_out:
            verdict = replace(verdict, detail=f"{verdict.detail}; where it is left out, nothing is read")
        verdicts.append(verdict)
    return verdicts


def _obligation(slot: Slot) -> Obligation:
    return Obligation(Kind.EXPRESSIBLE, slot.name)


def _declared(theta: Theta, slot: Slot) -> Domain:
    return theta.events.read(slot.lexicon, slot.type)


def _missing(theta: Theta, slot: Slot) -> list[Value]:
    """The first declared value that no path gives, if one was found."""
    declared, given = _declared(theta, slot), theta.domains[slot.name]
    if sets.within(declared, given):
        return []
    tried = probes.first(declared, probes.heard((slot.lexicon,)), sets.FEW)
    return next(([value] for value in tried if not sets.holds_same(given, value)), [])


def _refuted(slot: Slot, value: Value) -> Verdict:
    shown = show(value, slot.type)
    counterexample = Counterexample(None, ((slot.name, shown),))
    detail = f"no template gives it the value {shown}"
    return Verdict(
        _obligation(slot), Status.REFUTED, Method.AUTOMATA, detail=detail, counterexample=counterexample
    )


def _one_by_one(theta: Theta, slot: Slot) -> Verdict:
    """The verdict on a slot whose values come from several paths."""
    declared = _declared(theta, slot)
    count = sets.size(declared)
    if count == 0:
        return Verdict(
            _obligation(slot), Status.VACUOUS, Method.AUTOMATA, detail="it declares no value at all"
        )
    if count is None or count > MAX_ENUMERATED:
        detail = "no utterance was found where one lexicon reads all its values, and they are too many to try"
        return Verdict(_obligation(slot), Status.UNDECIDED, None, detail=detail)
    for value in sets.values(declared):
        if not is_said(theta, slot, value):
            detail = f"no utterance was found that gives it the value {show(value, slot.type)}"
            return Verdict(_obligation(slot), Status.UNDECIDED, None, detail=detail)
    detail = f"each of its {count} values was read from an utterance"
    return Verdict(_obligation(slot), Status.PROVED, Method.ENUMERATION, detail=detail)


def _unfilled(theta: Theta) -> frozenset[str]:
    """The slots that some path leaves without a value, so that it has no reading, as far as is known."""
    try:
        return unfilled(theta.events)
    except TooManyShapes:
        return frozenset()


def _by_one_path(theta: Theta, slots: list[Slot]) -> dict[str, str]:
    """For slots by name, an utterance read with the slot from one lexicon alone, of all declared values.

    One utterance may serve for many slots: the shapes that capture most of those still open come first.
    """
    enough = {slot.name: _sufficient(theta, slot) for slot in slots}
    found: dict[str, str] = {}
    shapes = sorted(theta.shapes or (), key=lambda shape: -len(_open(shape, enough)))
    for shape in shapes[:MAX_SHAPES]:
        if not _open(shape, enough):
            continue
        for utterance, reading in _readings(theta, shape, dict(shape.domains)):
            for name in [name for name in enough if _is_source(reading, name, enough[name])]:
                found[name] = utterance
                del enough[name]
            if not _open(shape, enough):
                break
    return found


def _sufficient(theta: Theta, slot: Slot) -> list[Lexicon]:
    """The lexicons that read all declared values of a slot and are used to."""
    captures = (event for event in theta.events.all if isinstance(event, g.Capture))
    return [
        capture.lexicon
        for capture in captures
        if capture.slot == slot.name
        and sets.within(_declared(theta, slot), theta.events.read(capture.lexicon, slot.type))
    ]


def _open(shape: Shape, enough: dict[str, list[Lexicon]]) -> list[str]:
    """The slots that the shape has from one sufficient lexicon alone."""
    return [
        name
        for name, lexicons in shape.lexicons.items()
        if len(lexicons) == 1 and name not in shape.fixed and lexicons[0] in enough.get(name, ())
    ]


def _is_source(reading: Reading, slot: str, enough: list[Lexicon]) -> bool:
    """Whether one sufficient lexicon is all that the reading has the slot from."""
    sources = [span.lexicon for span in reading.spans if span.slot == slot]
    fixed = any(name == slot for name, _ in reading.fixes)
    return bool(sources) and not fixed and sources[0] in enough and sources.count(sources[0]) == len(sources)


def is_said(theta: Theta, slot: Slot, value: Value) -> bool:
    """Whether a reading was found that gives the slot the value."""
    place = theta.family.slots.index(slot)
    fitting = (shape for shape in theta.shapes or () if sets.contains(shape.domains[slot.name], value))
    return any(
        reading.parameters[place] == value
        for shape in islice(fitting, MAX_SHAPES)
        for _, reading in _readings(theta, shape, {**shape.domains, slot.name: Listed((value,))})
    )


def _readings(theta: Theta, shape: Shape, domains: dict[str, Domain]) -> Iterator[tuple[str, Reading]]:
    """Readings of short utterances on the paths of a shape, of simple points in the domains."""
    for point in islice(probes.around(domains, probes.said(shape), {}), _POINTS):
        for utterance in theta.speaker.utterances(point, shape.mask)[:_TRIES]:
            try:
                found = readings(theta.family, normalise(utterance), theta.binding)
            except TooManyReadings:
                continue
            yield from ((utterance, reading) for reading in found)
