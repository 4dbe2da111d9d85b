"""From the families that read an utterance to those whose conditions hold: the candidates of H_k."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from potstill.ir.family import Family, Resolve
from potstill.ir.normal import Normal
from potstill.ir.presentation import Unfit, from_json, from_python
from potstill.ir.types import Optional, Text
from potstill.ir.values import Value
from potstill.runtime.interpreter import Outside, run
from potstill.runtime.loaded import Loaded
from potstill.runtime.matcher import Key, Match, Matcher, key, preference
from potstill.runtime.readings import Reading

REASONS: Final = ("context_missing", "condition", "no_family")
"""Why a family that reads an utterance is no candidate, the most telling first."""

UNREAD: Final[Key] = (1 << 62,)
"""The preference of a family with too many readings to follow: the last."""


class ContextError(ValueError):
    """A context field holds a value that is not of its declared type."""


class Counted:
    """A reading that counts: its parameters satisfy every condition of its family."""

    def __init__(self, reading: Reading, parameters: tuple[Value, ...], key: Key) -> None:
        self.reading: Final = reading
        self.parameters: Final = parameters
        self.key: Final = key


class Candidate:
    """A family that covers ``text``, the chosen reading first; ``reason``: why it cannot answer."""

    def __init__(
        self,
        loaded: Loaded,
        context: tuple[Value, ...],
        counted: list[Counted],
        reason: str | None,
        text: str,
    ) -> None:
        self.loaded: Final = loaded
        self.context: Final = context
        self.counted: Final = counted
        self.reason: Final = reason
        self.text: Final = text

    @property
    def family(self) -> Family:
        """The family."""
        return self.loaded.family

    @property
    def preference(self) -> Key:
        """What is compared where all candidates resolve by MOST_LITERAL: rivals of one family agree in it."""
        return preference(self.counted[0].reading, self.text) if self.counted else UNREAD


def candidates(
    matcher: Matcher, loaded: Mapping[int, Loaded], normal: Normal, context: Mapping[str, object]
) -> tuple[list[Candidate], str]:
    """The candidates for a normal form, and a reason for the case that there are none.

    Raises ContextError.
    """
    found: list[Candidate] = []
    reasons = []
    for match in matcher.match(normal.text):
        known = loaded[match.member.number]
        candidate = candidate_of(matcher, known, match, normal, context)
        if isinstance(candidate, str):
            reasons.append(candidate)
        else:
            found.append(candidate)
    return found, next((reason for reason in REASONS if reason in reasons), "no_family")


def chosen(found: list[Candidate]) -> list[Candidate]:
    """The candidates that may answer: none, one, or those that nothing declared tells apart."""
    if len(found) < 2:
        return found
    literal = all(one.family.resolve is Resolve.MOST_LITERAL for one in found)
    if literal:
        preferences = [one.preference for one in found]
        least = min(preferences)
        found = [one for one, own in zip(found, preferences, strict=True) if own == least]
    highest = max([one.family.priority for one in found])
    found = [one for one in found if one.family.priority == highest]
    return sorted(found, key=lambda one: one.family.name)[:1] if literal else found


def candidate_of(
    matcher: Matcher, known: Loaded, match: Match, normal: Normal, context: Mapping[str, object]
) -> Candidate | str:
    """A family that reads the utterance as a candidate, or why it is none. Raises ContextError."""
    read: list[tuple[Reading, tuple[Value, ...]]] = []
    if match.readings is not None:
        for reading in match.readings:
            for parameters in matcher.parameters(match.member, reading, normal):
                read.append((reading, parameters))
        if not read:
            return "no_family"
    fields = context_values(known.family, context)
    if fields is None:
        return "context_missing"
    if match.readings is None:
        return Candidate(known, fields, [], "too_many_readings", normal.text)
    if known.family.program.wheres:
        read = [one for one in read if not isinstance(run(known.code, one[1], fields), Outside)]
        if not read:
            return "condition"
    if len(read) == 1:
        reading, parameters = read[0]
        return Candidate(known, fields, [Counted(reading, parameters, ())], None, normal.text)
    return _resolved(known, fields, match, read, normal.text)


def _resolved(
    known: Loaded,
    fields: tuple[Value, ...],
    match: Match,
    read: list[tuple[Reading, tuple[Value, ...]]],
    text: str,
) -> Candidate:
    """Put the reading that the family's order chooses first, or find that it chooses none."""
    counted = [Counted(reading, given, key(match.member, reading, text)) for reading, given in read]
    counted.sort(key=_key)
    unique = known.family.resolve is Resolve.UNIQUE
    # Ties differ only where one lexeme has several values: no order tells those apart.
    rivals = [one for one in counted if unique or one.key == counted[0].key]
    ambiguous = any(one.parameters != counted[0].parameters for one in rivals)
    return Candidate(known, fields, counted, "ambiguous" if ambiguous else None, text)


def _key(one: Counted) -> Key:
    return one.key


def context_values(family: Family, context: Mapping[str, object]) -> tuple[Value, ...] | None:
    """The declared fields as values, in order; None if a required one is missing.

    Texts stand for dates, times and other values as in JSON. Raises ContextError.
    """
    if not family.context:
        return ()
    values: list[Value] = []
    for field in family.context:
        given = context.get(field.name)
        optional = isinstance(field.type, Optional)
        if given is None:
            if not optional:
                return None
            values.append(None)
            continue
        kind = field.type.body if isinstance(field.type, Optional) else field.type
        read = from_json if isinstance(given, str) and not isinstance(kind, Text) else from_python
        try:
            values.append(read(given, field.type))
        except Unfit as unfit:
            raise ContextError(f"context {field.name}: {unfit}") from unfit
    return tuple(values)
