"""Where comments belong: above what follows them, or behind what stands before them on their line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from potstill.compiler.scan import Comment

BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")


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
        """The comments that stand before a position; an empty text for blank lines behind one of them."""
        found: list[str] = []
        while self._next < len(self._comments) and self._comments[self._next].start < start:
            comment = self._comments[self._next]
            found.append(comment.text)
            self._next += 1
            until = start if self.upcoming is None else min(start, self.upcoming)
            if BLANK_LINE.search(self._text, comment.start, until):
                found.append("")
        return tuple(found)

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
