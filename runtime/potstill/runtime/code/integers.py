"""Integers that are known to stay machine words: nothing here is charged one operation at a time.

INVARIANT: whoever prepares one of these has bounded operands and result by WORD, by intervals that start
at checked inputs. Such an operation costs the same whatever it computes, so one charge for a whole
statement, the number of operations in it, comes to the same as a charge for each.
"""

from __future__ import annotations

from potstill.runtime.code.base import Frame, IntCode, Stop


class IntConst(IntCode):
    """A constant."""

    def __init__(self, constant: int) -> None:
        self.constant = constant

    def int_(self, frame: Frame) -> int:  # noqa: ARG002
        return self.constant
