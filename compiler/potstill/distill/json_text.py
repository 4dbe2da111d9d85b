"""Answers as JSON text, with every number exact."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import assert_never

from potstill.distill.examples import Json
from potstill.ir.rounding import decimal_places, fixed


def json_text(found: Json) -> str:
    """The answer as JSON on one line; a number that no decimal is, as a text such as ``"1/3"``."""
    match found:
        case Fraction():
            return number_text(found)
        case bool() | str() | None:
            return json.dumps(found, ensure_ascii=False)
        case list():
            return f"[{', '.join(map(json_text, found))}]"
        case dict():
            pairs = (
                f"{json.dumps(key, ensure_ascii=False)}: {json_text(each)}" for key, each in found.items()
            )
            return f"{{{', '.join(pairs)}}}"
        case _:
            assert_never(found)


def number_text(number: Fraction) -> str:
    """A number as JSON writes it, or as a quoted ratio where it has no end."""
    places = decimal_places(number)
    return f'"{number}"' if places is None else fixed(number, places)
