"""Names of tests and what their docstrings say: expressions of the recipe as words."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = (
    ("==", "is"),
    ("!=", "is_not"),
    ("<=", "at_most"),
    (">=", "at_least"),
    ("<", "below"),
    (">", "above"),
    ("**", "to_the"),
    ("//", "div"),
    ("+", "plus"),
    ("-", "minus"),
    ("*", "times"),
    ("/", "over"),
    ("%", "mod"),
    ("$", "dollar"),
)
_LONGEST: Final = 60


def slug(text: str) -> str:
    """The text as part of a Python name: operators as words, at most 60 letters, cut between words."""
    for sign, word in _WORDS:
        text = text.replace(sign, f" {word} ")
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if len(plain) > _LONGEST:
        plain = plain[: _LONGEST + 1].rpartition("_")[0] or plain[:_LONGEST]
    return plain or "it"


def shortened(text: str, longest: int) -> str:
    """The text on one line, its end replaced by dots where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


class Names:
    """Names of functions, each given out once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def fresh(self, *parts: str) -> str:
        """``test_`` and the parts, with a number where the name is taken."""
        base = "_".join(("test", *(slug(part) for part in parts)))
        name, number = base, 1
        while name in self._given:
            number += 1
            name = f"{base}_{number}"
        self._given.add(name)
        return name
