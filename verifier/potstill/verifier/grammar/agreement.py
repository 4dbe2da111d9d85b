"""Facts about lexicons that hold for all lexemes: one value each, and the same value by two lexicons."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.lexicons import Choices, Lexicon, Lists, Names
from potstill.ir.regular import CapExceeded, Census, cardinality, intersection
from potstill.ir.verdicts import Method, Status
from potstill.verifier.grammar.claims import Claim
from potstill.verifier.grammar.lexemes import lexemes, unbound
from potstill.verifier.grammar.pairs import Pairs
from potstill.verifier.grammar.registers import Agreement
from potstill.verifier.grammar.skeleton import Skeleton

MAX_STATES: Final = 200_000
"""Of automata and pairs, for each fact."""

MAX_LISTED: Final = 20_000
"""Lexemes that are read one by one."""

_WITNESSES: Final = 300
"""Lexemes that the search suspects and the decoder judges."""


def single_valued(lexicon: Lexicon, binding: Binding) -> Claim:
    """Whether no lexeme has two values."""
    if lexicon.free:
        return Claim(Status.PROVED, Method.DATAFLOW, "the value is the text itself")
    try:
        match lexicon:
            case Choices() | Names():
                return _by_listing(lexicon, binding)
            case Lists():
                return _of_list(lexicon, binding)
            case _:
                return _by_registers(lexicon, binding)
    except CapExceeded as reached:
        return Claim(Status.UNDECIDED, None, str(reached))


def _by_listing(lexicon: Lexicon, binding: Binding) -> Claim:
    dfa = lexemes((lexicon,), binding, MAX_STATES).dfa
    count = cardinality(dfa)
    if count is None or count > MAX_LISTED:
        return Claim(Status.UNDECIDED, None, f"more than {MAX_LISTED} ways to say a value")
    for lexeme in Census(dfa).words():
        if len(lexicon.read(lexeme, binding)) > 1:
            return Claim(Status.REFUTED, Method.EVALUATION, "one lexeme has two values", lexeme)
    return Claim(Status.PROVED, Method.ENUMERATION, f"each of {count} lexemes has at most one value")


def _by_registers(lexicon: Lexicon, binding: Binding) -> Claim:
    product = Agreement(lexicon.under(binding), None, MAX_STATES)
    suspects = list(islice(product.disagreements(), _WITNESSES))
    for lexeme in suspects:
        if len(lexicon.read(lexeme, binding)) > 1:
            return Claim(Status.REFUTED, Method.EVALUATION, "one lexeme has two values", lexeme)
    if suspects:
        return Claim(Status.UNDECIDED, None, f"readings like those of {suspects[0]!r} may differ")
    return Claim(
        Status.PROVED,
        Method.AUTOMATA,
        f"two readings of one lexeme end with equal registers ({product.explored} pairs)",
    )


def _of_list(lexicon: Lists, binding: Binding) -> Claim:
    """A list has one value if its text is cut into items in one way, and its items have one value each."""
    item = single_valued(lexicon.item, binding)
    node, _ = lexicon.under(binding)
    # Within an utterance a list may end with a mark or a space, so it stands between two letters here.
    inside = g.seq(g.Text("x"), _captured(node), g.Text("x"))
    skeleton = Skeleton(inside, (), (), binding, agree, MAX_STATES)
    pairs = Pairs(skeleton, MAX_STATES)
    suspects = [pairs.text(pair)[1:-1] for pair in pairs.accepting[:_WITNESSES]]
    suspects += [text.replace("0", "1") for text in suspects]  # zero is out of many ranges
    if item.witness is not None and lexicon.low == 1:
        suspects.insert(0, item.witness)
    for lexeme in suspects:
        if len(lexicon.read(lexeme, binding)) > 1:
            return Claim(Status.REFUTED, Method.EVALUATION, "one lexeme has two values", lexeme)
    if suspects:
        return Claim(Status.UNDECIDED, None, f"texts like {suspects[0]!r} may be cut in two ways")
    if not pairs.complete:
        return Claim(Status.UNDECIDED, None, f"there are more than {MAX_STATES} pairs of ways to cut a text")
    if item.status is not Status.PROVED:
        return Claim(Status.UNDECIDED, None, f"its items: {item.detail}")
    return Claim(
        Status.PROVED,
        Method.AUTOMATA,
        f"no text is cut into items in two ways ({len(pairs.found)} pairs); items: {item.detail}",
    )


def _captured(node: g.Node) -> g.Node:
    """A list's language with its items as captures."""
    match node:
        case g.Item(lexicon):
            return g.Capture("item", lexicon)
        case g.Seq(parts):
            return g.Seq(tuple(map(_captured, parts)))
        case g.Alt(parts):
            return g.Alt(tuple(map(_captured, parts)))
        case g.Repeat(body, low, high):
            return g.Repeat(_captured(body), low, high)
        case _:
            return node


def agree_bound(one: Lexicon, other: Lexicon, binding: Binding) -> bool:
    """As :func:`agree`, of whole lexemes and under a binding.

    Of a list that is not supplied, no two entries are taken to be said alike.
    """
    if not (one.late or other.late):
        return agree(one, other, "")
    missing = unbound(one, binding), unbound(other, binding)
    if missing != (None, None):
        return isinstance(one, Names) and isinstance(other, Names) and missing[0] == missing[1]
    try:
        automata = [lexemes((each,), binding, MAX_STATES).dfa for each in (one, other)]
        common = intersection(automata[0], automata[1], limit=MAX_STATES)
        count = cardinality(common)
        return (
            count is not None
            and count <= MAX_LISTED
            and not (one.spelled or other.spelled)
            and all(
                len({*one.read(word, binding), *other.read(word, binding)}) < 2
                for word in Census(common).words()
            )
        )
    except CapExceeded:
        return False


@lru_cache(maxsize=4096)
def agree(one: Lexicon, other: Lexicon, suffix: str) -> bool:
    """Whether it is proved that a lexicon gives to a lexeme what another gives to it with a suffix.

    It is about all lexemes that the one reads so and the other so.
    """
    if one.late or other.late:
        return False
    if one.free and other.free:
        return not suffix
    if one.spelled or other.spelled or isinstance(one, Lists) or isinstance(other, Lists):
        return False
    try:
        product = Agreement(one.under(EMPTY_BINDING), other.under(EMPTY_BINDING), MAX_STATES, suffix=suffix)
        return next(product.disagreements(), None) is None
    except CapExceeded:
        return False
