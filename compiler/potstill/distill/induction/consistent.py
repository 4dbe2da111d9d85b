"""Whether answered requests can come from one function: no request has two answers."""

from __future__ import annotations

from collections.abc import Iterable

from potstill.distill.examples import Example
from potstill.distill.json_text import json_text
from potstill.ir.normal import fold


def distinct(examples: Iterable[Example]) -> tuple[Example, ...]:
    """The examples, each request once: the same words in the same context with the same answer are one."""
    return tuple({(_request(each), json_text(each.answer)): each for each in examples}.values())


def contradiction(examples: Iterable[Example]) -> tuple[Example, Example] | None:
    """The first two examples of one request whose answers differ."""
    known: dict[tuple[str, str], Example] = {}
    for each in examples:
        other = known.setdefault(_request(each), each)
        if json_text(other.answer) != json_text(each.answer):
            return other, each
    return None


def _request(example: Example) -> tuple[str, str]:
    """What makes two requests one: the normal form of the words, and the context."""
    return fold(example.utterance), json_text(dict(sorted(example.context.items())))
