"""S-expressions, shared: equal terms are one number, whatever names they were given on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Body:
    """What a let binds its names in."""

    names: tuple[str, ...]
    term: Term


class Terms:
    """Terms by number: two terms have one number exactly if they are equal once names are replaced.

    Negative literals are one atom however they are written: ``(- 5)`` is ``-5``. Lets are names, too.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[int | str, ...], int] = {}

    def number(self, term: Term, names: Mapping[str, int]) -> int:
        """The number of a term in which ``names`` stand for the terms of these numbers. Raises Malformed."""
        results: list[list[int]] = [[]]
        waiting: list[tuple[Term | _Body | None, Mapping[str, int]]] = [(term, names)]
        while waiting:
            here, known = waiting.pop()
            match here:
                case str():
                    results[-1].append(known[here] if here in known else self._intern(("", here)))
                case None:  # all parts of a list have their numbers
                    parts = results.pop()
                    results[-1].append(self._intern(tuple(parts)))
                case _Body():  # all values of a let have theirs
                    values = zip(here.names, results.pop(), strict=True)
                    waiting.append((here.term, {**known, **dict(values)}))
                case ["let", [*bindings], body]:
                    pairs = [_binding(pair) for pair in bindings]
                    results.append([])
                    waiting.append((_Body(tuple(name for name, _ in pairs), body), known))
                    waiting += [(value, known) for _, value in reversed(pairs)]
                case ["-", str(digits)] if digits.isdigit():
                    results[-1].append(self._intern(("", f"-{digits}")))
                case list():
                    results.append([])
                    waiting.append((None, known))
                    waiting += [(part, known) for part in reversed(here)]
        return results[0][0]

    def _intern(self, key: tuple[int | str, ...]) -> int:
        return self._numbers.setdefault(key, len(self._numbers))


def _binding(pair: Term) -> tuple[str, Term]:
    match pair:
        case [str(name), value]:
            return name, value
        case _:
            raise Malformed("a let binds names to terms")
