"""What can be wrong with data that claims to be an artifact or a family, and where it is wrong."""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

Step: TypeAlias = str | int
"""One step of a JSON path: a key or an index."""

MAX_REASON: Final = 300
"""Code points of the longest reason that is given."""


class Fault(Enum):
    """Kinds of malformation; the value is the stable code: A0xx of files, A1xx of what is in them."""

    SIZE = "A001"
    """A file longer than any artifact."""
    SYNTAX = "A002"
    """Not JSON, or not in canonical form."""
    ADDRESS = "A003"
    """The address is not the content's."""
    FORMAT = "A004"
    """A version of the format that this reader does not know."""
    SEMANTICS = "A005"
    """A version of the language's meaning that this reader does not implement."""
    BOUNDS = "A006"
    """The stated bounds are not the program's, or the program exceeds the caps."""
    FILE_NAME = "A007"
    """A file that is not named after its family."""
    UNSAFE = "A008"
    """Not a regular file, or a link that leads out of the folder."""
    UNREADABLE = "A009"
    """The system refuses to read it."""
    KIND = "A101"
    """A value of the wrong JSON type, or an unknown kind of node."""
    KEYS = "A102"
    """A key is missing, or one too many."""
    RANGE = "A103"
    """A number, length, name or code point outside what is allowed, or not in its one spelling."""
    DEPTH = "A104"
    """Nested too deeply."""
    REFERENCE = "A105"
    """A name or position that refers to nothing, to itself or forward; a pool out of order."""
    DUPLICATE = "A106"
    """Two things of one name, or one thing twice in a pool."""
    OPERATOR = "A107"
    """An unknown operator, or arguments or data that the operator does not take."""
    TYPE = "A108"
    """A type that does not follow from the parts, or a value that is not of its type."""
    PLACE = "A109"
    """A node where none of its kind may stand, or a slot that may be left without a value."""


class Malformed(ValueError):
    """Data that is not of the format: where (a JSON path), why, and the code."""

    def __init__(self, fault: Fault, reason: str, *path: Step) -> None:
        super().__init__(fault, reason, path)
        self.fault = fault
        # What was found may be of any length.
        self.reason = reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 1]}…"
        self.path: tuple[Step, ...] = path

    @property
    def code(self) -> str:
        """The stable code, such as ``A103``."""
        return self.fault.value

    @property
    def pointer(self) -> str:
        """The path, readable: ``$.program.nodes[3].op``."""
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)

    def below(self, *outer: Step) -> Malformed:
        """This fault, seen from further out; for ``raise fault.below(key)`` while unwinding."""
        self.path = (*outer, *self.path)
        return self

    def __str__(self) -> str:
        return f"{self.code} at {self.pointer}: {self.reason}"
