"""What a row of the table of operators says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from potstill.ir import extents, failures
from potstill.ir.errors import ErrorCode
from potstill.ir.rules import Operand, Types
from potstill.ir.types import Type

TypeRule: TypeAlias = Callable[[Types, Operand], Type]
ErrorRule: TypeAlias = Callable[[Types, Operand], tuple[ErrorCode, ...]]


class Category(Enum):
    """The sections of the manual."""

    LEAVES = "Leaves"
    LOGIC = "Logic and comparison"
    NUMBERS = "Numbers"
    LISTS = "Lists"
    TABLES = "Tables"
    RECORDS = "Records and optional values"
    TEXTS = "Texts"
    DATES = "Dates"
    TIMES = "Times of day"
    DURATIONS = "Durations"


class Holds(Enum):
    """What a node holds beside its arguments, as ``Node.data``."""

    NOTHING = "nothing"
    VALUE = "the value"
    NAME = "the name of a slot or of a context field"
    TABLE = "the name of a table"
    ROUNDING = "decimal places and a mode"
    SEPARATOR = "the separating text"
    FIELDS = "the names of the fields"
    PIECES = "literal texts, and for every argument its shape"


class Repeats(Enum):
    """How often an operation does its unit of work; :mod:`potstill.ir.bounds` says what the unit is."""

    ONCE = "once"
    PER_ELEMENT = "once for every element of the list"
    PER_COMPARISON = "once for every comparison of a merge sort"
    PER_FACTOR = "as often as the exponent says"
    PER_HALVING = "once for every halving of the table"


@dataclass(frozen=True, slots=True)
class Operator:
    """One row.

    ``arity``: the least and the greatest number of arguments (None: any number). ``type_rule``: None for
    leaves, whose types are declared. ``lazy``: an error in an argument that is not needed does not count.
    """

    name: str
    category: Category
    surface: tuple[str, ...]
    arity: tuple[int, int | None]
    type_rule: TypeRule | None
    doc: str
    example: str = ""
    errors: tuple[ErrorCode, ...] = ()
    error_rule: ErrorRule = failures.never
    extent: extents.Rule = extents.same
    repeats: Repeats = Repeats.ONCE
    holds: Holds = Holds.NOTHING
    lazy: bool = False

    def __post_init__(self) -> None:
        # INVARIANT: an operator that can fail says when it cannot.
        assert bool(self.errors) == (self.error_rule is not failures.never), self.name
