"""What a contestant is: it answers by itself, or asks the fallback, and is charged for every call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from benchmarks.growth.stream import Request
from potstill.distill.examples import Json


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. ``own``: not the fallback's; ``by``: what gave it, for the report."""

    value: Json
    own: bool
    by: str = ""


class NoTruth(LookupError):
    """A made-up request: the generators answer only what they drew."""


class Fallback:
    """The ground truth, by the requests of the stream and of the pools. Counts its calls."""

    def __init__(self, known: Mapping[str, Json]) -> None:
        self._known: Final = known
        self._now: Request | None = None
        self.calls = 0

    def turn(self, request: Request) -> None:
        """A request comes in; should its text come twice with two answers, its own one counts."""
        self._now = request

    def __call__(self, utterance: str) -> Json:
        """The right answer. Raises NoTruth, which is charged like an answer."""
        self.calls += 1
        if self._now is not None and utterance == self._now.utterance:
            return self._now.answer
        if utterance not in self._known:
            raise NoTruth(utterance)
        return self._known[utterance]


class Contestant(Protocol):
    """Requests come one by one, in order."""

    @property
    def name(self) -> str:
        """How tables call it."""

    def ask(self, utterance: str, fallback: Fallback) -> Answer:
        """Answer one request, and do what there is to do before the next one."""

    def released(self) -> Sequence[str]:
        """What answers by itself now, for contestants that have something of the kind."""
