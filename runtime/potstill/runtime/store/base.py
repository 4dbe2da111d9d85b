"""What all parts of a store share: connections, a clock, and what is done to text before it is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from potstill.runtime.store.errors import Refused
from potstill.runtime.store.exact import Rewrite, encode, text, to_microseconds
from potstill.runtime.store.pool import Pool

Clock = Callable[[], datetime]

MAX_UTTERANCE: Final = 64 * 1024
"""Bytes of UTF-8 of an utterance."""

MAX_JSON: Final = 1024 * 1024
"""Bytes of UTF-8 of a reply, a context, an answer, a claim, a value of the state."""

MAX_NAME: Final = 1024
"""Bytes of UTF-8 of a caller's key, a person, a family, a group, the name of a value of the state."""

MAX_ARTIFACT: Final = 16 * 1024 * 1024
"""Bytes of an artifact, a statement, a recipe."""


class Part:
    """The base of all parts. ``redact`` is applied to every text that comes from a caller."""

    def __init__(self, pool: Pool, clock: Clock, redact: Rewrite | None) -> None:
        self._pool: Final = pool
        self._clock: Final = clock
        self._redact: Final = redact

    def _when(self, at: datetime | None) -> int:
        return to_microseconds(self._clock() if at is None else at)

    def _scrubber(self) -> Scrubber:
        return Scrubber(self._redact)

    def _clean(self, value: str, what: str, most: int = MAX_UTTERANCE) -> str:
        """A caller's text as it is stored."""
        return self._scrubber().text(value, what, most)

    def _json(self, value: object, what: str) -> str:
        """A caller's JSON data as it is stored."""
        return self._scrubber().json(value, what)


class Scrubber:
    """Makes callers' data into what is stored. ``changed``: whether the redactor found anything so far."""

    def __init__(self, redact: Rewrite | None) -> None:
        self._redact: Final = redact
        self.changed = False

    def text(self, value: str, what: str, most: int) -> str:
        """The text without what looks personal, and as databases can hold it. Raises Refused: too long."""
        # Before anything reads it: a redactor takes time too.
        bounded(value, what, most)
        return bounded(text(self._rewritten(value)), what, most)

    def json(self, value: object, what: str) -> str:
        """The canonical text of JSON data, its texts treated alike. Raises Refused."""
        return bounded(
            encode(value, lambda inner: self._rewritten(bounded(inner, what, MAX_JSON))), what, MAX_JSON
        )

    def _rewritten(self, value: str) -> str:
        if self._redact is None:
            return value
        found = self._redact(value)
        self.changed = self.changed or found != value
        return found


def bounded(value: str, what: str, most: int) -> str:
    """``value``. Raises Refused if it is longer than ``most`` bytes of UTF-8."""
    if len(value) > most or (4 * len(value) > most and len(value.encode("utf-8", "surrogatepass")) > most):
        raise Refused(f"the {what} has more than {most:,} bytes")
    return value


def named(value: str, what: str) -> str:
    """A name that has to be found again as given. Raises Refused: too long, or no database holds it."""
    if text(value) != value:
        raise Refused(f"the {what} {value!r} holds a character that cannot be stored")
    return bounded(value, what, MAX_NAME)
