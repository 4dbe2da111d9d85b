"""Random lexicons, grammars and families, and utterances that their grammars read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import Binding, entry
from potstill.ir.codec.grammars import check_grammar
from potstill.ir.family import Example, Family, Field, Resolve, Slot
from potstill.ir.lexicons import Lexicon
from potstill.ir.program import Program
from tests.strategies.programs import inputs, programs
from tests.strategies.values import values_of

BINDING = Binding(
    {
        "rooms": [
            entry("kitchen", attributes={"floor": "ground"}),
            entry("living room", attributes={"floor": "ground"}),
            entry("Attic", "the attic", {"floor": "top"}),
        ]
    }
)
WORDS = ("turn", "on", "the", "a", "by", "for", "and", "how much is", "two", "red", "x")
LETTERS = "abcdexyz1 é/,½'"

_words = st.sampled_from(WORDS).map(g.Text)
_bounds = st.tuples(st.integers(0, 60), st.integers(0, 2000)).map(lambda pair: (pair[0], sum(pair)))
_money = _bounds.map(lambda pair: (Fraction(pair[0], 4), Fraction(pair[1])))
_phrases = st.lists(st.sampled_from(("red", "dark blue", "Green", "x")), min_size=1, max_size=3, unique=True)
_tenth = Fraction(1, 10)

_SINGLE: tuple[st.SearchStrategy[Lexicon], ...] = (
    st.builds(lambda pair, *rest: lx.Integers(*pair, *rest), _bounds, st.integers(1, 5), st.booleans()),
    _bounds.map(lambda pair: lx.Integers(-pair[1], pair[0])),
    st.builds(
        lambda pair, *rest: lx.Decimals(1, Fraction(pair[0]), Fraction(pair[1]), _tenth, *rest),
        _bounds,
        st.booleans(),
    ),
    st.builds(lambda pair, code: lx.Money(code, *pair), _money, st.sampled_from(("USD", "EUR"))),
    _bounds.map(lambda pair: lx.Percents(0, Fraction(pair[0]), Fraction(pair[1]), Fraction(1))),
    st.builds(lx.Fractions, st.integers(2, 12), st.just(Fraction(0)), st.integers(1, 9).map(Fraction)),
    st.just(lx.Multipliers(Fraction(1, 4), Fraction(10))),
    _bounds.map(lambda pair: lx.Ordinals(*pair)),
    st.builds(lx.Dates, st.sampled_from(lx.Order), st.just(737_000), st.just(740_000)),
    st.just(lx.MonthDays()),
    st.just(lx.Times()),
    _bounds.map(lambda pair: lx.Durations(60 * pair[0], 60 * pair[1])),
    _phrases.map(lambda values: lx.Choices(tuple(lx.Option(value, (f"{value} one",)) for value in values))),
    st.sampled_from(((), (lx.Where("floor", ("ground",)),), (lx.Where("floor", ("ground",), True),))).map(
        lambda where: lx.Names("rooms", where)
    ),
    st.integers(1, 3).map(lambda high: lx.Words(1, high, ("by", "and then"))),
    st.sampled_from(("[a-z]{2,4}[0-9]?", "a+|x y")).map(lx.Pattern),
)

lexicons = st.one_of(
    *_SINGLE,
    st.just(lx.Wild()),
    st.builds(lx.Lists, st.one_of(_SINGLE), st.integers(1, 2), st.integers(2, 4)),
)
"""Every kind of lexicon."""


def _parts(leaves: st.SearchStrategy[g.Node]) -> st.SearchStrategy[g.Node]:
    """Templates over some leaves: sequences with gaps, alternatives, optional parts, repeats of words."""

    def larger(inner: st.SearchStrategy[g.Node]) -> st.SearchStrategy[g.Node]:
        return st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(spaced),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: g.alt(*parts)),
            inner.map(g.optional),
            st.builds(g.Repeat, _words, st.integers(0, 1), st.none() | st.integers(1, 3)),
        )

    return st.recursive(leaves, larger, max_leaves=6)


def spaced(parts: list[g.Node]) -> g.Node:
    """The parts with gaps between them."""
    return g.seq(*(piece for part in parts for piece in (g.GAP, part)))


@st.composite
def families(draw: st.DrawFn, *, program_depth: int = 3) -> Family:
    """Well-formed families of up to three slots."""
    read = draw(st.lists(lexicons, max_size=3))
    slots = tuple(Slot(name, one, one.value_type()) for name, one in zip("pqr", read, strict=False))
    fixes = [
        st.builds(g.Fix, st.just(slot.name), values_of(slot.type))
        for slot in slots
        if not isinstance(slot.lexicon, lx.Names)
    ]
    plain = st.one_of(
        _words, st.just(g.chars("az09")), st.just(g.Machine((((97, 98, 1),), ((97, 97, 1),)), (1,)))
    )
    leaves = st.one_of(plain, *(st.just(g.Capture(slot.name, slot.lexicon)) for slot in slots), *fixes)
    rules = [(name, draw(_parts(leaves))) for name in ("one", "two")[: draw(st.integers(0, 2))]]
    leaves = st.one_of(leaves, *(st.just(g.Rule(name)) for name, _ in rules))
    ask = st.lists(_parts(leaves), min_size=1, max_size=3).map(spaced)
    asks = draw(st.lists(ask, min_size=1, max_size=3))
    empty = Program((), (), (), (), (), 0, None, ())
    family = Family("f", "", g.Grammar(g.alt(*asks), tuple(rules)), slots, (), empty, ())
    filled = check_grammar(family)
    slots = tuple(slot if slot.name in filled else draw(_absent(slot)) for slot in slots)
    setting = draw(programs(depth=program_depth, slots=tuple((slot.name, slot.type) for slot in slots)))
    answer = setting.program.declared or setting.program.nodes[setting.program.answer].type
    examples = st.builds(
        Example,
        st.text(max_size=9),
        inputs(setting.context).map(lambda values: tuple(values.items())),
        st.none() if answer == t.NEVER else values_of(answer),
    )
    return replace(
        family,
        title=draw(st.text(max_size=9)),
        slots=slots,
        context=tuple(Field(name, kind) for name, kind in setting.context),
        program=setting.program,
        examples=tuple(draw(st.lists(examples, max_size=2))),
        resolve=draw(st.sampled_from(Resolve)),
        priority=draw(st.integers(-2, 2)),
    )


def _absent(slot: Slot) -> st.SearchStrategy[Slot]:
    """The slot, with something to stand for it where a template leaves it out."""
    optional = replace(slot, type=t.Optional(slot.type), flavour=True)
    return st.just(optional) | values_of(slot.type).map(lambda value: replace(slot, default=value))


def utterances(family: Family, binding: Binding = BINDING) -> st.SearchStrategy[str]:
    """Utterances that the family's grammar reads, if any, in normal form and in other spellings."""
    read = st.composite(lambda draw: _Speaker(draw, family.grammar, binding).say())()
    return st.one_of(read, read.map(str.upper), read.map(lambda text: f"  {text.replace(' ', '   ')} !"))


class _Speaker:
    """Writes one utterance that a grammar reads."""

    def __init__(self, draw: st.DrawFn, grammar: g.Grammar, binding: Binding) -> None:
        self.draw = draw
        self.grammar = grammar
        self.binding = binding
        self.text = ""

    def say(self) -> str:
        """The utterance. Where a part of the grammar reads nothing at all, it is left out."""
        self._add(self.grammar.start)
        return self.text.rstrip(" ")

    def _add(self, node: g.Node) -> None:
        draw = self.draw
        match node:
            case g.Text(text):
                self.text += text
            case g.Chars(ranges):
                usual = [char for char in LETTERS if char in node]
                self.text += draw(st.sampled_from(usual or [chr(low) for low, _ in ranges]))
            case g.Digit(_, low, high):
                self.text += str(draw(st.integers(low, high)))
            case g.Gap():
                if self.text and not self.text.endswith(" "):
                    self.text += " "
            case g.Seq(parts):
                for part in parts:
                    self._add(part)
            case g.Alt(parts):
                if parts:
                    self._add(draw(st.sampled_from(parts)))
            case g.Repeat(body, low, high):
                most = low + 2 if high is None else min(high, low + 2)
                for _ in range(draw(st.integers(low, most))):
                    self._add(body)
            case g.Rule(name):
                self._add(self.grammar.rule(name))
            case g.Capture(_, lexicon) | g.Item(lexicon):
                self._add(lexicon.under(self.binding)[0])
            case g.Machine(moves, accepting):
                self._walk(moves, accepting)
            case g.Fix() | g.Step():
                pass

    def _walk(self, moves: tuple[tuple[tuple[int, int, int], ...], ...], accepting: tuple[int, ...]) -> None:
        """Up to some symbols along an automaton; then on, to where it accepts, if that comes soon."""
        state = 0
        for steps in range(40):
            if not moves[state] or (state in accepting and (steps > 6 or self.draw(st.booleans()))):
                return
            low, high, state = self.draw(st.sampled_from(moves[state]))
            usual = [char for char in LETTERS if low <= ord(char) <= high]
            self.text += self.draw(st.sampled_from(usual)) if usual else chr(low)
