"""A TypeAgent recipe becomes a recipe: its patterns are the templates, its parameters the answer's fields.

A parameter that a pattern does not fill has its default. One without a default is none if the file calls it
optional; if the file calls it required, such requests are not the family's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.diagnostics import shown
from potstill.compiler.importers.answers import fresh, identifier
from potstill.compiler.importers.expand import always, nullable
from potstill.compiler.importers.files import brief
from potstill.compiler.importers.findings import Code, Findings
from potstill.compiler.importers.lists import constant
from potstill.compiler.importers.notation import NotationError
from potstill.compiler.importers.typeagent_files import Flow, Parameter, Pattern
from potstill.compiler.importers.typeagent_notation import Capture, parse

ACTION: Final = "action"
"""The field of the answer that names the action."""

MAX_NAME: Final = 90

_TEXTS: Final = frozenset(("string", "path"))
"""Kinds of parameters that are texts."""

_ORDER: Final = "# A pattern's words come before what a wildcard could hold, as TypeAgent's own grammars say."


def _bound(digits: str, *, negative: bool = False) -> s.Ratio:
    return s.Ratio(s.Number(int(digits.replace("_", "")), digits), negative=negative)


_RANGE: Final = s.Range(_bound("1_000_000_000", negative=True), _bound("1_000_000_000"))
_WHOLE: Final = s.TypeName("int", range=_RANGE, digits=True)
_DECIMAL: Final = s.TypeName("decimal", range=_RANGE, places=s.Number(6, "6"))
_FREE: Final = s.FreeType(None)
_WORD: Final = s.WordsType(s.Range(_bound("1"), _bound("1")), numbers=True)


@dataclass(slots=True)
class _Slot:
    """A parameter that some pattern fills.

    ``readers``: each way it is read, with the name of its lexicon for all but the first. ``asks``: how many
    patterns fill it whichever way they are read.
    """

    name: str
    readers: dict[s.TypeSyntax, str | None] = field(default_factory=dict)
    asks: int = 0


class Assembler:
    """Builds the recipe of one flow."""

    def __init__(self, flow: Flow, findings: Findings) -> None:
        self._flow = flow
        self._findings = findings
        self._slots: dict[str, _Slot] = {}
        self._asks: list[s.Template] = []
        self._mentioned: set[str] = set()
        self._defaults = {each.name: self._default(each) for each in flow.parameters.values()}

    def recipe(self, family: str) -> s.Recipe | None:
        """The recipe, under that name, of the patterns that can be imported; None if there are none."""
        for pattern in self._flow.patterns:
            known = {name: dict(slot.readers) for name, slot in self._slots.items()}
            try:
                self._ask(pattern)
                continue
            except NotationError as wrong:
                self._refuse(Code.BAD_TEMPLATE, f"{wrong}, at position {wrong.position}", pattern)
            except ValueError as wrong:
                self._refuse(Code.UNSUPPORTED, str(wrong), pattern)
            # It may have declared captures before what is wrong with it.
            self._slots = {name: slot for name, slot in self._slots.items() if name in known}
            for name, readers in known.items():
                self._slots[name].readers = readers
        if not self._asks:
            return None
        title = shown(" ".join(self._flow.title.split()))
        comments = s.Comments((f"# {shown(self._flow.file)}",))
        header = s.Header(s.Name(family), s.Quoted(title) if title else None, comments=comments)
        return s.Recipe(header, tuple(self._statements()))

    def _refuse(self, code: Code, what: str, pattern: Pattern) -> None:
        self._findings.add(code, self._flow.file, f"{what}, in {pattern.text!r}", pattern.line)

    def _ask(self, pattern: Pattern) -> None:
        """Add a template. Raises ValueError with the reason if there can be none."""
        self._mentioned.clear()
        template = parse(pattern.text, self._capture)
        if nullable(template, {}):
            raise ValueError("it says nothing if all that is optional is left out")
        for mentioned in sorted(self._mentioned):
            if _most(template.options, self._slots[mentioned].name) > 1:
                raise ValueError(f"it may capture {mentioned} twice")
        filled = always(template, {})
        missing = [each.name for each in self._required() if self._name(each.name) not in filled]
        for name in missing:
            if name not in self._mentioned:
                raise ValueError(f"it has no place for {name}, which is required")
        for name in missing:
            what = f"{name} is required but may be left out; such requests are not read"
            self._refuse(Code.CONTRADICTED, what, pattern)
        for slot in self._slots.values():
            slot.asks += slot.name in filled
        self._asks.append(template)

    def _required(self) -> Iterator[Parameter]:
        """The parameters that every request must give."""
        for each in self._flow.parameters.values():
            if each.required and self._defaults[each.name] is None:
                yield each

    def _name(self, parameter: str) -> str | None:
        slot = self._slots.get(parameter)
        return None if slot is None else slot.name

    def _capture(self, capture: Capture) -> s.Piece:
        """The slot that a capture fills. Raises ValueError."""
        parameter = self._flow.parameters.get(capture.name)
        if parameter is None:
            raise ValueError(f"{capture.name} is no parameter")
        reader = self._reader(capture)
        if (capture.kind == "number") != (parameter.kind == "number") or (
            capture.kind != "number" and parameter.kind not in _TEXTS
        ):
            what = f"{capture.name}, of the type {parameter.kind!r}, is captured as a {capture.kind}"
            raise ValueError(what)
        self._mentioned.add(capture.name)
        taken = {slot.name for slot in self._slots.values()}
        slot = self._slots.setdefault(capture.name, _Slot(fresh(identifier(capture.name), taken)))
        if reader not in slot.readers:
            slot.readers[reader] = f"{slot.name}_{capture.kind}" if slot.readers else None
        lexicon = slot.readers[reader]
        return s.SlotUse(s.Name(slot.name), None if lexicon is None else s.Name(lexicon))

    def _reader(self, capture: Capture) -> s.TypeSyntax:
        """How a capture is read. Numbers are whole where the default is, or where there is none."""
        match capture.kind:
            case "wildcard" | "string":
                return _FREE
            case "word":
                return _WORD
            case "number":
                match self._defaults[capture.name]:
                    case s.Number(int()) | s.Unary(_, s.Number(int())) | None:
                        return _WHOLE
                    case _:
                        return _DECIMAL
            case kind:
                raise ValueError(f"captures of the kind {kind} have no counterpart")

    def _default(self, parameter: Parameter) -> s.Expression | None:
        """The default; None, with a finding if there is one that is not of the parameter's type."""
        given = parameter.default
        if given is None:
            return None
        try:
            return _constant(parameter.kind, given)
        except ValueError:
            what = f"the default of {parameter.name}, {brief(given)}, is not of its type {parameter.kind!r}"
            self._findings.add(Code.CONTRADICTED, self._flow.file, what)
            return None

    def _statements(self) -> Iterator[s.AnyStatement]:
        for index, template in enumerate(self._asks):
            yield s.Ask(template, (), blank=index == 0)
        entries: list[tuple[s.Name, s.Expression]] = [(s.Name(ACTION), s.Text(shown(self._flow.action)))]
        remarks: list[str] = []
        optional: list[str] = []
        blank = True
        for parameter in self._flow.parameters.values():
            slot, default = self._slots.get(parameter.name), self._defaults[parameter.name]
            if slot is None and default is None:
                remarks.append(f"# {shown(parameter.name)}: no pattern fills it, and it has no default.")
                continue
            names = {name.text for name, _ in entries}
            entry = s.Name(fresh(identifier(parameter.name), names))
            if slot is None:
                assert default is not None
                entries.append((entry, default))
                continue
            entries.append((entry, s.Use(slot.name)))
            certain = slot.asks == len(self._asks)
            if not certain and default is None and parameter.required:
                optional.append(slot.name)
            yield s.SlotDef(
                s.Name(slot.name),
                next(iter(slot.readers)),
                optional=not certain and default is None,
                default=None if certain else default,
                blank=blank,
            )
            blank = False
            for reader, lexicon in slot.readers.items():
                if lexicon is not None:
                    yield s.LexiconDef(s.Name(lexicon), reader)
        for name in optional:
            yield s.Where(s.Call(s.Name("present"), (s.Use(name),)))
        yield s.Answer(None, s.RecordDisplay(tuple(entries)), comments=s.Comments(tuple(remarks)), blank=True)
        yield s.ResolveDef(s.Name("most_literal"), comments=s.Comments((_ORDER,)), blank=True)


def _most(options: tuple[s.Sequence, ...], slot: str) -> int:
    """How often a way through one of the options fills a slot, at most."""
    return max(sum(_fills(piece, slot) for piece in option.items) for option in options)


def _fills(piece: s.Piece, slot: str) -> int:
    match piece:
        case s.SlotUse(name):
            return name.text == slot
        case s.Choice(options):
            return _most(options, slot)
        case _:
            return 0


def _constant(kind: str, given: object) -> s.Expression:
    """A default, which files spell as JSON or as a text. Raises ValueError."""
    match kind, given:
        case "boolean", bool():
            return s.Truth(given)
        case "boolean", "true" | "false":
            return s.Truth(given == "true")
        case "number", str():
            value = float(given)
            return constant(int(value) if value.is_integer() else value)
        case "number", int() | float() if not isinstance(given, bool):
            return constant(given)
        case _, str() if kind in _TEXTS:
            return constant(given)
        case _:
            raise ValueError(kind)
