"""The questions of one induction: how many are left, what was answered, and what waits for an answer."""

from __future__ import annotations

from typing import Final

from potstill.distill.claim import Asked
from potstill.distill.examples import Example
from potstill.distill.oracle import Oracle

MAX_REFUSED: Final = 20
"""Questions without an answer, after which no more are asked."""


class Asking:
    """An oracle with a limit on how often it is asked."""

    def __init__(self, oracle: Oracle, limit: int) -> None:
        self.oracle: Final = oracle
        self.limit: Final = limit
        self.asked: list[Asked] = []
        self._refused: set[str] = set()

    @property
    def left(self) -> int:
        """How many questions may still be asked; none after too many that have no answer."""
        return self.limit - len(self.asked) if len(self._refused) < MAX_REFUSED else 0

    def pool(self) -> list[str]:
        """The requests of the oracle's pool that were not asked, each once."""
        return [utterance for utterance in dict.fromkeys(self.oracle.pool) if self.is_new(utterance)]

    def is_new(self, utterance: str) -> bool:
        """Whether a request was not asked."""
        asked = (each.example.utterance for each in self.asked)
        return utterance not in self._refused and utterance not in asked

    @property
    def free(self) -> bool:
        """Whether any request may be asked."""
        return not self.oracle.pool

    def ask(self, utterance: str, why: str) -> Example | None:
        """The request with its answer, which is kept; None if it has none. Raises NotYet.

        ValueError beyond the limit.
        """
        if self.left <= 0:
            raise ValueError("no question is left")
        found = self.oracle.ask(utterance)
        if found is None:
            self._refused.add(utterance)
        else:
            self.asked.append(Asked(found, why))
        return found
