"""Groups of blocks become recipes: one for each group, more where one family cannot hold its sentences.

A family answers with one type of record under one set of conditions on the context. Sentences of a group that
differ in what the context must be, or in whether a slot is a number or a text, go to different families.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, TypeAlias

from potstill.compiler import syntax as s
from potstill.compiler.diagnostics import shown
from potstill.compiler.importers.answers import Requirement, Variable, answer, context, fresh, identifier
from potstill.compiler.importers.expand import always, nullable
from potstill.compiler.importers.files import Block, Group, Project, brief, line_of
from potstill.compiler.importers.findings import Code, Findings
from potstill.compiler.importers.lists import Kind, Reader, constant, kind_of
from potstill.compiler.importers.notation import ListUse, NotationError, parse
from potstill.compiler.importers.scope import ATTRIBUTES, NAMED, Known, Scope

MAX_FAMILY_NAME: Final = 90

RuleKey: TypeAlias = tuple[str, str, tuple[int, ...]]
"""A rule by its name, its body and how the lists in it are read (by number)."""


@dataclass(slots=True)
class Part:
    """The making of one family.

    ``filled`` and ``empty``: by the name of a rule, the slots that it always fills, and whether it may read
    nothing.
    """

    requirements: tuple[Requirement, ...]
    kinds: dict[str, Kind] = field(default_factory=dict)
    asks: list[tuple[s.Template, dict[str, Any]]] = field(default_factory=list)
    variables: dict[tuple[str | None, str, Fraction], Variable] = field(default_factory=dict)
    rules: dict[str, s.RuleDef] = field(default_factory=dict)
    own: dict[RuleKey, str] = field(default_factory=dict)
    filled: dict[str, frozenset[str]] = field(default_factory=dict)
    empty: dict[str, bool] = field(default_factory=dict)
    lists: dict[str, None] = field(default_factory=dict)

    def accepts(self, kinds: dict[str, Kind]) -> bool:
        """Whether slots of these kinds may join."""
        return all(self.kinds.get(slot, kind) is kind for slot, kind in kinds.items())


@dataclass(frozen=True, slots=True)
class Plain:
    """A rule that is the same wherever it is used, and those that it calls, before it."""

    definition: s.RuleDef
    needed: tuple[s.RuleDef, ...]


class Assembler:
    """Builds the recipes of one set."""

    def __init__(self, project: Project, findings: Findings) -> None:
        self._project = project
        self._findings = findings
        self._plain: dict[str, Plain] = {}
        self._known = Known()
        self._names: set[str] = set()
        skips = tuple(map(s.Quoted, dict.fromkeys(project.skips)))
        self._skip = s.Skip(skips, blank=True) if skips else None
        self.rule_names: Final[dict[str, str]] = {}
        for rule in project.rules:
            self.rule_names[rule] = fresh(identifier(rule), self.rule_names.values())

    def recipes(self, group: Group) -> Iterator[s.Recipe]:
        """The recipes of one group, without the sentences that cannot be imported."""
        refused: set[str] = set()
        parts = self._parts(group, refused)
        if refused:
            # A part may have taken in half of a refused sentence.
            parts = self._parts(group, refused)
        for part in parts:
            yield self._recipe(group, part)

    def _parts(self, group: Group, refused: set[str]) -> list[Part]:
        """The families of a group; ``refused`` are left out, and gain those that cannot be imported."""
        parts: list[Part] = []
        for block in group.blocks:
            scope = Scope(self._project, block, self._known)
            for sentence in block.sentences:
                if sentence in refused:
                    continue
                try:
                    self._sentence(parts, scope, block, sentence)
                except NotationError as wrong:
                    what = f"{wrong}, at position {wrong.position} of {sentence!r}"
                    self._refuse(group, Code.BAD_TEMPLATE, what, sentence)
                    refused.add(sentence)
                except ValueError as wrong:
                    self._refuse(group, Code.UNSUPPORTED, f"{wrong}, in {sentence!r}", sentence)
                    refused.add(sentence)
        return parts

    def _refuse(self, group: Group, code: Code, what: str, sentence: str) -> None:
        self._findings.add(code, group.file, what, line_of(self._project, group.file, sentence))

    def _sentence(self, parts: list[Part], scope: Scope, block: Block, sentence: str) -> None:
        """Add a sentence to the first part that can hold it. Raises ValueError if none can."""
        readers = [(use, scope.reader(use)) for use in scope.uses(sentence)]
        captured = {use.slot for use, _ in readers if not use.spoken}
        fixed = {slot: value for slot, value in block.slots.items() if slot not in captured}
        kinds: dict[str, Kind] = {slot: kind_of(value) for slot, value in fixed.items() if constant(value)}
        for use, reader in readers:
            if not use.spoken and kinds.setdefault(use.slot, reader.kind) is not reader.kind:
                raise ValueError(f"the slot {use.slot} is a number one way, and a text another")
        requirements = tuple(_requirements(block, readers))
        fitting = (each for each in parts if each.requirements == requirements and each.accepts(kinds))
        part = next(fitting, None) or Part(requirements)
        binder = Binder(self, part, scope)
        template = parse(sentence, binder.slot, binder.rule)
        if nullable(template, part.empty):
            raise ValueError("it says nothing if all that is optional is left out")
        if not part.asks:
            parts.append(part)
        part.kinds |= kinds
        filled = always(template, part.filled)
        for variable in part.variables.values():
            variable.asks += variable.name in filled
        part.asks.append((template, fixed))

    def plain(self, rule: str, scope: Scope) -> Plain:
        """The definition of a rule without lists. Raises NotationError."""
        known = self._plain.get(rule)
        if known is None:
            needed: dict[str, s.RuleDef] = {}

            def no_list(use: ListUse) -> s.Piece:
                raise AssertionError(f"{use.list} is not in a rule without lists")

            def call(name: str) -> s.Piece:
                inner = self.plain(name, scope)
                needed.update((each.name.text, each) for each in (*inner.needed, inner.definition))
                return s.RuleUse(inner.definition.name)

            template = parse(scope.rule(rule), no_list, call)
            definition = s.RuleDef(s.Name(self.rule_names[rule]), template)
            known = self._plain[rule] = Plain(definition, tuple(needed.values()))
        return known

    def _recipe(self, group: Group, part: Part) -> s.Recipe:
        words = [identifier(word) for word in (group.intent, group.combination) if word]
        name = fresh("__".join(words)[:MAX_FAMILY_NAME], self._names)
        self._names.add(name)
        title = " ".join(group.title.split())
        comments = s.Comments((f"# {shown(group.file)}",))
        header = s.Header(s.Name(name), s.Quoted(title) if title else None, comments=comments)
        return s.Recipe(header, tuple(self._statements(group.intent, part)))

    def _statements(self, intent: str, part: Part) -> Iterator[s.AnyStatement]:
        variables = part.variables.values()
        made = answer(intent, variables, [fixed for _, fixed in part.asks], part.requirements)
        for index, (template, fixed) in enumerate(part.asks):
            given = ((made.fixed[slot], value) for slot, value in fixed.items() if slot in made.fixed)
            constants = tuple(s.Fixed(s.Name(name), constant(value)) for name, value in given)
            yield s.Ask(template, constants, blank=index == 0)
        for index, rule in enumerate(part.rules.values()):
            yield s.RuleDef(rule.name, rule.template, blank=True) if index == 0 else rule
        if self._skip is not None:
            yield self._skip
        yield from made.slots
        for variable in variables:
            for kind, lexicon in variable.readers.values():
                if lexicon is not None:
                    yield s.LexiconDef(s.Name(lexicon), kind)
        for supplied in part.lists:
            yield s.NamesDef(s.Name(supplied), s.TypeName("text"))
        yield from context(part.requirements)
        yield s.Answer(None, made.record, blank=True)
        yield s.ResolveDef(s.Name("most_literal"), blank=True)


class Binder:
    """Gives the lists and rules of a sentence their names in a part."""

    def __init__(self, assembler: Assembler, part: Part, scope: Scope) -> None:
        self._assembler = assembler
        self._part = part
        self._scope = scope

    def slot(self, use: ListUse) -> s.Piece:
        """The slot that a reference fills, and the lexicon that reads it."""
        reader = self._scope.reader(use)
        if isinstance(reader.type, s.NamesType):
            self._part.lists[reader.type.names.text] = None
        variable = self._variable(use, reader)
        if reader.number not in variable.readers:
            taken = {name for each in self._part.variables.values() for _, name in each.readers.values()}
            lexicon = fresh(identifier(use.list), taken) if variable.readers else None
            variable.readers[reader.number] = reader.type, lexicon
        _, lexicon = variable.readers[reader.number]
        return s.SlotUse(s.Name(variable.name), None if lexicon is None else s.Name(lexicon))

    def _variable(self, use: ListUse, reader: Reader) -> Variable:
        known = self._part.variables
        key = (None if use.spoken else use.slot, use.slot, reader.factor)
        if key not in known:
            taken = {each.name for each in known.values()} | {each.key for each in self._part.requirements}
            name = fresh(identifier(use.slot if reader.factor == 1 else use.list), taken)
            known[key] = Variable(name, key[0], reader.factor)
        return known[key]

    def rule(self, name: str) -> s.Piece:
        """The rule, defined in the part after those that it calls."""
        scope, part = self._scope, self._part
        uses = scope.rule_uses(name)
        if not (uses or scope.own_rules):
            plain = self._assembler.plain(name, scope)
            for each in (*plain.needed, plain.definition):
                if each.name.text not in part.rules:
                    part.rules[each.name.text] = each
                    part.empty[each.name.text] = nullable(each.template, part.empty)
            return s.RuleUse(plain.definition.name)
        key = (name, scope.rule(name), tuple(scope.reader(use).number for use in uses))
        if key not in part.own:
            template = parse(scope.rule(name), self.slot, self.rule)
            called = fresh(identifier(name), {*part.rules, *self._assembler.rule_names.values()})
            part.rules[called] = s.RuleDef(s.Name(called), template)
            part.filled[called] = always(template, part.filled)
            part.empty[called] = nullable(template, part.empty)
            part.own[key] = called
        return s.RuleUse(s.Name(part.own[key]))


def _requirements(block: Block, readers: Iterable[tuple[ListUse, Reader]]) -> Iterator[Requirement]:
    """What the block demands of the context, and its lists do not determine. Raises ValueError."""
    determined: set[str] = set()
    for use, reader in readers:
        determined |= reader.keys
        if use.list == NAMED and isinstance(reader.type, s.NamesType):
            determined |= ATTRIBUTES
    for key, (values, slot) in block.requires.items():
        if key not in determined:
            yield Requirement(_key(key), None if values is None else tuple(map(_text, values)), slot)
    for key, excluded in block.excludes.items():
        if key not in determined:
            yield Requirement(_key(key), tuple(map(_text, excluded)), negated=True)


def _key(key: str) -> str:
    if identifier(key) != key:
        raise ValueError(f"the part {key!r} of the context has no plain name")
    return key


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"the context is compared with {brief(value)}, which is no text")
    return value
