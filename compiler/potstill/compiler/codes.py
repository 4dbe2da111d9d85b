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
    TOO_MANY_HOLES = "E120"

    DUPLICATE_NAME = "E201"
    RESERVED_NAME = "E202"
    NAME_TOO_LONG = "E203"
    UNKNOWN_NAME = "E204"
    UNKNOWN_FUNCTION = "E205"
    NOT_A_FUNCTION = "E206"
    UNKNOWN_SLOT = "E207"
    UNKNOWN_RULE = "E208"
    UNKNOWN_LEXICON = "E209"
    UNKNOWN_LIST = "E210"
    UNKNOWN_CONTEXT = "E211"
    RECURSIVE_RULE = "E212"
    SHADOWED = "E213"
    USED_BEFORE = "E214"
    ANSWER_OUTSIDE_ENSURE = "E216"
    BARE_TABLE = "E217"
    NAME_IN_CONSTANT = "E218"
    DUPLICATE_FIELD = "E219"
    GIVEN_TWICE = "E220"
    SET_TWICE = "E221"
    NO_ASK = "E222"
    NO_ANSWER = "E223"
    UNKNOWN_RESOLVE = "E224"
    BAD_PRIORITY = "E225"

    EMPTY_UTTERANCE = "E301"
    SLOT_LEFT_OUT = "E302"
    UNFILLED_SLOT = "E303"
    FIXED_AND_READ = "E304"
    TOO_MANY_ORDERS = "E305"
    TEMPLATE_TOO_DEEP = "E306"
    GRAMMAR_TOO_LARGE = "E307"
    VANISHING_TEXT = "E308"
    LITERAL_TOO_LONG = "E309"

    EMPTY_RANGE = "E401"
    WRONG_BOUND = "E402"
    OFF_GRID = "E403"
    BAD_STEP = "E404"
    COUNT_RANGE = "E405"
    SPLIT_SECOND = "E406"
    UNKNOWN_CURRENCY = "E407"
    UNKNOWN_ORDER = "E408"
    MEMBER_COUNT = "E409"
    BAD_MEMBER = "E410"
    MIXED_MEMBERS = "E411"
    DUPLICATE_MEMBER = "E412"
    TOO_MANY_FORMS = "E413"
    NOT_PLAIN = "E414"
    LEXICON_LIMIT = "E415"
    LEXICON_TYPE = "E416"
    OPTIONAL_DEFAULT = "E417"
    OPTIONAL_TWICE = "E418"
    DEFAULT_TYPE = "E419"
    FIXED_TYPE = "E420"
    TOO_MANY_SLOTS = "E421"
    NO_RANGE = "E422"

    WRONG_ARITY = "E501"
    WRONG_TYPE = "E502"
    INCOMPARABLE = "E503"
    NO_COMMON_TYPE = "E504"
    WRONG_RANGE = "E505"
    ALWAYS_FAILS = "E506"
    UNBOUNDED = "E507"
    TOO_LARGE = "E508"
    WRONG_DATA = "E509"
    CONDITION_TYPE = "E510"
    DECLARED_TYPE = "E511"
    DECLARED_RANGE = "E512"
    CHAINED_IN = "E513"
    BAD_ROUNDING = "E514"
    BAD_SEPARATOR = "E515"
    MIXED_ROWS = "E516"
    MIXED_COLUMN = "E517"
    CELL_TYPE = "E518"
    DUPLICATE_KEY = "E519"
    FALLING_ROWS = "E520"
    UNORDERED_KEYS = "E521"
    ROW_COUNT = "E522"
    CONSTANT_STUCK = "E523"
    CONTEXT_TYPE = "E524"
    TYPE_TOO_LARGE = "E525"
    PATTERN_TYPE = "E526"

    TOO_MANY_NODES = "E601"
    TOO_MANY_STEPS = "E602"
    TOO_MANY_BITS = "E603"
    TOO_LONG_VALUE = "E604"
    CONSTANT_TOO_LARGE = "E605"
    NOT_WELL_FORMED = "E606"

    EXAMPLE_UNREAD = "E701"
    EXAMPLE_ANSWER = "E702"
    EXAMPLE_OUTSIDE = "E703"
    EXAMPLE_AMBIGUOUS = "E704"
    EXAMPLE_STUCK = "E705"
    EXAMPLE_CONTEXT_MISSING = "E706"
    EXAMPLE_TOO_LONG = "E707"
    EXAMPLE_ANSWER_TYPE = "E708"
    TOO_MANY_EXAMPLES = "E709"

    UNUSED = "W001"
    UNUSED_SLOT = "W002"
    CONSTANT_SLOT = "W003"
    EXAMPLE_UNCHECKED = "W004"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said under a code: a title, sentences with places for data, and an example that gets it.

    The example is lines of a recipe, all of them if ``whole``; § in it stands for ``times`` copies of
    ``filler``, and # in these for their numbers. Or it is ``binary``, in hexadecimal.
    """

    title: str
    what: str
    why: str
    fix: str
    example: str = ""
    filler: str = ""
    times: int = 0
    whole: bool = False
    binary: str = ""

    def recipe(self) -> str | bytes:
        """A recipe that gets the diagnostic: the example, and what a family needs beside it."""
        if self.binary:
            return bytes.fromhex(self.binary)
        copies = "".join(self.filler.replace("#", str(number)) for number in range(1, self.times + 1))
        text = self.example.replace("§", copies)
        if self.whole:
            return text
        lines = text.splitlines()
        ask = [] if any(line.startswith("ask") for line in lines) else ['ask "go {n}"']
        answer = [] if any(line.startswith("answer") for line in lines) else ["answer n"]
        return "\n".join(["family example", *ask, "slot n: int 1..9", text, *answer, ""])


@cache
def table() -> dict[Code, Entry]:
    """The rows of ``codes.toml``."""
    text = Path(__file__).with_name("codes.toml").read_text("utf-8")
    return {Code(key): Entry(**row) for key, row in tomllib.loads(text).items()}
