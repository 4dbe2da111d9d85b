"""What a handler has done so far: how much was covered, by whom, and what it took."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from potstill.runtime.reply import Reply, Source


@dataclass(slots=True)
class Counters:
    """Counts since the handler was made. Thread-safe."""

    asked: int = 0
    seconds: float = 0.0
    """Time spent answering, fallbacks included."""
    by_source: Counter[str] = field(default_factory=Counter)
    by_family: Counter[str] = field(default_factory=Counter)
    """Compiled answers, by family."""
    by_reason: Counter[str] = field(default_factory=Counter)
    """Requests that needed a fallback, by reason."""
    _lock: Lock = field(default_factory=Lock, repr=False)

    def count(self, reply: Reply) -> None:
        """Add one reply."""
        with self._lock:
            self.asked += 1
            self.seconds += reply.seconds
            self.by_source[reply.source.value] += 1
            if reply.source is Source.COMPILED and reply.family is not None:
                self.by_family[reply.family] += 1
            elif reply.reason is not None:
                self.by_reason[reply.reason] += 1

    @property
    def coverage(self) -> float:
        """The share of requests that a program answered; 0.0 before the first."""
        with self._lock:
            return self.by_source[Source.COMPILED.value] / self.asked if self.asked else 0.0

    @property
    def fallbacks(self) -> int:
        """How many requests needed a fallback: what the handler still costs."""
        with self._lock:
            return self.asked - self.by_source[Source.COMPILED.value]
