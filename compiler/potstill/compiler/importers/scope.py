"""What names mean inside a block of sentences: its own lists and rules, then those of the whole set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from potstill.compiler import syntax as s
from potstill.compiler.importers.files import Block, Project
from potstill.compiler.importers.lists import Reader, inline_reader, reader, supplied_reader
from potstill.compiler.importers.notation import ListUse, list_use, parse

ATTRIBUTES: Final = frozenset(("domain", "device_class"))
"""Parts of the context that belong to the names of a list, not to the device that is spoken to."""

NAMED: Final = "name"
"""The list whose names have attributes."""

MAX_RULE_DEPTH: Final = 32
"""Rules within rules."""

_USES: Final = re.compile(r"\\.|\{([^{}]*)\}|<([^<>]*)>", re.DOTALL)


@dataclass(slots=True)
class Known:
    """What has been found out about the rules and lists of the whole set.

    ``uses``: the lists that a rule refers to. ``readers``: how lists are read that mean the same everywhere.
    ``types``: the ways to read a slot, numbered.
    """

    uses: dict[str, tuple[ListUse, ...]] = field(default_factory=dict)
    readers: dict[str, Reader] = field(default_factory=dict)
    types: dict[s.TypeSyntax, int] = field(default_factory=dict)

    def numbered(self, reader: Reader) -> Reader:
        """The reader with its type's number."""
        return replace(reader, number=self.types.setdefault(reader.type, len(self.types)))


class Scope:
    """One block's view of the set."""

    def __init__(self, project: Project, block: Block, known: Known) -> None:
        self.lists: Final = {**project.lists, **block.lists} if block.lists else project.lists
        self.rules: Final = {**project.rules, **block.rules} if block.rules else project.rules
        self.own_rules: Final = bool(block.rules)
        requires = block.requires.items()
        self._requires: Final = {key: values for key, (values, _) in requires if values is not None}
        self._excludes: Final = block.excludes
        self._own: Final = block.lists
        self._readers: dict[str, Reader] = {}
        self._shared: Final = Known(types=known.types) if block.rules else known
        self.conditions: Final = tuple(self._conditions())

    def uses(self, template: str, depth: int = 0) -> Iterator[ListUse]:
        """The lists that a template refers to, also through rules. Raises ValueError."""
        if "{" not in template and "<" not in template:
            return
        for match in _USES.finditer(template):
            if match[1] is not None:
                yield list_use(match[1])
            elif match[2] is not None:
                yield from self.rule_uses(match[2].strip(), depth)

    def rule_uses(self, rule: str, depth: int = 0) -> tuple[ListUse, ...]:
        """The lists that a rule refers to. Raises ValueError for an unknown rule or one that calls itself."""
        found = self._shared.uses.get(rule)
        if found is None:
            if depth > MAX_RULE_DEPTH:
                raise ValueError(f"the rule <{rule}> calls itself, or rules within rules go too deep")
            found = self._shared.uses[rule] = tuple(dict.fromkeys(self.uses(self.rule(rule), depth + 1)))
        return found

    def rule(self, name: str) -> str:
        """The template of a rule. Raises ValueError."""
        body = self.rules.get(name)
        if body is None:
            raise ValueError(f"no rule is called <{name}>")
        return body

    def reader(self, use: ListUse) -> Reader:
        """How the slot of a reference is read. Raises ValueError."""
        found = self._readers.get(use.list)
        if found is None:
            try:
                found = self._readers[use.list] = self._reader(use)
            except ValueError as wrong:
                raise ValueError(f"the list {{{use.list}}}: {wrong}") from None
        return found

    def _reader(self, use: ListUse) -> Reader:
        if use.list in self.lists:
            found = self._shared.readers.get(use.list)
            if found is None or use.list in self._own:
                found = reader(self.lists[use.list], self._phrase, self._admits)
                found = self._shared.numbered(found)
                if use.list not in self._own and not found.keys:
                    self._shared.readers[use.list] = found
            return found
        if use.low is not None:
            return self._shared.numbered(inline_reader(use))
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,99}", use.list):
            raise ValueError("a list that is supplied when artifacts are loaded has a plain name")
        return self._shared.numbered(supplied_reader(use.list, self.conditions if use.list == NAMED else ()))

    def _phrase(self, text: str) -> s.Template:
        """The template of a value, with its rules written out."""

        def rule(name: str) -> s.Piece:
            self.rule_uses(name)
            return s.Choice(self._phrase(self.rule(name)).options)

        def no_list(use: ListUse) -> s.Piece:
            raise ValueError(f"a value refers to the list {{{use.list}}}")

        return parse(text, no_list, rule)

    def _admits(self, context: Mapping[Any, Any]) -> bool:
        """Whether a list's value with that context may be meant here: hassil looks at keys that are there."""
        required = (context[key] in values for key, values in self._requires.items() if key in context)
        excluded = (context[key] in values for key, values in self._excludes.items() if key in context)
        return all(required) and not any(excluded)

    def _conditions(self) -> Iterator[s.Condition]:
        """What the block demands of the names of entities."""
        for key, values in self._requires.items():
            if key in ATTRIBUTES:
                yield s.Condition(s.Name(key), tuple(s.Quoted(str(value)) for value in values))
        for key, values in self._excludes.items():
            if key in ATTRIBUTES:
                yield s.Condition(s.Name(key), tuple(s.Quoted(str(value)) for value in values), negated=True)
