"""What there is today: a cache by the text, and a cache by sentence embeddings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.growth.minilm import Floats
from benchmarks.growth.protocol import Answer, Fallback
from potstill.distill.examples import Json
from potstill.ir.normal import fold


class Verbatim:
    """Returns the answer to the same request, but for case, spaces and closing marks."""

    name = "verbatim cache"

    def __init__(self) -> None:
        self._known: dict[str, Json] = {}

    def ask(self, utterance: str, fallback: Fallback) -> Answer:
        """Look it up."""
        text = fold(utterance)
        if text in self._known:
            return Answer(self._known[text], own=True)
        self._known[text] = fallback(utterance)
        return Answer(self._known[text], own=False)

    def released(self) -> Sequence[str]:
        """Nothing of the kind."""
        return ()


class Embedded:
    """Returns the answer to the most similar request, if the cosine is at least ``threshold``.

    ``vectors``: of all texts of the stream, of unit length, computed beforehand.
    """

    def __init__(self, threshold: float, vectors: Mapping[str, Floats]) -> None:
        self.name = f"embedding cache, {threshold:g}"
        self.threshold = threshold
        self._vectors = vectors
        hidden = next(iter(vectors.values())).shape[0]
        self._rows: Floats = np.empty((1_024, hidden), np.float32)
        self._answers: list[tuple[str, Json]] = []

    def ask(self, utterance: str, fallback: Fallback) -> Answer:
        """The nearest neighbour, or the fallback; its answer is kept."""
        vector = self._vectors[utterance]
        count = len(self._answers)
        if count:
            scores = self._rows[:count] @ vector
            best = int(scores.argmax())
            if scores[best] >= self.threshold:
                text, value = self._answers[best]
                return Answer(value, own=True, by=text)
        if count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[count] = vector
        value = fallback(utterance)
        self._answers.append((utterance, value))
        return Answer(value, own=False)

    def released(self) -> Sequence[str]:
        """Nothing of the kind."""
        return ()
