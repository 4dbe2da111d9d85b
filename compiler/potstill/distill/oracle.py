"""Whoever answers questions during induction: the fallback, a person, or a set of requests kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from potstill.distill.examples import Example


class NotYet(Exception):
    """The question waits for somebody: the induction is tried again when it has an answer."""

    def __init__(self, utterance: str) -> None:
        super().__init__(utterance)
        self.utterance: Final = utterance


class Oracle(Protocol):
    """Answers that are taken to be right. Each answer costs a call of the fallback, or a person's time."""

    @property
    def pool(self) -> Sequence[str]:
        """Requests that may be asked and were not answered yet; empty where any request may be asked."""

    def ask(self, utterance: str) -> Example | None:
        """The request with its answer; None if there is none and never will be. Raises NotYet."""


class Silent:
    """An oracle that is not there: no question has an answer."""

    pool: Sequence[str] = ()

    def ask(self, utterance: str) -> Example | None:  # noqa: ARG002  (the protocol's name)
        """None."""
        return None
