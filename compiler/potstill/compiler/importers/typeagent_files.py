"""The files of a set of TypeAgent's recipes, ``NAME.recipe.json``, read and checked for shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from potstill.compiler.importers.files import brief
from potstill.compiler.importers.findings import Code, Findings

SUFFIX: Final = ".recipe.json"
MAX_BYTES: Final = 2**20
MAX_FILES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """``default`` is None where the file gives none, else what it gives, be it spelled as a text."""

    name: str
    kind: str
    required: bool
    default: object


@dataclass(frozen=True, slots=True)
class Pattern:
    """One grammar pattern, where it stands, and utterances that the file says it reads."""

    text: str
    line: int | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """One file: an action, its parameters by name, and the patterns that ask for it."""

    file: str
    action: str
    title: str
    parameters: Mapping[str, Parameter]
    patterns: tuple[Pattern, ...]


def read_flows(root: Path, findings: Findings) -> Iterator[Flow]:
    """The recipes in a folder, by name. What cannot be read goes into the findings and is left out."""
    paths = sorted(root.rglob(f"*{SUFFIX}"))
    if not paths:
        findings.add(Code.NO_SENTENCES, str(root), f"no *{SUFFIX} files")
    if len(paths) > MAX_FILES:
        findings.add(Code.TOO_LARGE, str(root), f"more than {MAX_FILES} files")
    base = root.resolve()
    for path in paths[:MAX_FILES]:
        file = path.relative_to(root).as_posix()
        if path.is_symlink() and not path.resolve().is_relative_to(base):
            findings.add(Code.UNREADABLE, file, "a link that leads out of the folder")
            continue
        text = _text(path, file, findings)
        if text is not None:
            flow = _Reader(file, text, findings).flow()
            if flow is not None:
                yield flow


def _text(path: Path, file: str, findings: Findings) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            findings.add(Code.TOO_LARGE, file, f"more than {MAX_BYTES} bytes")
            return None
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        findings.add(Code.UNREADABLE, file, str(wrong))
        return None


class _Reader:
    """Reads one file."""

    def __init__(self, file: str, text: str, findings: Findings) -> None:
        self._file = file
        self._text = text
        self._findings = findings

    def flow(self) -> Flow | None:
        """The recipe; None, with a finding, if it has no name or is no JSON."""
        try:
            data = json.loads(self._text)
            # Half of a surrogate pair is JSON, but no text.
            json.dumps(data, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as wrong:
            self._findings.add(Code.NOT_JSON, self._file, str(wrong))
            return None
        if not isinstance(data, dict):
            self._wrong(f"{brief(data)} where an object should be")
            return None
        action = data.get("actionName", data.get("name"))
        if not isinstance(action, str) or not action:
            self._wrong("it has neither actionName nor name")
            return None
        title = data.get("description")
        return Flow(
            self._file,
            action,
            title if isinstance(title, str) else "",
            {each.name: each for each in self._parameters(data.get("parameters", []))},
            tuple(self._patterns(data.get("grammarPatterns", []))),
        )

    def _parameters(self, given: Any) -> Iterator[Parameter]:
        for each in self._list(given, "parameters"):
            name = each.get("name") if isinstance(each, dict) else None
            if not isinstance(name, str) or not name:
                self._wrong(f"a parameter is {brief(each)}, without a name")
                continue
            kind = each.get("type", "string")
            kind = kind if isinstance(kind, str) else brief(kind)
            yield Parameter(name, kind, each.get("required") is True, each.get("default"))

    def _patterns(self, given: Any) -> Iterator[Pattern]:
        found = 0
        for each in self._list(given, "grammarPatterns"):
            text = each.get("pattern") if isinstance(each, dict) else each
            if not isinstance(text, str):
                self._wrong(f"a pattern is {brief(each)}")
                continue
            examples = each.get("examples", []) if isinstance(each, dict) else []
            said = tuple(one for one in self._list(examples, "examples") if isinstance(one, str))
            found += 1
            yield Pattern(text, self.line(text), said)
        if not found:
            self._findings.add(Code.NO_SENTENCES, self._file, "no grammar patterns")

    def _list(self, given: Any, what: str) -> list[Any]:
        if isinstance(given, list):
            return given
        self._wrong(f"{what} is {brief(given)}, not an array")
        return []

    def _wrong(self, what: str) -> None:
        self._findings.add(Code.WRONG_SHAPE, self._file, what)

    def line(self, text: str) -> int | None:
        """The line where a text stands first, from 1; None if the file spells it in another way."""
        for spelled in (json.dumps(text, ensure_ascii=False), json.dumps(text)):
            at = self._text.find(spelled)
            if at >= 0:
                return self._text.count("\n", 0, at) + 1
        return None
