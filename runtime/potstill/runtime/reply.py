"""What a handler answers with, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from potstill.ir.presentation import MAX_JSON_INTEGER, to_json
from potstill.ir.rounding import digits
from potstill.ir.types import Duration
from potstill.runtime.standing import Standing


class Source(Enum):
    """Who answered."""

    COMPILED = "compiled"
    """A family's program."""
    GUARD = "guard"
    """The fallback, because a guard of the answering family failed."""
    FALLBACK = "fallback"
    """The fallback, because no family, or more than one, covers the utterance."""
    NONE = "none"
    """Nobody: a fallback was needed, and there is none."""


@dataclass(frozen=True, slots=True)
class Traced:
    """One step of a program: the operator, the let it defines if any, and the value it had."""

    node: int
    operator: str
    name: str | None
    value: object


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one utterance.

    ``value``: int, Decimal, Fraction, str, bool, date, time, timedelta, list, dict or None for a compiled
    answer; whatever the fallback returned otherwise. ``address``: of the artifact. ``binding``: address of
    the lists of names it was read under, if it uses any. ``parameters`` and ``context``: what went in.
    ``verified``: what is known beforehand about a compiled answer; ``unproved``: the names of the obligations
    of its family that are not proved, but guarded (they were checked) or waived.
    ``reason``: why no program answered: ``no_family``, ``overlap``, ``context_missing``, ``condition``,
    ``ambiguous``, ``too_many_readings``, ``too_long``, or the code of the error that the program ended in;
    ``guard``: the operator or guard that found it. ``families``: the candidates where more than one was.
    ``seconds``: how long it took, the fallback included.
    """

    value: object
    source: Source
    family: str | None = None
    address: str | None = None
    binding: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)
    verified: Standing = Standing.UNVERIFIED
    unproved: tuple[str, ...] = ()
    reason: str | None = None
    guard: str | None = None
    families: tuple[str, ...] = ()
    trace: tuple[Traced, ...] | None = None
    seconds: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether a program answered."""
        return self.source is Source.COMPILED

    @property
    def stands(self) -> str:
        """``verified`` for people, with the names of what is not proved."""
        return f"{self.verified.value} ({', '.join(self.unproved)})" if self.unproved else self.verified.value

    def to_json(self) -> dict[str, object]:
        """Plain JSON data. Exact: numbers that are not integers become strings."""
        data: dict[str, object] = {
            "value": jsonable(self.value),
            "source": self.source.value,
            "family": self.family,
            "address": self.address,
            "binding": self.binding,
            "parameters": {name: jsonable(value) for name, value in self.parameters.items()},
            "context": {name: jsonable(value) for name, value in self.context.items()},
            "verified": self.verified.value,
            "unproved": list(self.unproved),
            "reason": self.reason,
            "guard": self.guard,
            "families": list(self.families),
            "seconds": round(self.seconds, 9),
        }
        if self.trace is not None:
            data["trace"] = [
                {
                    "node": step.node,
                    "operator": step.operator,
                    "name": step.name,
                    "value": jsonable(step.value),
                }
                for step in self.trace
            ]
        return data


def jsonable(value: object) -> object:
    """A Python value as JSON data; what JSON cannot say exactly becomes its text."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= MAX_JSON_INTEGER else digits(value)
        case list() | tuple():
            return [jsonable(element) for element in value]
        case dict():
            return {str(key): jsonable(element) for key, element in value.items()}
        case timedelta():
            return to_json(value // timedelta(seconds=1), Duration(0, 0))
        case _:
            return str(value)
