"""From the families that read an utterance to those whose conditions hold: the candidates of H_k."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from potstill.ir.family import Family, Resolve
from potstill.ir.normal import Normal
from potstill.ir.types import Optional
from potstill.ir.presentation import from_python, to_python
from potstill.ir.values import Value
from potstill.runtime.interpreter import Answer, Outcome, Outside, Stuck, run
from potstill.runtime.loaded import Loaded
from potstill.runtime.matcher import Key, Match, Matcher, key, literalness
from potstill.runtime.readings import Reading
from potstill.runtime.reply import Reply, Source, Traced


class ContextError(ValueError):
    """A context field holds a value that is not of its declared type."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A reading that counts: its parameters satisfy every condition of its family."""

    reading: Reading
    parameters: tuple[Value, ...]
    key: Key


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family with at least one reading that counts, the chosen one first; ``reason`` why it may not answer."""

    loaded: Loaded
    context: tuple[Value, ...]
    counted: tuple[Counted, ...]
    reason: str | None
    text: str

    @property
    def family(self) -> Family:
        """The family."""
        return self.loaded.artifact.family

    @property
    def literalness(self) -> tuple[int, int, int]:
        """How literal the chosen reading is, for comparison between families; nothing counts least."""
        return literalness(self.counted[0].reading, self.text) if self.counted else (1 << 30, 0, 0)


def candidates(
    matcher: Matcher, loaded: Mapping[int, Loaded], normal: Normal, context: Mapping[str, object]
) -> tuple[list[Candidate], str]:
    """The candidates for a normal form, and a reason in case there are none. Raises ContextError."""
    found: list[Candidate] = []
    reason = "no_family"
    for match in matcher.match(normal.text):
        known = loaded[match.member.number]
        fields = context_values(known.artifact.family, context)
        if fields is None:
            reason = "context_missing"
            continue
        candidate = _candidate(matcher, known, match, normal, fields)
        if candidate is not None:
            found.append(candidate)
        elif reason == "no_family":
            reason = "condition"
    return found, reason


def context_values(family: Family, context: Mapping[str, object]) -> tuple[Value, ...] | None:
    """The declared fields as values, in order; None if a required one is missing. Raises ContextError."""
    values: list[Value] = []
    for field in family.context:
        given = context.get(field.name)
        if given is None:
            if not isinstance(field.type, Optional):
                return None
            values.append(None)
            continue
        try:
            values.append(from_python(given, field.type))
        except (TypeError, ValueError) as wrong:
            raise ContextError(f"{field.name}: {wrong}") from wrong
    return tuple(values)


def _candidate(
    matcher: Matcher, loaded: Loaded, match: Match, normal: Normal, fields: tuple[Value, ...]
) -> Candidate | None:
    if match.readings is None:
        return Candidate(loaded, fields, (), "too_many_readings", normal.text)
    counted: list[Counted] = []
    for reading in match.readings:
        for parameters in matcher.parameters(match.member, reading, normal):
            if loaded.conditional and isinstance(run(loaded.code, parameters, fields), Outside):
                continue
            counted.append(Counted(reading, parameters, key(match.member, reading, normal.text)))
    if not counted:
        return None
    if len(counted) == 1:
        return Candidate(loaded, fields, tuple(counted), None, normal.text)
    counted.sort(key=_by_key)
    same = all(one.parameters == counted[0].parameters for one in counted)
    unique = loaded.artifact.family.resolve is Resolve.UNIQUE
    # One reading may give several θ where a lexeme has several values; no order tells those apart.
    tied = counted[1].key == counted[0].key and counted[1].parameters != counted[0].parameters
    ambiguous = not same and (unique or tied)
    return Candidate(loaded, fields, tuple(counted), "ambiguous" if ambiguous else None, normal.text)


def _by_key(one: Counted) -> Key:
    return one.key


def answer(candidate: Candidate, binding: str | None, *, trace: bool) -> Reply:
    """What the candidate's program says, or the guard that failed."""
    family = candidate.family
    reply = Reply(
        None,
        Source.NONE,
        family=family.name,
        address=candidate.loaded.artifact.address,
        binding=binding if candidate.loaded.bound else None,
        context={
            field.name: to_python(value, field.type)
            for field, value in zip(family.context, candidate.context, strict=True)
        },
        reason=candidate.reason,
    )
    if candidate.reason is not None:
        return reply
    parameters = candidate.counted[0].parameters
    steps: list[tuple[int, Value]] | None = [] if trace else None
    outcome = run(candidate.loaded.code, parameters, candidate.context, trace=steps)
    return _replied(reply, family, parameters, outcome, steps)
