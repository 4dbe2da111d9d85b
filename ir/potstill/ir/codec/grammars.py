"""Well-formed grammars: rules before their uses, captures that fit their slots, slots that get a value."""

from __future__ import annotations

from typing import Final, NamedTuple, assert_never

from potstill.ir import grammar as g
from potstill.ir.codec.faults import Fault, Malformed
from potstill.ir.codec.forms import MAX_DEPTH
from potstill.ir.family import Family, Slot
from potstill.ir.typing import contains, fits

MAX_RULES: Final = 4096
"""Rules whose facts are kept."""

MAX_SYMBOLS: Final = 200_000
"""Grammar nodes of one family, rules counted each time they are called."""


class Facts(NamedTuple):
    """What holds of a node: the slots filled on every path and on some path, its depth and size.

    ``always`` is None where there is no path at all. Depth and size count rules where they are called.
    """

    always: frozenset[str] | None = frozenset()
    ever: frozenset[str] = frozenset()
    depth: int = 1
    size: int = 1


def check_grammar(family: Family) -> frozenset[str]:
    """The slots that every path through the family's grammar fills. Raises Malformed."""
    checker = _Checker({slot.name: slot for slot in family.slots})
    for index, (name, body) in enumerate(family.grammar.rules):
        try:
            if name in checker.rules:
                raise Malformed(Fault.DUPLICATE, f"two rules are called {name!r}", 0)
            checker.rules[name] = checker.rule(body)
        except Malformed as fault:
            raise fault.below("grammar", "rules", index) from None
    try:
        facts = checker.within("start", family.grammar.start)
    except Malformed as fault:
        raise fault.below("grammar") from None
    return frozenset(checker.slots) if facts.always is None else facts.always


class _Checker:
    """Facts about nodes, given the slots, and the rules so far."""

    def __init__(self, slots: dict[str, Slot]) -> None:
        self.slots = slots
        self.rules: dict[str, Facts] = {}
        self._calls: dict[str, Facts] = {}
        self._fitting: set[tuple[str, int]] = set()
        self._alone = True

    def rule(self, body: g.Node) -> Facts:
        """The facts of a rule's body; those that depend on nothing else are kept for other families."""
        known = _RULES.get(id(body))
        if known is not None and known[0] is body:
            return known[1]
        self._alone = True
        facts = self.within(1, body)
        if self._alone and not facts.ever and len(_RULES) < MAX_RULES:
            _RULES[id(body)] = body, facts
        return facts

    def within(self, step: str | int, node: g.Node) -> Facts:
        """The facts of the node found at ``step``."""
        try:
            facts = self._facts(node)
        except Malformed as fault:
            raise fault.below(step) from None
        if facts.depth > MAX_DEPTH:
            raise Malformed(Fault.DEPTH, f"nested more than {MAX_DEPTH} deep, rules included", step)
        if facts.size > MAX_SYMBOLS:
            raise Malformed(Fault.RANGE, f"more than {MAX_SYMBOLS} nodes, rules included", step)
        return facts

    def _facts(self, node: g.Node) -> Facts:
        match node:
            case g.Seq(parts):
                return self._sequence(parts)
            case g.Alt(parts):
                try:
                    return self._choice(parts)
                except Malformed as fault:
                    raise fault.below("parts") from None
            case g.Text() | g.Chars() | g.Gap() | g.Machine():
                return _PLAIN
            case g.Repeat(body, low, high):
                facts = self.within("body", body)
                if high is None and facts.ever:
                    raise Malformed(Fault.PLACE, "a slot is filled any number of times", "body")
                always = facts.always if low else frozenset()
                return Facts(always, facts.ever, facts.depth + 1, facts.size + 1)
            case g.Rule(name):
                self._alone = False
                if name in self._calls:
                    return self._calls[name]
                if name not in self.rules:
                    raise Malformed(Fault.REFERENCE, f"no rule before this one is called {name!r}")
                facts = self.rules[name]
                call = self._calls[name] = Facts(facts.always, facts.ever, facts.depth + 1, facts.size + 1)
                return call
            case g.Capture(name, lexicon):
                if (name, id(lexicon)) not in self._fitting:
                    if not fits(lexicon.value_type(), self._slot(name).type):
                        raise Malformed(Fault.TYPE, f"what it reads is not of the type of {name}", "lexicon")
                    self._fitting.add((name, id(lexicon)))
                return Facts(frozenset({name}), frozenset({name}))
            case g.Fix(name, value):
                if not contains(self._slot(name).type, value):
                    raise Malformed(Fault.TYPE, f"not a value of the type of {name}", "value")
                return Facts(frozenset({name}), frozenset({name}))
            case g.Digit() | g.Step() | g.Item():
                raise Malformed(Fault.PLACE, f"a {type(node).__name__} stands inside lexicons only")
            case _:
                assert_never(node)

    def _sequence(self, parts: tuple[g.Node, ...]) -> Facts:
        always: frozenset[str] | None = _NONE
        ever, depth, size = _NONE, 1, 1 + len(parts)
        for index, part in enumerate(parts):
            if type(part) in _PLAIN_PARTS:
                continue
            facts = self._part(index, part)
            always = None if always is None or facts.always is None else always | facts.always
            ever |= facts.ever
            depth = max(depth, facts.depth)
            size += facts.size - 1
        return Facts(always, ever, depth + 1, size)

    def _choice(self, parts: tuple[g.Node, ...]) -> Facts:
        always: frozenset[str] | None = None
        ever, depth, size = _NONE, 1, 1 + len(parts)
        for index, part in enumerate(parts):
            if type(part) in _PLAIN_PARTS:
                always = _NONE
                continue
            facts = self._part(index, part)
            if facts.always is not None:
                always = facts.always if always is None else always & facts.always
            ever |= facts.ever
            depth = max(depth, facts.depth)
            size += facts.size - 1
        return Facts(always, ever, depth + 1, size)

    def _part(self, step: int, node: g.Node) -> Facts:
        """As ``within``; most parts are calls of rules that have been looked at."""
        if isinstance(node, g.Rule) and node.name in self._calls:
            self._alone = False
            return self._calls[node.name]
        return self.within(step, node)

    def _slot(self, name: str) -> Slot:
        if name not in self.slots:
            raise Malformed(Fault.REFERENCE, f"no slot is called {name!r}", "slot")
        return self.slots[name]


_RULES: Final[dict[int, tuple[g.Node, Facts]]] = {}
"""Facts of rules' bodies, by the identity of the body, which is held so that it stays its own."""

_NONE: Final[frozenset[str]] = frozenset()
_PLAIN: Final = Facts()
_PLAIN_PARTS: Final = frozenset({g.Text, g.Chars, g.Gap, g.Machine})
