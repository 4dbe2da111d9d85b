"""The questions of one induction: how many are left, what was answered, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from potstill.distill.claim import Asked
from potstill.distill.examples import Example
from potstill.distill.oracle import Oracle
from potstill.ir.normal import fold

MAX_REFUSED: Final = 20
"""Questions without an answer, after which no more are asked."""


class Asking:
    """An oracle with a limit on how often it is asked. ``known``: requests that are answered already.

    ``refuted``: families that failed a holdout so far.
    """

    def __init__(self, oracle: Oracle, limit: int, known: Iterable[str] = ()) -> None:
        self.oracle: Final = oracle
        self.limit: Final = limit
        self.asked: list[Asked] = []
        self.refuted = 0
        self._known: Final = set(map(fold, known))
        self._refused: set[str] = set()

    @property
    def left(self) -> int:
        """How many questions may still be asked; none after too many that have no answer."""
        return self.limit - len(self.asked) if len(self._refused) < MAX_REFUSED else 0

    def pool(self) -> list[str]:
        """The requests of the oracle's pool that are new, each once."""
        return [utterance for utterance in dict.fromkeys(self.oracle.pool) if self.is_new(utterance)]

    def is_new(self, utterance: str) -> bool:
        """Whether a request was not asked, and its answer is not known."""
        return utterance not in self._refused and fold(utterance) not in self._known

    @property
    def free(self) -> bool:
        """Whether any request may be asked."""
        return not self.oracle.pool

    def ask(self, utterance: str, why: str) -> Example | None:
        """The request with its answer, which is kept; None if it has none. Raises NotYet.

        The answer to another request is none. ValueError beyond the limit.
        """
        if self.left <= 0:
            raise ValueError("no question is left")
        found = self.oracle.ask(utterance)
        if found is None or fold(found.utterance) != fold(utterance):
            self._refused.add(utterance)
            return None
        self._known.add(fold(utterance))
        self.asked.append(Asked(found, why))
        return found
