"""S-expressions, shared: equal terms are one number, whatever names they were given on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

Term: TypeAlias = "str | list[Term]"
"""An atom as it is written, or a list."""

_TOKEN: Final = re.compile(r';[^\n]*|"(?:[^"]|"")*"|\|[^|]*\||[()]|[^\s();"|]+')


class Malformed(ValueError):
    """A text that is no sequence of s-expressions."""


def parse(text: str) -> list[Term]:
    """The terms of a text, without comments. Raises Malformed. No recursion: depth costs memory alone."""
    stack: list[list[Term]] = [[]]
    for token in _tokens(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            if len(stack) == 1:
                raise Malformed("a closing parenthesis too many")
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    if len(stack) > 1:
        raise Malformed("a closing parenthesis is missing")
    return stack[0]


def _tokens(text: str) -> Iterator[str]:
    end = 0
    for found in _TOKEN.finditer(text):
        if text[end : found.start()].strip():
            raise Malformed(f"unexpected text at {end}")
        end = found.end()
        if not found[0].startswith(";"):
            yield found[0]
    if text[end:].strip():
        raise Malformed(f"unexpected text at {end}")


class Terms:
    """Terms by number: two terms have one number exactly if they are equal once names are replaced.

    Negative literals are one atom however they are written: ``(- 5)`` is ``-5``.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[int | str, ...], int] = {}

    def number(self, term: Term, names: Mapping[str, int]) -> int:
        """The number of a term in which ``names`` stand for the terms of these numbers."""
        results: list[list[int]] = [[]]
        waiting: list[tuple[Term, bool]] = [(term, False)]
        while waiting:
            here, closing = waiting.pop()
            if isinstance(here, str):
                results[-1].append(names[here] if here in names else self._intern(("", here)))
            elif closing:
                parts = results.pop()
                results[-1].append(self._intern(tuple(parts)))
            elif (literal := _negative(here)) is not None:
                results[-1].append(self._intern(("", literal)))
            else:
                results.append([])
                waiting.append((here, True))
                waiting += [(part, False) for part in reversed(here)]
        return results[0][0]

    def _intern(self, key: tuple[int | str, ...]) -> int:
        return self._numbers.setdefault(key, len(self._numbers))


def _negative(term: list[Term]) -> str | None:
    match term:
        case ["-", str(digits)] if digits.isdigit():
            return f"-{digits}"
        case _:
            return None
