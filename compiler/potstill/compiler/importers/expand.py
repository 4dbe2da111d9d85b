"""What templates amount to: their forms, written out; whether they may be empty; the slots they fill."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations, product
from math import factorial, prod
from typing import Final

from potstill.compiler import syntax as s

MAX_FORMS: Final = 2_000
"""Forms of all the values of one list. A recipe takes more, but nobody could read it."""

_NONE: Final = frozenset[str]()


def count(template: s.Template) -> int:
    """How many forms a template has, repeats included; it refers to no slot and no rule."""
    return sum(_count(option) for option in template.options)


def _count(sequence: s.Sequence) -> int:
    return prod(map(_ways, sequence.items))


def _ways(piece: s.Piece) -> int:
    match piece:
        case s.Choice(options, optional):
            return sum(map(_count, options)) + optional
        case s.Permutation(parts, optional):
            return factorial(len(parts)) * prod(map(_count, parts)) + optional
        case _:
            return 1


def forms(template: s.Template) -> list[str]:
    """The texts of a template that refers to no slot and no rule; white space is one blank."""
    found = dict.fromkeys(" ".join(form.split()) for option in template.options for form in _forms(option))
    found.pop("", None)
    return list(found)


def _forms(sequence: s.Sequence) -> list[str]:
    return ["".join(pieces) for pieces in product(*map(_choices, sequence.items))]


def _choices(piece: s.Piece) -> list[str]:
    match piece:
        case s.Literal(text):
            return [text]
        case s.Choice(options, optional):
            return [*(form for option in options for form in _forms(option)), *([""] if optional else [])]
        case s.Permutation(parts, optional):
            orders = (order for choice in product(*map(_forms, parts)) for order in permutations(choice))
            return [*map(" ".join, orders), *([""] if optional else [])]
        case _:
            return [" "]


def nullable(template: s.Template, rules: Mapping[str, bool]) -> bool:
    """Whether a template may read nothing. ``rules``: whether each rule may."""
    return any(_empty(option, rules) for option in template.options)


def _empty(sequence: s.Sequence, rules: Mapping[str, bool]) -> bool:
    for piece in sequence.items:
        match piece:
            case s.Blank() | s.Choice(_, True) | s.Permutation(_, True):
                continue
            case s.Choice(options) if any(_empty(option, rules) for option in options):
                continue
            case s.Permutation(parts) if all(_empty(part, rules) for part in parts):
                continue
            case s.RuleUse(rule) if rules.get(rule.text, False):
                continue
            case _:
                return False
    return True


def always(template: s.Template, rules: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The slots that every way through the template fills. ``rules``: those that rules always fill."""
    return frozenset.intersection(*[_filled(option, rules) for option in template.options])


def _filled(sequence: s.Sequence, rules: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found = _NONE
    for piece in sequence.items:
        match piece:
            case s.Literal() | s.Blank():
                pass
            case s.SlotUse(slot):
                found |= {slot.text}
            case s.RuleUse(rule):
                found |= rules.get(rule.text, _NONE)
            case s.Choice(options, False):
                found |= frozenset.intersection(*[_filled(option, rules) for option in options])
            case s.Permutation(parts, False):
                found |= _NONE.union(*[_filled(part, rules) for part in parts])
            case _:
                pass
    return found
