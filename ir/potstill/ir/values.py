"""Values as programs hold them. The type says how to read one; nothing in a value does.

=============  =====================================================================
type           value
=============  =====================================================================
Bool           bool
Number         int, or Fraction where it is not whole
Text           str, in the spelling it was given in; equality compares normal forms
Date           int, day number (0001-01-01 is 1)
MonthDay       int, month * 100 + day
Time           int, seconds since midnight
Duration       int, seconds
List           tuple of values
Record         tuple of values, in the order of the type's fields
Optional       None, or a value
=============  =====================================================================
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

Value: TypeAlias = bool | int | Fraction | str | tuple["Value", ...] | None

Identity: TypeAlias = tuple[Value, object]


def identity(value: Value) -> Identity:
    """A key that is equal for equal values of one type, and tells ``True`` from 1, which Python does not."""
    return value, _truths(value)


def _truths(value: Value) -> object:
    """Which parts are truth values."""
    return tuple(map(_truths, value)) if isinstance(value, tuple) else isinstance(value, bool)
