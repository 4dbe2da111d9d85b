"""Hypothesis strategies of a family: utterances, near misses, parameters, requests, contexts.

All are built constructively: words are counted on automata and chosen by their number, values are made from
their domains. Nothing is drawn and then thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from hypothesis import strategies as st

from potstill.ir import regular
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.grammar import Capture, Fix
from potstill.ir.lexicons import Lexicon, Lists, Words
from potstill.ir.lexicons.pattern import parse_pattern
from potstill.ir.normal import fold, normalise
from potstill.ir.presentation import to_python
from potstill.ir.reference.evaluate import Outside
from potstill.ir.reference.match import TooManyReadings, readings
from potstill.ir.regular import Automaton, CapExceeded, classes
from potstill.ir.values import Value
from potstill.verifier.replay import run
from potstill.verifier.testgen import draws
from potstill.verifier.testgen.carriers import Carriers, letters
from potstill.verifier.testgen.edits import edits_of, one_symbol_away, symbol_edit, word_edits
from potstill.verifier.testgen.expect import Expected, expected, given
from potstill.verifier.testgen.language import MAX_STATES, Language, utterances
from potstill.verifier.testgen.narrowing import narrowed
from potstill.verifier.testgen.sampler import Sampler
from potstill.verifier.testgen.spelling import LETTERS, normal_forms
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Domain, Point
from potstill.verifier.theta.shapes import Events
from potstill.verifier.theta.space import Theta

_TRIES: Final = 8
"""Utterances that are looked at for one with an edit that leads outside."""

_LONGEST_LEXEME: Final = 10
"""Symbols in the longest free text of one slot, unless its shortest texts are longer."""


@dataclass(frozen=True, slots=True)
class Request:
    """An utterance made for parameters; whether they fulfil the family's conditions is not said."""

    utterance: str
    parameters: Mapping[str, object]


class Strategies:
    """What to test a family with. Values are Python objects, as replies hold them and hosts give them.

    Building a strategy builds its automata, which are kept. ``longest``: symbols in the longest utterances
    drawn, by default 72 or 24 more than in the shortest.
    """

    def __init__(
        self, family: Family, binding: Binding = EMPTY_BINDING, *, longest: int | None = None
    ) -> None:
        self.family: Final = family
        self.binding: Final = binding
        self._longest: Final = longest
        self._letters: Final = letters(family)
        # By identity; the value keeps the language alive.
        self._sampled: Final[dict[int, tuple[Language, list[Sampler]]]] = {}

    @cached_property
    def theta(self) -> Theta:
        """The family's parameters."""
        return Theta.of(self.family, self.binding)

    def utterances(self, *, within: str | Automaton | None = None) -> st.SearchStrategy[str]:
        """Normal forms that the family's grammar reads, uniform by length.

        Half of them are of readable symbols, the others of all code points, lone surrogates included.
        ``within``: an automaton, or a regular expression as recipes write it, for the whole utterance; the
        intersection is built, nothing is filtered. Some conditions on what is read (an equality of repeated
        slots, a ``where``) are no matter of the automaton: such utterances are not answered.
        Where every template is beyond the caps (see :attr:`left_out`), they are those of :meth:`requests`.
        ValueError if there are none.
        """
        bound = regular.automaton(parse_pattern(within)) if isinstance(within, str) else within
        both: tuple[Language, ...]
        if bound is None:
            both = (self._language, *self._wide_language)
        else:
            alphabets = (self._letters, classes.ANY)
            both = tuple(utterances(self.family, self.binding, each, bound) for each in alphabets)
        parts = [st.one_of(*map(draws.words, found)) for one in both if (found := self._samplers(one))]
        if not parts and bound is None and self._language.left_out:
            return self.requests().map(lambda request: request.utterance)
        if not parts:
            raise ValueError(f"{self.family.name} reads no such utterance")
        return st.one_of(*parts)

    def near_misses(self) -> st.SearchStrategy[str]:
        """Normal forms that the family does not read, one edit away from one that it does.

        One symbol is inserted, deleted or replaced, or one word dropped, doubled, or swapped with the next;
        what is inserted is readable, or a symbol that the templates write.
        Where the automaton of the first kind is beyond its cap, an utterance is drawn and then one of its
        edits that the family does not read. ValueError if no edit leads outside.
        """
        samplers = self._samplers(self._language)
        if not samplers:
            raise ValueError(f"{self.family.name} reads nothing")
        symbols = [*map(draws.words, self._around)] or [
            self._edited(sampler, by_words=False) for sampler in samplers
        ]
        return st.one_of(*symbols, *(self._edited(sampler, by_words=True) for sampler in samplers))

    def parameters(self) -> st.SearchStrategy[dict[str, object]]:
        """A value for each slot, out of Θ: of one shape of the grammar, each from its domain.

        Bounds that a ``where`` states as a comparison of one slot with a constant narrow the domains. Other
        conditions do not: test with :meth:`admits` whether they hold, since parameters outside of them have
        an outcome to test too, which is that the family does not answer.
        """
        shapes = self.theta.shapes
        products = []
        for place, domains in enumerate(self._domains()):
            read = {} if shapes is None else shapes[place].lexicons
            values = {
                name: draws.values(domain, self._texts(read.get(name, (self.family.slot(name).lexicon,))))
                for name, domain in domains.items()
            }
            products.append(st.fixed_dictionaries(values))
        if not products:
            raise ValueError(f"{self.family.name} has no parameters")
        return st.one_of(*products).map(self._shown)

    def contexts(self) -> st.SearchStrategy[dict[str, object]]:
        """A value for each context field; of an optional one perhaps None."""
        fields = {one.name: draws.values(self.theta.context[one.name]) for one in self.family.context}
        types = {one.name: one.type for one in self.family.context}
        return st.fixed_dictionaries(fields).map(
            lambda values: {name: to_python(value, types[name]) for name, value in values.items()}
        )

    def requests(self) -> st.SearchStrategy[Request]:
        """An utterance with the parameters that it was made for: words of a template, and printed values."""
        samplers = self._samplers(self._carriers.language)
        if not samplers:
            raise ValueError(f"{self.family.name} reads nothing")
        return st.one_of(*map(self._request, samplers))

    def phrase(self, parameters: Mapping[str, object], context: Mapping[str, object]) -> str | None:
        """φ: the shortest utterance found for parameters; None if none was found."""
        return self.theta.phi(self._point(parameters, context))

    def admits(self, parameters: Mapping[str, object], context: Mapping[str, object]) -> bool:
        """Whether the parameters, as far as the reference tells, fulfil the family's conditions."""
        point = self._point(parameters, context)
        return not isinstance(run(self.family.program, point), Outside)

    def expected(self, utterance: str, context: Mapping[str, object]) -> Expected:
        """What a handler of this family alone must reply, by the reference."""
        return expected(self.family, utterance, context, self.binding)

    def reads(self, utterance: str) -> bool:
        """Whether the family's grammar gives the utterance any parameters."""
        try:
            return bool(readings(self.family, normalise(utterance), self.binding))
        except TooManyReadings:
            return True

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """What is not drawn, or not by counting, since that is beyond the caps."""
        notes = [f"utterances: {note}" for note in self._language.left_out]
        if not self._around:
            notes.append("near misses by one symbol: edits of single utterances, not counted all together")
        return tuple(notes)

    @cached_property
    def _language(self) -> Language:
        return utterances(self.family, self.binding, self._letters)

    @cached_property
    def _wide_language(self) -> tuple[Language, ...]:
        """The language over all code points, where something is read that the templates do not write."""
        if not any(read.spelled or read.late for read in self._lexicons):
            return ()
        return (utterances(self.family, self.binding, classes.ANY),)

    @property
    def _lexicons(self) -> list[Lexicon]:
        return [event.lexicon for event in self._events.all if isinstance(event, Capture)]

    @cached_property
    def _events(self) -> Events:
        return Events(self.family, self.binding)

    @cached_property
    def _carriers(self) -> Carriers:
        return Carriers(self._events)

    @cached_property
    def _around(self) -> list[Sampler]:
        """The words one symbol away, if they are counted: one sampler, or none."""
        whole = self._language.whole
        found = None if whole is None else one_symbol_away(whole, self._letters)
        return [] if found is None else self._samplers(Language((found,)))

    def _samplers(self, language: Language) -> list[Sampler]:
        """Samplers of the parts that have words; the same ones for the same language."""
        known = self._sampled.get(id(language))
        if known is None:
            found: list[Sampler] = []
            for part in language.parts:
                with suppress(CapExceeded):
                    found.append(Sampler(part, longest=self._longest))
            known = self._sampled[id(language)] = language, [sampler for sampler in found if sampler]
        return known[1]

    def _outside(self, word: str) -> bool:
        """Whether a readable word is a normal form that the family does not read."""
        whole = self._language.whole
        return fold(word) == word and not (self.reads(word) if whole is None else whole.accepts(word))

    def _edited(self, sampler: Sampler, *, by_words: bool) -> st.SearchStrategy[str]:
        """An utterance, and one of its edits that lead outside."""
        letters = [chr(code) for low, high in self._letters for code in range(low, high + 1)]
        words = draws.words(sampler)

        @st.composite
        def edited(draw: st.DrawFn) -> str:
            for _ in range(_TRIES):
                word = draw(words)
                found = word_edits(word, self._outside) if by_words else []
                if found:
                    return draw(draws.one_of(found))
                near = symbol_edit(word, draw(draws.uniform(edits_of(word, letters))), letters, self._outside)
                if near is not None:
                    return near
            raise ValueError(f"{self.family.name}: no edit of {word!r} leads outside")

        return edited()

    def _domains(self) -> tuple[Mapping[str, Domain], ...]:
        return tuple(narrowed(product, self.family.program) for product in self.theta.products)

    def _texts(self, lexicons: Iterable[Lexicon]) -> st.SearchStrategy[str] | None:
        """What the first lexicon of free text among them reads; the items, where it is one of lists."""
        for lexicon in lexicons:
            read = _of_items(lexicon)
            if read.free:
                parts = []
                for alphabet in (LETTERS, classes.ANY):
                    text = regular.automaton(read.language(), limit=MAX_STATES)
                    language = regular.intersection(text, normal_forms(alphabet), limit=MAX_STATES)
                    shortest = regular.shortest_word(language)
                    if shortest is not None:
                        longest = max(_LONGEST_LEXEME, len(shortest) + 2)
                        parts.append(draws.words(Sampler(language, longest=longest)))
                return st.one_of(*parts)
        return None

    def _request(self, sampler: Sampler) -> st.SearchStrategy[Request]:
        carriers = self._carriers
        strategy = {
            number: draws.values(carriers.events.domain(number), self._texts((event.lexicon,)))
            for number, event in enumerate(carriers.events.all)
            if isinstance(event, Capture) and not sets.is_empty(carriers.events.domain(number))
        }

        words = draws.words(sampler)

        @st.composite
        def request(draw: st.DrawFn) -> Request:
            carrier = draw(words)
            values = {slot.name: slot.default for slot in self.family.slots}
            for slot, (number, *_) in carriers.met(carrier).items():
                event = carriers.events.all[number]
                values[slot] = event.value if isinstance(event, Fix) else draw(strategy[number])
            return Request(carriers.utterance(carrier, values), self._shown(values))

        return request()

    def _shown(self, values: Mapping[str, Value]) -> dict[str, object]:
        return {slot.name: to_python(values[slot.name], slot.type) for slot in self.family.slots}

    def _point(self, parameters: Mapping[str, object], context: Mapping[str, object]) -> Point:
        slots = {slot.name: given(parameters[slot.name], slot.type) for slot in self.family.slots}
        fields = {one.name: given(context.get(one.name), one.type) for one in self.family.context}
        return Point(slots, fields)


def _of_items(lexicon: Lexicon) -> Lexicon:
    """By what one value is read: the items of a list, whose words hold no commas and no "and"."""
    match lexicon:
        case Lists(Words() as item):
            return replace(item, commas=False, excluded=(*item.excluded, "and", "&"))
        case Lists(item):
            return item
        case _:
            return lexicon
