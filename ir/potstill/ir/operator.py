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


class Work(Enum):
    """What an operation costs beside its cells; :mod:`potstill.ir.bounds` says what a unit of work is."""

    OPERANDS = "a unit on the arguments"
    RESULT = "a unit on the arguments and the result"
    ELEMENTS = "a unit on the arguments and the result for every element of the list"
    COMPARISONS = "a unit on the arguments for every comparison of a merge sort"
    HALVINGS = "a unit on the arguments for every halving of the table"
    PASSES = "a step for every element of the list"


@dataclass(frozen=True, slots=True)
class Operator:
    """One row.

    ``arity``: the least and the greatest number of arguments (None: any number). ``type_rule``: None for
    leaves, whose types are declared. ``example``: a condition that holds, in the setting that the reference
    describes. ``lazy``: an error in an argument that is not needed does not count.
    """

    name: str
    category: Category
    surface: tuple[str, ...]
    arity: tuple[int, int | None]
    type_rule: TypeRule | None
    doc: str
    example: str
    errors: tuple[ErrorCode, ...] = ()
    error_rule: ErrorRule = failures.never
    extent: extents.Rule = extents.same
    work: Work = Work.OPERANDS
    holds: Holds = Holds.NOTHING
    lazy: bool = False

    def __post_init__(self) -> None:
        # INVARIANT: an operator that can fail says when it cannot.
        assert bool(self.errors) == (self.error_rule is not failures.never), self.name
