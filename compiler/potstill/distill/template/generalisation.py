"""From utterances to their template: alignment, pieces, slots, and the proof that reading is a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from potstill.distill.template.alignment import align
from potstill.distill.template.assemble import Assembly, Unsupported, assemble
from potstill.distill.template.literals import literals
from potstill.distill.template.model import MAX_EXAMPLES, NoTemplate, Policy, Slot, Template, statements
from potstill.distill.template.pieces import Fixed, Piece, Source, amounts, as_printed, divide
from potstill.distill.template.proof import unambiguous
from potstill.distill.template.reader import Reader, Unreadable
from potstill.distill.template.tokens import Sort, tokenise
from potstill.distill.template.vocabulary import WEAK
from potstill.distill.template.widths import Widths, proved, widest, words_type
from potstill.distill.template.words import absorb, join, plurals, split
from potstill.ir.normal import normalise_within
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.values import Value
from potstill.verifier.grammar.lemmas import Lemmas

DEFAULT: Final = Policy()


def generalise(utterances: Sequence[str], policy: Policy = DEFAULT) -> Template | NoTemplate:
    """The template of 2 to MAX_EXAMPLES utterances of one form, or why there is none."""
    if not 2 <= len(utterances) <= MAX_EXAMPLES:
        return NoTemplate(f"{len(utterances)} utterances: a template needs 2 to {MAX_EXAMPLES}")
    forms = [normalise_within(utterance, MAX_UTTERANCE) for utterance in utterances]
    texts = tuple(form.text for form in forms if form is not None)
    if len(texts) < len(forms):
        return NoTemplate(f"an utterance has more than {MAX_UTTERANCE:,} symbols")
    if not all(texts):
        return NoTemplate("an utterance is empty")
    if len(set(texts)) == 1:
        return NoTemplate("the utterances are all the same: nothing shows what may differ")
    source = Source(texts, tuple(map(tokenise, texts)))
    columns = align(source.tokens)
    pieces = divide(source, columns, keep_numbers=policy.keep_numbers)
    pieces = plurals(split(absorb(join(amounts(as_printed(pieces))))))
    if not _related(pieces, source, policy):
        return NoTemplate("the utterances have too little text in common")
    try:
        assembly = assemble(pieces, policy)
    except Unsupported as reason:
        return NoTemplate(str(reason))
    return _released(utterances, assembly, policy)


def _related(pieces: Sequence[Piece], source: Source, policy: Policy) -> bool:
    """Whether enough of the utterances is constant text: three words, or one of an open class."""
    fixed = [token for piece in pieces if isinstance(piece, Fixed) for token in piece.tokens]
    all_tokens = sum(map(len, source.tokens))
    words = [token.text for token in fixed if token.sort is not Sort.MARK]
    return (len(words) >= 3 or not WEAK.issuperset(words)) and 10 * len(fixed) * len(
        source.tokens
    ) >= policy.literal * all_tokens


def _released(utterances: Sequence[str], assembly: Assembly, policy: Policy) -> Template | NoTemplate:
    """The template with words as wide as a proof allows; NoTemplate if none of its choices reads all."""
    first = widest(assembly.drafts, policy.margin, digits=policy.free_numbers)
    try:
        reader = _reader(assembly, first)
    except Unreadable as reason:
        return NoTemplate(f"the template does not compile: {reason}")
    missed = next((utterance for utterance in utterances if not reader.readings(utterance)), None)
    if missed is not None:
        return NoTemplate(f"the template does not read {missed!r}")
    if not policy.prove:
        return _template(utterances, assembly, first, reader, proved=False)
    lemmas = Lemmas()

    def holds(widths: Widths) -> bool:
        try:
            return unambiguous(_reader(assembly, widths).family, lemmas)
        except Unreadable:
            return False

    widths = proved(assembly.drafts, first, holds)
    if widths is None:
        return NoTemplate("texts would have two readings: no way to read its words was proved to have one")
    return _template(utterances, assembly, widths, _reader(assembly, widths), proved=True)


def _reader(assembly: Assembly, widths: Widths) -> Reader:
    """Raises Unreadable."""
    return Reader(statements((assembly.ask,), _slots(assembly, widths), assembly.lexicons))


def _template(
    utterances: Sequence[str], assembly: Assembly, widths: Widths, reader: Reader, *, proved: bool
) -> Template | NoTemplate:
    read: list[Mapping[str, Value]] = []
    for utterance in utterances:
        found = reader.readings(utterance)
        if len(found) != 1:
            return NoTemplate(f"the template reads {utterance!r} in {len(found)} ways")
        read += found
    slots = tuple(
        replace(slot, values=tuple(found[slot.name] for found in read)) for slot in _slots(assembly, widths)
    )
    constants = literals(assembly.tokens)
    return Template((assembly.ask,), slots, assembly.lexicons, constants, tuple(read), proved, reader)


def _slots(assembly: Assembly, widths: Widths) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            draft.name,
            draft.kind,
            words_type(draft, widths[draft.name]) if draft.kind == "words" else draft.type,
            (),
            draft.optional,
        )
        for draft in assembly.drafts
    )
