"""Requests that both versions are asked, by the reference; the shortest that shows each kind of change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, assert_never

from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.normal import fold, normalise
from potstill.ir.presentation import to_json
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.reference.evaluate import Answer, Outside, Stuck, evaluate
from potstill.ir.reference.match import Reading, TooManyReadings, readings
from potstill.ir.reference.resolve import Ambiguous, Reads
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.verifier.counterexample import counterexample, spell
from potstill.verifier.diff.programs import answer_type
from potstill.verifier.diff.report import Change, Side, Witness
from potstill.verifier.theta.domain import Point

Context = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Ending:
    """What a version does: whether it takes the request, its answer as JSON text, and what is told of it."""

    taken: bool
    answer: str | None
    side: Side


class Asked:
    """What was asked so far. ``binding``: of both versions."""

    def __init__(self, one: Artifact, other: Artifact, binding: Binding) -> None:
        self._versions: Final = (one, other)
        self._binding: Final = binding
        self._found: dict[tuple[Change, str, str], Witness] = {}

    def ask(self, utterance: str, context: Context) -> Change | None:
        """Ask both; the change that it shows, which is noted."""
        one, other = (self._ends(version, utterance, context) for version in self._versions)
        if one.taken and other.taken:
            if one.answer == other.answer:
                return None
            change = Change.OUTCOME
            if one.side.outcome == other.side.outcome:  # they differ in how they go out alone
                one, other = map(_in_json, (one, other))
        elif one.taken:
            change = Change.LOST
        elif other.taken:
            change = Change.GAINED
        else:
            return None
        witness = Witness(change, utterance, self._told(context), one.side, other.side)
        reasons = ("", "") if change is Change.OUTCOME else (_reason(one), _reason(other))
        known = self._found.get((change, *reasons))
        if known is None or _size(witness) < _size(known):
            self._found[(change, *reasons)] = witness
        return change

    def ask_in_any(self, utterance: str, contexts: Iterable[Context]) -> Change | None:
        """Ask in one context after the other, up to the first that shows a change."""
        read = any(self._reads(version, utterance) for version in self._versions)
        return next((change for each in contexts if read and (change := self.ask(utterance, each))), None)

    def shows(self, *changes: Change) -> bool:
        """Whether one of these changes was shown."""
        return any(change in changes for change, _, _ in self._found)

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """The shortest request for each kind of change, and for each reason not to be taken."""
        order = list(Change)
        found = sorted(self._found.items(), key=lambda item: (order.index(item[0][0]), _size(item[1])))
        return tuple(witness for _, witness in found)

    def _ends(self, version: Artifact, utterance: str, context: Context) -> _Ending:
        family = version.family
        for field in family.context:
            if context.get(field.name) is not None and not contains(field.type, context[field.name]):
                return _Ending(False, None, Side("context_type"))
        found = candidate(family, normalise(utterance), context, self._binding)
        if not isinstance(found, Candidate):
            return _Ending(False, None, Side(found))
        match found.found:
            case None:
                return _Ending(True, None, Side("too_many_readings"))
            case Ambiguous():
                return _Ending(True, None, Side("ambiguous"))
            case Reads(reading):
                return _evaluated(version, reading, found.context)
            case _:
                assert_never(found.found)

    def _reads(self, version: Artifact, utterance: str) -> bool:
        try:
            return bool(readings(version.family, normalise(utterance), self._binding))
        except TooManyReadings:
            return True

    def _told(self, context: Context) -> tuple[tuple[str, str], ...]:
        kinds = {field.name: field.type for one in self._versions for field in one.family.context}
        given = ((name, value) for name, value in sorted(context.items()) if value is not None)
        return tuple((name, spell(value, kinds[name])) for name, value in given if name in kinds)


def _evaluated(version: Artifact, reading: Reading, context: Context) -> _Ending:
    family = version.family
    point = point_of(family, reading, context)
    outcome = evaluate(family.program, point.parameters, point.context)
    told = counterexample(version, point, None, family.program.answer)
    side = Side("", told.parameters, told.values)
    match outcome:
        case Answer(value):
            kind = answer_type(family.program)
            answer = json.dumps(to_json(value, kind), ensure_ascii=False)
            return _Ending(True, answer, replace(side, outcome=spell(value, kind)))
        case Stuck(code):
            return _Ending(True, None, replace(side, outcome=code.value))
        case Outside():
            raise AssertionError("a reading that counts satisfies the conditions")
        case _:
            assert_never(outcome)


def _in_json(ending: _Ending) -> _Ending:
    return replace(ending, side=replace(ending.side, outcome=ending.answer or ending.side.outcome))


def point_of(family: Family, reading: Reading, context: Context) -> Point:
    """The point of a reading in a context; fields that the context lacks are none."""
    slots = (slot.name for slot in family.slots)
    fields = {field.name: context.get(field.name) for field in family.context}
    return Point(dict(zip(slots, reading.parameters, strict=True)), fields)


def _reason(ending: _Ending) -> str:
    return "" if ending.taken else ending.side.outcome


def _size(witness: Witness) -> tuple[int, int, bool, str]:
    utterance = witness.utterance
    return len(witness.context), len(utterance), fold(utterance) != utterance, utterance
