"""The codes of diagnostics, and the table of what is said under each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path


class Code(Enum):
    """Everything that may be wrong with a recipe. E: it is refused; W: it compiles.

    E0 the text, E1 its syntax, E2 names, E3 templates, E4 slots, E5 types, E6 bounds, E7 examples.
    """

    TOO_LONG = "E001"
    NOT_UTF8 = "E002"
    CONTROL_CHARACTER = "E003"
    INVISIBLE_CHARACTER = "E004"
    FOREIGN_LETTER = "E005"
    FOREIGN_CHARACTER = "E006"
    NESTED_TOO_DEEP = "E007"
    NUMBER_TOO_LONG = "E008"
    UNCLOSED_QUOTE = "E009"
    UNCLOSED_BRACKET = "E010"
    STRAY_BRACKET = "E011"
    MISMATCHED_BRACKET = "E012"
    EMPTY_RECIPE = "E013"
    TOO_DEEP_TREE = "E014"

    UNEXPECTED = "E101"
    UNFINISHED = "E102"
    UNKNOWN_STATEMENT = "E103"
    NO_FAMILY = "E104"
    SECOND_FAMILY = "E105"
    UNKNOWN_TYPE = "E106"
    NOT_IN_LANGUAGE = "E107"
    ASSIGNMENT = "E108"
    BAD_NUMBER = "E109"
    NO_SUCH_DAY = "E110"
    NO_SUCH_TIME = "E111"
    BAD_ESCAPE = "E112"
    BAD_TEMPLATE_ESCAPE = "E113"
    BAD_TEMPLATE = "E114"
    BAD_HOLE = "E115"
    STRAY_BRACE = "E116"
    BAD_FORMAT = "E117"
    MARKED_TWICE = "E118"
    UNFINISHED_TEMPLATE = "E119"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said under a code: a title, and sentences with places for data."""

    title: str
    what: str
    why: str
    fix: str


@cache
def table() -> dict[Code, Entry]:
    """The rows of ``codes.toml``."""
    text = Path(__file__).with_name("codes.toml").read_text("utf-8")
    return {Code(key): Entry(**row) for key, row in tomllib.loads(text).items()}
