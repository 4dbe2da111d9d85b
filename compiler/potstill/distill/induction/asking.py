"""The questions of one induction: how many are left, what was answered, and what waits for an answer."""

from __future__ import annotations

from typing import Final

from potstill.distill.claim import Asked
from potstill.distill.examples import Example
from potstill.distill.induction.steps import Unanswered
from potstill.distill.oracle import Oracle


class Asking:
    """An oracle with a limit on how often it is asked."""

    def __init__(self, oracle: Oracle, limit: int) -> None:
        self.oracle: Final = oracle
        self.limit: Final = limit
        self.asked: list[Asked] = []

    @property
    def left(self) -> int:
        """How many questions may still be asked."""
        return self.limit - len(self.asked)

    def pool(self) -> list[str]:
        """The requests of the oracle's pool that were not asked, each once."""
        known = {each.example.utterance for each in self.asked}
        return [utterance for utterance in dict.fromkeys(self.oracle.pool) if utterance not in known]

    @property
    def free(self) -> bool:
        """Whether any request may be asked."""
        return not self.oracle.pool

    def ask(self, utterance: str, why: str) -> Example:
        """The request with its answer, which is kept. Raises Unanswered; ValueError beyond the limit."""
        if self.left <= 0:
            raise ValueError("no question is left")
        found = self.oracle.ask(utterance)
        if found is None:
            raise Unanswered(utterance)
        self.asked.append(Asked(found, why))
        return found
