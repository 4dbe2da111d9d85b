"""The files of a set of sentence templates, read and checked for shape.

Two layouts are known. *One folder a set*: ``intents.yaml``, ``sentences/LANGUAGE/INTENT/COMBINATION.yaml``,
``lists/``, ``rules/``, as Home Assistant keeps its intents; and *one dictionary*, in one file or spread over
several, with ``intents``, ``lists``, ``expansion_rules`` and ``skip_words``, as hassil itself reads them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from potstill.compiler.importers.findings import Code, Findings
from potstill.ir.normal import fold

MAX_BYTES: Final = 8 * 2**20
"""The longest YAML file that is read."""

MAX_FILES: Final = 20_000
MAX_BLOCKS: Final = 50_000
MAX_TEXT: Final = 4_000_000
"""Code points of all templates, rules and values of one import, counted as often as they are referred to."""

MAX_DEPTH: Final = 100
"""Nesting of YAML. libyaml's own limit is the stack, beyond which the process ends."""

_HARMLESS: Final = 10_000
"""Nesting that libyaml survives. No file nests deeper than it has brackets and marks of nested blocks."""

_SCALARS: Final = (bool, int, float, date)
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Block:
    """Sentence templates that share their conditions and their fixed slots.

    ``names``: domains that names must have, if they are restricted. ``requires`` and ``excludes``: the values
    that a part of the context must, or must not, have (None: any value), and the slot it is copied to.
    """

    sentences: list[str]
    slots: dict[str, Any] = field(default_factory=dict)
    requires: dict[str, tuple[tuple[Any, ...] | None, str | None]] = field(default_factory=dict)
    excludes: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    lists: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """What becomes a family: the blocks of one intent in one file."""

    file: str
    intent: str
    combination: str
    title: str
    blocks: list[Block]


@dataclass(slots=True)
class Project:
    """A set of templates."""

    root: Path
    groups: list[Group] = field(default_factory=list)
    lists: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    skips: list[str] = field(default_factory=list)


def read_project(root: Path, language: str, findings: Findings) -> Project:
    """The set in a folder. What cannot be read goes into the findings and is left out."""
    reader = _Reader(root, findings)
    if (root / "sentences").is_dir():
        reader.folders(language)
    else:
        for path in reader.paths(root):
            reader.dictionary(path)
    project = reader.project
    if not any(block.sentences for group in project.groups for block in group.blocks):
        findings.add(Code.NO_SENTENCES, str(root), f"no sentence templates for the language {language!r}")
    return project


def writable(text: str) -> bool:
    """Whether recipes can write the text: no NUL, no half of a surrogate pair (spec/language.md, L21.3)."""
    return not any(char == "\0" or 0xD800 <= ord(char) <= 0xDFFF for char in text)


class _Reader:
    """Reads one set."""

    def __init__(self, root: Path, findings: Findings) -> None:
        self._root = root
        self._findings = findings
        self._left = MAX_TEXT
        self._blocks = 0
        self.project = Project(root)

    def paths(self, folder: Path) -> list[Path]:
        """The YAML files under a folder, by name; a link that leads out of the set is left out."""
        found: list[Path] = []
        root = self._root.resolve()
        for place, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(name for name in names if name.endswith(".yaml")):
                path = Path(place, name)
                if path.is_symlink() and not path.resolve().is_relative_to(root):
                    what = "a link that leads out of the folder"
                    self._findings.add(Code.UNREADABLE, self._name(path), what)
                    continue
                found.append(path)
                if len(found) > MAX_FILES:
                    what = f"more than {MAX_FILES} files"
                    self._findings.add(Code.TOO_LARGE, self._name(folder), what)
                    return found[:-1]
        return found

    def folders(self, language: str) -> None:
        """The layout with a folder for each kind of thing."""
        described: Mapping[Any, Any] = {}
        if (self._root / "intents.yaml").is_file():
            described = self._yaml(self._root / "intents.yaml") or {}
        for path in self._language_files("lists", language):
            self.project.lists.update(self._mapping(self._yaml(path), "lists", path))
        for path in self._language_files("rules", language):
            self._rules(self._mapping(self._yaml(path), "expansion_rules", path), path)
        sentences = self._root / "sentences" / language
        for path in self.paths(sentences) if sentences.is_dir() else ():
            data = self._yaml(path)
            if path.parent == sentences:
                self._common(data, path)
            elif data:
                self._file(path, data, _at(described, path.parent.name))

    def _language_files(self, kind: str, language: str) -> Iterator[Path]:
        """Files of all languages first, those of the language after them: they may say it better."""
        folder = self._root / kind
        if folder.is_dir():
            yield from (path for path in self.paths(folder) if path.parent == folder)
            yield from self.paths(folder / language) if (folder / language).is_dir() else ()

    def _file(self, path: Path, data: Mapping[Any, Any], described: Any) -> None:
        """One file of sentences; ``described``: what ``intents.yaml`` says of the intent."""
        combination = _at(_at(described, "slot_combinations"), path.stem)
        groups = _at(combination, "name_domain_groups")
        area = bool(_at(combination, "context_area"))
        title = _at(combination, "description") or _at(described, "description")
        blocks: list[Block] = []
        for position, given in enumerate(self._list(data, "data", path)):
            block = self._block(given, f"data[{position}]", path)
            if block is None:
                continue
            domains = given.get("name_domains")
            if isinstance(domains, str):
                if not isinstance(_at(groups, domains), list):
                    self._wrong(path, f"data[{position}]: intents.yaml knows no group {brief(domains)}")
                    continue
                domains = groups[domains]
            if domains:
                required = _condition("domain", domains)
                if required is None:
                    self._wrong(path, f"data[{position}]: domains are texts")
                    continue
                block.requires.setdefault("domain", required)
            if area:
                block.requires.setdefault("area", (None, None))
            if given.get("inferred_domain"):
                block.slots.setdefault("domain", given["inferred_domain"])
            blocks.append(block)
        text = title if isinstance(title, str) else ""
        self.project.groups.append(Group(self._name(path), path.parent.name, path.stem, text, blocks))

    def dictionary(self, path: Path) -> None:
        """A file in the layout of one dictionary."""
        data = self._yaml(path)
        self._common(data, path)
        intents = self._mapping(data, "intents", path)
        for intent, body in intents.items():
            blocks = [
                block
                for position, given in enumerate(self._list(body, "data", path))
                if (block := self._block(given, f"intents.{intent}.data[{position}]", path)) is not None
            ]
            self.project.groups.append(Group(self._name(path), str(intent), path.stem, "", blocks))

    def _common(self, data: Any, path: Path) -> None:
        """Lists, rules and words to skip that a file defines for all."""
        self.project.lists.update(self._mapping(data, "lists", path))
        self._rules(self._mapping(data, "expansion_rules", path), path)
        for phrase in self._list(data, "skip_words", path):
            if isinstance(phrase, str) and fold(phrase) and writable(phrase):
                self.project.skips.append(" ".join(phrase.split()))
            else:
                self._wrong(path, f"skip_words: expected texts that recipes can write, found {brief(phrase)}")

    def _rules(self, rules: Mapping[Any, Any], path: Path) -> None:
        self.project.rules.update(self._texts(rules, "expansion_rules", path))

    def _texts(self, given: Mapping[Any, Any], where: str, path: Path) -> dict[str, str]:
        for name, body in given.items():
            if not isinstance(body, str):
                self._wrong(path, f"{where}.{name}: expected a template, found {brief(body)}")
        return {str(name): body for name, body in given.items() if isinstance(body, str)}

    def _block(self, given: Any, where: str, path: Path) -> Block | None:
        if not isinstance(given, Mapping):
            self._wrong(path, f"{where}: expected a block of sentences")
            return None
        block = Block([])
        for sentence in self._list(given, "sentences", path):
            if not isinstance(sentence, str) or not sentence.strip():
                self._wrong(path, f"{where}.sentences: expected texts, found {brief(sentence)}")
            elif self._afford(len(sentence), path):
                block.sentences.append(sentence)
            else:
                return None
        block.slots = {str(key): value for key, value in self._mapping(given, "slots", path).items()}
        block.lists = {str(key): value for key, value in self._mapping(given, "lists", path).items()}
        rules = self._mapping(given, "expansion_rules", path)
        block.rules = self._texts(rules, f"{where}.expansion_rules", path)
        values = sum(len(self._list(each, "values", path)) for each in block.lists.values())
        cost = 10 * values + sum(map(len, block.rules.values()))
        self._blocks += 1
        if not self._afford(cost if self._blocks <= MAX_BLOCKS else MAX_TEXT + 1, path):
            return None
        return block if self._conditions(block, given, where, path) else None

    def _conditions(self, block: Block, given: Mapping[Any, Any], where: str, path: Path) -> bool:
        """Read what the block demands of the context; whether it can be understood."""
        for key, value in self._mapping(given, "requires_context", path).items():
            required = _condition(str(key), value)
            if required is None:
                self._wrong(path, f"{where}.requires_context.{key}: expected values, not {brief(value)}")
                return False
            block.requires[str(key)] = required
        for key, value in self._mapping(given, "excludes_context", path).items():
            excluded = _condition(str(key), value)
            if excluded is None:
                self._wrong(path, f"{where}.excludes_context.{key}: expected values, not {brief(value)}")
                return False
            block.excludes[str(key)] = excluded[0] or ()
        return True

    def _afford(self, amount: int, path: Path) -> bool:
        """Whether so many code points more may be read."""
        if amount > self._left:
            self._left = 0
            what = f"more than {MAX_TEXT} code points of templates, or {MAX_BLOCKS} blocks of them"
            self._findings.add(Code.TOO_LARGE, self._name(path), what)
            return False
        self._left -= amount
        return True

    def _mapping(self, data: Any, key: str, path: Path) -> Mapping[Any, Any]:
        """What stands under ``key``: a mapping, or nothing."""
        value = _at(data, key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self._wrong(path, f"{key}: expected a mapping")
            return {}
        return value

    def _list(self, data: Any, key: str, path: Path) -> list[Any]:
        value = _at(data, key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._wrong(path, f"{key}: expected a list")
            return []
        return value

    def _yaml(self, path: Path) -> Mapping[Any, Any] | None:
        """A file's content, which must be a mapping."""
        try:
            with path.open("rb") as file:
                text = file.read(MAX_BYTES + 1)
        except OSError as error:
            self._findings.add(Code.UNREADABLE, self._name(path), error.strerror or "cannot be read")
            return None
        if len(text) > MAX_BYTES:
            self._findings.add(Code.TOO_LARGE, self._name(path), f"more than {MAX_BYTES} bytes")
            return None
        try:
            if _is_deep(text):
                self._findings.add(Code.NOT_YAML, self._name(path), f"nested more than {MAX_DEPTH} deep")
                return None
            data = yaml.load(text, _LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
            line = mark.line + 1 if mark else None
            self._findings.add(Code.NOT_YAML, self._name(path), str(problem), line)
            return None
        except (RecursionError, ValueError, OverflowError) as error:  # deep nesting; impossible dates
            self._findings.add(Code.NOT_YAML, self._name(path), str(error) or "nested too deep")
            return None
        if data is not None and not isinstance(data, Mapping):
            self._wrong(path, "expected a mapping")
            return None
        return data

    def _wrong(self, path: Path, what: str) -> None:
        self._findings.add(Code.WRONG_SHAPE, self._name(path), what)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path != self._root else str(path)


def line_of(project: Project, file: str, text: str) -> int | None:
    """The line of a file where a text stands first, from 1; None if it is spelled in another way there."""
    try:
        content = (project.root / file).read_text("utf-8")
    except (OSError, ValueError):
        return None
    at = content.find(text)
    return None if at < 0 else content.count("\n", 0, at) + 1


def _is_deep(text: bytes) -> bool:
    """Whether YAML is nested too deep to be composed. Raises YAMLError."""
    if sum(map(text.count, (b"[", b"{", b"- ", b"-\t", b"? ", b"?\t"))) <= _HARMLESS:
        return False
    depth = 0
    for event in yaml.parse(text, _LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def brief(value: Any) -> str:
    """A value as messages show it. Aliases make large structures of a few lines, so those are not shown."""
    if isinstance(value, str):
        return repr(value[:60])
    return str(value)[:60] if value is None or isinstance(value, _SCALARS) else f"a {type(value).__name__}"


def _at(data: Any, key: str) -> Any:
    """What stands under ``key``, if ``data`` is a mapping that has it."""
    return data.get(key) if isinstance(data, Mapping) else None


Condition: TypeAlias = tuple[tuple[Any, ...] | None, str | None]


def _condition(key: str, given: Any) -> Condition | None:
    """The values that a condition names (None: any), and the slot it copies them to; None for no values."""
    slot: str | None = None
    if isinstance(given, Mapping):
        wanted = given.get("slot")
        slot = wanted if isinstance(wanted, str) else key if wanted else None
        given = given.get("value")
    if given is None:
        return None, slot
    values = tuple(given) if isinstance(given, list | set) else (given,)
    return (values, slot) if all(isinstance(value, str | bool | int | float) for value in values) else None
