"""Whoever answers questions during induction: the fallback, a person, or a set of requests kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from potstill.distill.examples import Example


class Oracle(Protocol):
    """Answers that are taken to be right. Each answer costs a call of the fallback, or a person's time."""

    @property
    def pool(self) -> Sequence[str]:
        """Requests that may be asked and were not answered yet; empty where any request may be asked."""

    def ask(self, utterance: str) -> Example | None:
        """The request with its answer; None if there is none, or none yet."""
