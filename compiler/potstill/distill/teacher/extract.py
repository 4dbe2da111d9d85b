"""The recipe in a reply: the first fenced block, or all of it. It is text, and only ever compiled."""

from __future__ import annotations

import re
from typing import Final

_FENCE: Final = re.compile(r"^[ \t]*(`{3,}|~{3,})([^\n`]*)\n", re.MULTILINE)


def recipe_text(reply: str, longest: int) -> str | None:
    """The part of a reply that should be a recipe; None if it is longer than so many characters.

    A block without an end goes on to the end of the reply. The word behind the opening marks does not count.
    """
    opened = _FENCE.search(reply)
    if opened is None:
        found = reply
    else:
        closing = re.compile(rf"^[ \t]*{re.escape(opened[1])}[ \t]*$", re.MULTILINE)
        closed = closing.search(reply, opened.end())
        found = reply[opened.end() : closed.start() if closed else len(reply)]
    return found.strip() + "\n" if len(found) <= longest else None
