"""Truth values: comparisons of integers, connectives that evaluate only what they need, branches."""

from __future__ import annotations

from typing import Any

from potstill.runtime.code.base import BoolCode, Code, Frame, IntCode, RatioCode


class BoolConst(BoolCode):
    """A constant."""

    def __init__(self, constant: bool) -> None:
        self.constant = constant

    def bool_(self, frame: Frame) -> bool:  # noqa: ARG002 (as all codes)
        return self.constant


class Const(Code):
    """A constant."""

    def __init__(self, constant: Any) -> None:
        self.constant = constant

    def value(self, frame: Frame) -> Any:  # noqa: ARG002 (as all codes)
        return self.constant


class Between(BoolCode):
    """low <= body <= high."""

    def __init__(self, body: IntCode, low: int, high: int) -> None:
        self.body = body
        self.low = low
        self.high = high

    def bool_(self, frame: Frame) -> bool:
        return self.low <= self.body.int_(frame) <= self.high


class BetweenCell(BoolCode):
    """low <= content of a cell <= high."""

    def __init__(self, cell: int, low: int, high: int) -> None:
        self.cell = cell
        self.low = low
        self.high = high

    def bool_(self, frame: Frame) -> bool:
        content: int = frame[self.cell]
        return self.low <= content <= self.high


class Comparison(BoolCode):
    """Two integers compared."""

    def __init__(self, left: IntCode, right: IntCode) -> None:
        self.left = left
        self.right = right


class Less(Comparison):
    """left < right."""

    def bool_(self, frame: Frame) -> bool:
        return self.left.int_(frame) < self.right.int_(frame)


class LessEqual(Comparison):
    """left <= right."""

    def bool_(self, frame: Frame) -> bool:
        return self.left.int_(frame) <= self.right.int_(frame)


class Greater(Comparison):
    """left > right."""

    def bool_(self, frame: Frame) -> bool:
        return self.left.int_(frame) > self.right.int_(frame)


class GreaterEqual(Comparison):
    """left >= right."""

    def bool_(self, frame: Frame) -> bool:
        return self.left.int_(frame) >= self.right.int_(frame)


class Equal(Comparison):
    """left == right."""

    def bool_(self, frame: Frame) -> bool:
        return self.left.int_(frame) == self.right.int_(frame)


class BoolEqual(BoolCode):
    """Two truth values are the same."""

    def __init__(self, left: BoolCode, right: BoolCode) -> None:
        self.left = left
        self.right = right

    def bool_(self, frame: Frame) -> bool:
        left = self.left.bool_(frame)
        return left == self.right.bool_(frame)


class Not(BoolCode):
    """Not body."""

    def __init__(self, body: BoolCode) -> None:
        self.body = body

    def bool_(self, frame: Frame) -> bool:
        return not self.body.bool_(frame)


class Both(BoolCode):
    """The left one, and then the right one."""

    def __init__(self, left: BoolCode, right: BoolCode) -> None:
        self.left = left
        self.right = right

    def bool_(self, frame: Frame) -> bool:
        return self.left.bool_(frame) and self.right.bool_(frame)


class And(BoolCode):
    """All of the parts, from left to right, up to the first that does not hold."""

    def __init__(self, parts: list[BoolCode]) -> None:
        self.parts = parts

    def bool_(self, frame: Frame) -> bool:
        for part in self.parts:  # noqa: SIM110 (mypyc compiles loops better)
            if not part.bool_(frame):
                return False
        return True


class Or(BoolCode):
    """One of the parts, from left to right, up to the first that holds."""

    def __init__(self, parts: list[BoolCode]) -> None:
        self.parts = parts

    def bool_(self, frame: Frame) -> bool:
        for part in self.parts:  # noqa: SIM110 (mypyc compiles loops better)
            if part.bool_(frame):
                return True
        return False


class Present(BoolCode):
    """Whether an optional value is there."""

    def __init__(self, body: Code) -> None:
        self.body = body

    def bool_(self, frame: Frame) -> bool:
        return self.body.value(frame) is not None


class FromValue(BoolCode):
    """A truth value that a list, a record or a table holds."""

    def __init__(self, body: Code) -> None:
        self.body = body

    def bool_(self, frame: Frame) -> bool:
        truth: bool = self.body.value(frame)
        return truth


class Choose(Code):
    """The branch of the first condition that holds, or the last branch: a chain of any length."""

    def __init__(self, conditions: list[BoolCode], branches: list[Code], otherwise: Code) -> None:
        self.cases = list(zip(conditions, branches, strict=True))
        self.otherwise = otherwise

    def value(self, frame: Frame) -> Any:
        for condition, branch in self.cases:
            if condition.bool_(frame):
                return branch.value(frame)
        return self.otherwise.value(frame)


class IntIf(IntCode):
    """One of two branches."""

    def __init__(self, condition: BoolCode, branch: IntCode, otherwise: IntCode) -> None:
        self.condition = condition
        self.branch = branch
        self.otherwise = otherwise

    def int_(self, frame: Frame) -> int:
        return self.branch.int_(frame) if self.condition.bool_(frame) else self.otherwise.int_(frame)


class IntChoose(IntCode):
    """The branch of the first condition that holds, or the last branch."""

    def __init__(self, conditions: list[BoolCode], branches: list[IntCode], otherwise: IntCode) -> None:
        self.cases = list(zip(conditions, branches, strict=True))
        self.otherwise = otherwise

    def int_(self, frame: Frame) -> int:
        for condition, branch in self.cases:
            if condition.bool_(frame):
                return branch.int_(frame)
        return self.otherwise.int_(frame)


class BoolChoose(BoolCode):
    """The branch of the first condition that holds, or the last branch."""

    def __init__(self, conditions: list[BoolCode], branches: list[BoolCode], otherwise: BoolCode) -> None:
        self.cases = list(zip(conditions, branches, strict=True))
        self.otherwise = otherwise

    def bool_(self, frame: Frame) -> bool:
        for condition, branch in self.cases:
            if condition.bool_(frame):
                return branch.bool_(frame)
        return self.otherwise.bool_(frame)


class RatioChoose(RatioCode):
    """The branch of the first condition that holds, or the last branch."""

    def __init__(self, conditions: list[BoolCode], branches: list[RatioCode], otherwise: RatioCode) -> None:
        self.cases = list(zip(conditions, branches, strict=True))
        self.otherwise = otherwise

    def ratio(self, frame: Frame) -> tuple[int, int]:
        for condition, branch in self.cases:
            if condition.bool_(frame):
                return branch.ratio(frame)
        return self.otherwise.ratio(frame)
