"""Generalisation of utterances to a template: alignment, pieces, slots, and the proof that reading is a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from potstill.compiler.layout import quoted
from potstill.distill.template.alignment import align
from potstill.distill.template.assemble import Assembly, Draft, Unsupported, assemble
from potstill.distill.template.literals import literals
from potstill.distill.template.model import MAX_EXAMPLES, NoTemplate, Policy, Slot, Template, statements
from potstill.distill.template.pieces import Fixed, Piece, Source, divide
from potstill.distill.template.proof import unambiguous
from potstill.distill.template.reader import Reader, Unreadable
from potstill.distill.template.tokens import Sort, tokenise
from potstill.distill.template.words import lengths, plurals, split
from potstill.ir.normal import normalise_within
from potstill.ir.types import MAX_UTTERANCE
from potstill.verifier.grammar.lemmas import Lemmas

DEFAULT: Final = Policy()
_MAX_WORDS: Final = 50


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
    pieces = plurals(split(divide(source, columns, keep_numbers=policy.keep_numbers)))
    if not _related(pieces, source, policy):
        return NoTemplate("the utterances have too little text in common")
    try:
        assembly = assemble(pieces, policy)
    except Unsupported as reason:
        return NoTemplate(str(reason))
    return _released(utterances, assembly, policy)


def _related(pieces: Sequence[Piece], source: Source, policy: Policy) -> bool:
    """Whether enough of each utterance is constant text, at least one word of it."""
    fixed = [token for piece in pieces if isinstance(piece, Fixed) for token in piece.tokens]
    longest = max(map(len, source.tokens))
    return any(token.sort is not Sort.MARK for token in fixed) and 10 * len(fixed) >= policy.literal * longest


@dataclass(frozen=True, slots=True)
class _Width:
    """How a slot of words is read: with how many words beyond those seen."""

    margin: int


def _released(utterances: Sequence[str], assembly: Assembly, policy: Policy) -> Template | NoTemplate:
    free = [draft.name for draft in assembly.drafts if draft.kind == "words"]
    widest = dict.fromkeys(free, policy.margin)
    lemmas = Lemmas()
    if not policy.prove:
        return _template(utterances, assembly, widest, proved=False)
    if _functional(assembly, widest, lemmas):
        return _template(utterances, assembly, widest, proved=True)
    margins = dict.fromkeys(free, 0)
    if not _functional(assembly, margins, lemmas):
        return NoTemplate("the template is ambiguous: texts have two readings")
    for name in free:
        wider = margins | {name: policy.margin}
        if _functional(assembly, wider, lemmas):
            margins = wider
    return _template(utterances, assembly, margins, proved=True)


def _functional(assembly: Assembly, margins: dict[str, int], lemmas: Lemmas) -> bool:
    try:
        reader = Reader(statements((assembly.ask,), _slots(assembly, margins), ()))
    except Unreadable:
        return False
    return unambiguous(reader.family, lemmas)


def _template(
    utterances: Sequence[str], assembly: Assembly, margins: dict[str, int], *, proved: bool
) -> Template | NoTemplate:
    slots = _slots(assembly, margins)
    try:
        reader = Reader(statements((assembly.ask,), slots, ()))
    except Unreadable as reason:
        return NoTemplate(f"the template does not compile: {reason}")
    parameters = [reader.read(utterance) for utterance in utterances]
    read = tuple(found for found in parameters if found is not None)
    if len(read) < len(parameters):
        missed = utterances[parameters.index(None)]
        return NoTemplate(f"the template does not read {missed!r}")
    slots = tuple(replace(slot, values=tuple(found[slot.name] for found in read)) for slot in slots)
    return Template((assembly.ask,), slots, (), literals(assembly.tokens), read, proved, reader)


def _slots(assembly: Assembly, margins: dict[str, int]) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            draft.name,
            draft.kind,
            _words(draft, margins[draft.name]) if draft.kind == "words" else draft.type,
            (),
            draft.optional,
        )
        for draft in assembly.drafts
    )


def _words(draft: Draft, margin: int) -> str:
    """The type of a slot of words: one to the most seen and a margin, without what follows it."""
    high = min(lengths(draft.texts).high + margin, _MAX_WORDS)
    excepted = dict.fromkeys(
        " ".join(run) for run in map(_run, [draft] * len(draft.followers), draft.followers) if run
    )
    if high == 1 or not excepted:
        return f"words 1..{high}"
    return f"words 1..{high} except {', '.join(map(quoted, excepted))}"


def _run(draft: Draft, followers: tuple[str, ...]) -> tuple[str, ...]:
    """As many of the words behind a slot as no value of it has in a row."""
    for size in range(1, len(followers) + 1):
        if not any(f" {' '.join(followers[:size])} " in f" {text} " for text in draft.texts):
            return followers[:size]
    return ()
