"""Answered requests: what induction learns from, and the JSON form of their answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

Json: TypeAlias = "bool | Fraction | str | list[Json] | dict[str, Json] | None"
"""JSON with exact numbers: every number is a Fraction, and never binary floating point."""

MAX_LINE: Final = 1_000_000
"""Bytes of the longest line of a log that is read."""

MAX_NUMBER: Final = 100
"""Characters of the longest number in an answer; exponents beyond two digits are refused with it."""


class BadExample(ValueError):
    """A line that is no answered request; the message says why."""


@dataclass(frozen=True, slots=True)
class Example:
    """A request and the answer that somebody stands for. ``context`` is what the host knew beside it."""

    utterance: str
    answer: Json
    context: Mapping[str, Json] = field(default_factory=dict)


def read_line(line: bytes) -> Example:
    """The example of one line of JSON: ``{"utterance": …, "answer": …, "context": {…}}``.

    Raises BadExample: for other shapes, lines above MAX_LINE, numbers that are not exact, bad encodings.
    """
    if len(line) > MAX_LINE:
        raise BadExample(f"the line has {len(line):,} bytes, {MAX_LINE:,} are read")
    try:
        found = json.loads(
            line, parse_float=number, parse_int=number, parse_constant=_no_constant, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise BadExample(f"no JSON: {error}" if not isinstance(error, BadExample) else str(error)) from None
    match found:
        case {"utterance": str(utterance), "answer": answer, **rest}:
            context = rest.get("context", {})
            if not isinstance(context, dict):
                raise BadExample("the context is no object")
            return Example(utterance, answer, context)
        case _:
            raise BadExample('expected {"utterance": "…", "answer": …}')


def number(text: str) -> Fraction:
    """The exact value of a JSON number. Raises BadExample if it is longer than MAX_NUMBER."""
    _, _, exponent = text.lower().partition("e")
    if len(text) > MAX_NUMBER or len(exponent.lstrip("+-")) > 2:
        raise BadExample(f"the number {text[:20]}… is too long")
    return Fraction(text)


def _no_constant(text: str) -> Json:
    raise BadExample(f"{text} is no number")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadExample("an object has a key twice")
    return found
