"""How things go wrong: the errors a program may end in, and the faults that typing refuses."""

from __future__ import annotations

from enum import Enum

from potstill.ir.types import Type


class ErrorCode(Enum):
    """Why an evaluation is stuck."""

    DIVISION_BY_ZERO = "division_by_zero"
    INDEX_OUT_OF_RANGE = "index_out_of_range"
    KEY_MISSING = "key_missing"
    EMPTY_LIST = "empty_list"
    INVALID_DATE = "invalid_date"
    OUT_OF_CALENDAR = "out_of_calendar"
    OUT_OF_RANGE = "out_of_range"
    ENSURE_FAILED = "ensure_failed"
    BUDGET_EXCEEDED = "budget_exceeded"


class FaultCode(Enum):
    """Why typing refuses an operation."""

    WRONG_ARITY = "wrong_arity"
    WRONG_TYPE = "wrong_type"
    """An argument is of another kind of type, or not whole where it has to be."""
    INCOMPARABLE = "incomparable"
    """Two arguments that are compared have no values in common to compare, or no order."""
    NO_COMMON_TYPE = "no_common_type"
    """Branches or elements of kinds that no one type holds."""
    WRONG_RANGE = "wrong_range"
    """An argument's range goes beyond what the operator takes."""
    ALWAYS_FAILS = "always_fails"
    """No arguments of these types give a value."""
    UNBOUNDED = "unbounded"
    """The result has no finite range: a rational divisor may come as close to 0 as it likes."""
    TOO_LARGE = "too_large"
    """The result's range needs more bits, or finer places, than the caps allow."""
    WRONG_DATA = "wrong_data"
    """What the operator needs beside its arguments is missing or malformed."""


class TypeFault(Exception):
    """An ill-typed operation: which argument (None: all together), what was expected, what was found."""

    def __init__(
        self, code: FaultCode, argument: int | None, expected: str, found: Type | None = None
    ) -> None:
        super().__init__(code, argument, expected, found)
        self.code = code
        self.argument = argument
        self.expected = expected
        self.found = found
