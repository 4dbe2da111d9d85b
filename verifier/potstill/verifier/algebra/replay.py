"""Replaying shared words: whether both families take a request in some context, as the reference reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Final, cast

from potstill.ir import types as t
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.normal import Normal, normalise
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.reference.match import Reading, TooManyReadings, readings
from potstill.ir.reference.outcome import Outside
from potstill.ir.reference.resolve import Ambiguous, Reads
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.verifier.algebra.pairs import Captured, Side, Witness
from potstill.verifier.counterexample import spell
from potstill.verifier.theta.domain import Whole
from potstill.verifier.theta.probes import telling

MAX_CONTEXTS: Final = 256
"""Contexts in which a shared word is tried."""

Context = Mapping[str, Value]


class Contexts:
    """The contexts in which requests of some families are tried, the plainest first.

    For each field: absent, if all that declare it allow that; the constants of their programs, and telling
    values, that are of the type all declare.
    """

    def __init__(self, *families: Family) -> None:
        self._values: dict[str, list[Value]] = {}
        for family in families:
            for field in family.context:
                if field.name not in self._values:
                    self._values[field.name] = _values(field.name, families)

    def __iter__(self) -> Iterator[Context]:
        """One field at a time differs from the plainest, then all together."""
        seen: set[tuple[Value, ...]] = set()
        for values in islice(self._all(), MAX_CONTEXTS):
            if values not in seen:
                seen.add(values)
                yield dict(zip(self._values, values, strict=True))

    def _all(self) -> Iterator[tuple[Value, ...]]:
        columns = list(self._values.values())
        if not all(columns):
            return
        plain = tuple(column[0] for column in columns)
        yield plain
        for position, column in enumerate(columns):
            for value in column[1:]:
                yield (*plain[:position], value, *plain[position + 1 :])
        yield from product(*columns)


def _values(name: str, families: tuple[Family, ...]) -> list[Value]:
    kinds = [field.type for family in families for field in family.context if field.name == name]
    nodes = (node for family in families for node in family.program.nodes)
    constants = [cast("Value", node.data) for node in nodes if node.op == "const"]
    bodies = [kind.body if isinstance(kind, t.Optional) else kind for kind in kinds]
    tried: list[Value] = [None, *(value for kind in bodies for value in telling(Whole(kind)))]
    tried += constants
    distinct: dict[tuple[type, Value], Value] = {(type(value), value): value for value in tried}
    return [value for value in distinct.values() if all(contains(kind, value) for kind in kinds)]


class Reader:
    """A family that is asked about utterances; what it reads in the last one is kept."""

    def __init__(self, family: Family, binding: Binding) -> None:
        self.family: Final = family
        self._binding = binding
        self._utterance = ""
        self._readings: list[Reading] | None = None

    def reads(self, utterance: str) -> bool:
        """Whether there is a reading at all, conditions aside."""
        return self._read(utterance) != []

    def takes(self, utterance: str, context: Context) -> bool:
        """Whether the family is a candidate for the utterance in the context (clause H2)."""
        family = self.family
        fields = {field.name: context.get(field.name) for field in family.context}
        if any(
            fields[field.name] is None and not isinstance(field.type, t.Optional) for field in family.context
        ):
            return False
        found = self._read(utterance)
        if found is None:
            return True
        slots = [slot.name for slot in family.slots]
        return any(
            not isinstance(
                evaluate(family.program, dict(zip(slots, reading.parameters, strict=True)), fields), Outside
            )
            for reading in found
        )

    def _read(self, utterance: str) -> list[Reading] | None:
        if utterance != self._utterance:
            self._utterance = utterance
            try:
                self._readings = readings(self.family, normalise(utterance), self._binding)
            except TooManyReadings:
                self._readings = None
        return self._readings


def replay(
    utterance: str, readers: tuple[Reader, Reader], contexts: Iterable[Context], binding: Binding
) -> Witness | None:
    """The utterance as a witness, in the first context in which both families are candidates for it."""
    normal = normalise(utterance)
    if normal.text != utterance or not all(reader.reads(utterance) for reader in readers):
        return None
    for context in contexts:
        if all(reader.takes(utterance, context) for reader in readers):
            sides = tuple(_side(reader.family, normal, context, binding) for reader in readers)
            if sides[0] is not None and sides[1] is not None:
                return Witness(utterance, _told(context, readers), (sides[0], sides[1]))
    return None


def _side(family: Family, utterance: Normal, context: Context, binding: Binding) -> Side | None:
    found = candidate(family, utterance, context, binding)
    if not isinstance(found, Candidate):
        return None
    match found.found:
        case None:
            return Side(family.name, None)
        case Reads(reading):
            return _reading(family, reading, ambiguous=False)
        case Ambiguous(rivals):
            return _reading(family, rivals[0], ambiguous=True)


def _reading(family: Family, reading: Reading, *, ambiguous: bool) -> Side:
    values = {
        slot.name: spell(value, slot.type)
        for slot, value in zip(family.slots, reading.parameters, strict=True)
    }
    captures = tuple(Captured(span.slot, values[span.slot], span.start, span.end) for span in reading.spans)
    return Side(family.name, reading.ask, tuple(values.items()), captures, ambiguous)


def _told(context: Context, readers: tuple[Reader, Reader]) -> tuple[tuple[str, str], ...]:
    kinds = {field.name: field.type for reader in readers for field in reader.family.context}
    given = {name: context.get(name) for name in sorted(kinds)}
    return tuple((name, spell(value, kinds[name])) for name, value in given.items() if value is not None)
