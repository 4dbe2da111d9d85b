"""What an import leaves out, and why: the diagnostics of importers.

Files that are imported are not recipes, so their diagnostics have codes of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from potstill.compiler.diagnostics import shown

MAX_FINDINGS: Final = 200
"""Findings that are kept of one import; further ones are counted."""


class Code(Enum):
    """Why something is left out: its file, its shape, a template, what recipes cannot say, the compiler.

    CONTRADICTED: the source says two things that cannot both be.
    """

    UNREADABLE = "I001"
    NOT_YAML = "I002"
    WRONG_SHAPE = "I003"
    TOO_LARGE = "I004"
    NO_SENTENCES = "I005"
    NOT_JSON = "I006"
    BAD_TEMPLATE = "I101"
    UNSUPPORTED = "I201"
    CONTRADICTED = "I202"
    REFUSED = "I301"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is left out: the file and, where known, the line (from 1), what it is and why."""

    code: Code
    file: str
    line: int | None
    what: str

    def to_json(self) -> dict[str, object]:
        """As plain data."""
        return {"code": self.code.value, "file": self.file, "line": self.line, "what": self.what}

    def render(self) -> str:
        """One line for a terminal."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.code.value}: {self.what}"


class Findings:
    """Collects what one import leaves out."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}
        self.more = 0

    def add(self, code: Code, file: str, what: str, line: int | None = None) -> None:
        """Report something once."""
        finding = Finding(code, file, line, shown(what))
        if finding in self._found:
            return
        if len(self._found) < MAX_FINDINGS:
            self._found[finding] = None
        else:
            self.more += 1

    @property
    def all(self) -> tuple[Finding, ...]:
        """In order of report."""
        return tuple(self._found)
