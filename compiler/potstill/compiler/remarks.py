"""Where comments belong: above what follows them, or behind what stands before them on their line."""

from __future__ import annotations

from collections.abc import Sequence

from potstill.compiler.scan import Comment


class Remarks:
    """Hands out the comments of a text, each once, from its beginning to its end."""

    def __init__(self, text: str, comments: Sequence[Comment]) -> None:
        self._text = text
        self._comments = comments
        self._next = 0

    @property
    def upcoming(self) -> int | None:
        """Where the next comment starts."""
        return self._comments[self._next].start if self._next < len(self._comments) else None

    def above(self, start: int) -> tuple[str, ...]:
        """The comments that stand before a position."""
        first = self._next
        while self._next < len(self._comments) and self._comments[self._next].start < start:
            self._next += 1
        return tuple(comment.text for comment in self._comments[first : self._next])

    def behind(self, end: int) -> str | None:
        """The comment that stands on the line where something ends, behind it, perhaps after a comma."""
        if self._next == len(self._comments):
            return None
        comment = self._comments[self._next]
        between = self._text[end : comment.start]
        if comment.start < end or between.strip(" \t,"):
            return None
        self._next += 1
        return comment.text
