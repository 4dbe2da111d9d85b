"""Caps: how an operation that could blow up ends instead, with an answer that says so.

A cap counts states (or table cells), so it is the same on every machine; no clock is involved.
"""

from __future__ import annotations

DEFAULT_LIMIT = 500_000
"""States that one operation may build unless told otherwise."""

MEMBERS_PER_STATE = 64
"""A subset construction may store this many members, on average, for each state that its cap allows."""


class CapExceeded(RuntimeError):
    """``operation`` needed more than ``cap`` states (or cells) and stopped: there is no answer."""

    def __init__(self, operation: str, cap: int) -> None:
        super().__init__(f"{operation} needs more than {cap} states")
        self.operation = operation
        self.cap = cap

    def __reduce__(self) -> tuple[type[CapExceeded], tuple[str, int]]:
        return type(self), (self.operation, self.cap)
