"""Why a statement is not relied on: a class for each reason, with its code. ``spec/statements.md``, S9."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from potstill.ir.codec import Malformed

MAX_REASON: Final = 400
"""Code points of the longest reason that is given."""


class StatementError(ValueError):
    """A statement that cannot be had or relied on: the reason, and in which file, if any."""

    code: ClassVar[str] = "S000"

    def __init__(self, reason: str, *, file: Path | None = None) -> None:
        super().__init__(reason)
        self.reason = reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 1]}…"
        self.file = file

    def __str__(self) -> str:
        where = f"{self.file}: " if self.file is not None else ""
        return f"{self.code}: {where}{self.reason}"


class TooLong(StatementError):
    """More bytes than a statement may have."""

    code = "S001"


class MalformedStatement(StatementError):
    """Not of the form of clauses S1 to S4."""

    code = "S002"

    @classmethod
    def of(cls, fault: Malformed) -> MalformedStatement:
        """The fault that a form found, with its place."""
        return cls(f"{fault.pointer}: {fault.reason}" if fault.path else fault.reason)


class UnknownVersion(StatementError):
    """A statement of another format or kind than this reader knows."""

    code = "S003"


class Inconsistent(MalformedStatement):
    """The guards, or whether it releases the artifact, do not follow from its verdicts."""

    code = "S004"


class NoStatement(StatementError):
    """There is no statement about the artifact."""

    code = "S005"


class UnreadableStatement(StatementError):
    """The system does not let the file be read, it is no regular file, or it leads out of its folder."""

    code = "S006"


class UntrustedKey(StatementError):
    """No signature is by a key that is trusted here."""

    code = "S007"


class BadSignature(StatementError):
    """A signature that names a trusted key was not made with it over these bytes."""

    code = "S008"


class OtherSubject(StatementError):
    """The statement is about another artifact."""

    code = "S009"


class Blocked(StatementError):
    """The verdicts forbid a release: one is refuted, vacuous, or open and neither guarded nor waived."""

    code = "S010"


class Incomplete(StatementError):
    """The statement says nothing of an obligation that the artifact has."""

    code = "S011"
