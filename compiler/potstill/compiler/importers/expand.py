"""All forms of a template of literals, written out; and the slots that every way through a template fills."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations, product
from typing import Final

from potstill.compiler import syntax as s

MAX_FORMS: Final = 2_000
"""Forms of one value."""


class TooManyForms(ValueError):
    """A template with more forms than are written out."""


def forms(template: s.Template) -> list[str]:
    """The texts of a template without slots and rules, white space as one blank. Raises ValueError."""
    found = dict.fromkeys(" ".join(form.split()) for option in template.options for form in _forms(option))
    found.pop("", None)
    return list(found)


def _forms(sequence: s.Sequence) -> list[str]:
    found = [""]
    for piece in sequence.items:
        after = _choices(piece)
        if len(found) * len(after) > MAX_FORMS:
            raise TooManyForms(f"a value with more than {MAX_FORMS} forms")
        found = [before + more for before, more in product(found, after)]
    return found


def _choices(piece: s.Piece) -> list[str]:
    match piece:
        case s.Literal(text):
            return [text]
        case s.Blank():
            return [" "]
        case s.Choice(options, optional):
            return [*(form for option in options for form in _forms(option)), *([""] if optional else [])]
        case s.Permutation(parts, optional):
            written = [_forms(part) for part in parts]
            orders = (order for choice in product(*written) for order in permutations(choice))
            return [*map(" ".join, orders), *([""] if optional else [])]
        case s.SlotUse() | s.RuleUse():
            raise ValueError("a value of a list refers to another list or rule")


def always(template: s.Template, rules: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The slots that every way through the template fills. ``rules``: those that rules always fill."""
    return frozenset.intersection(*(_filled(option, rules) for option in template.options))


def _filled(sequence: s.Sequence, rules: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for piece in sequence.items:
        match piece:
            case s.SlotUse(slot):
                found |= {slot.text}
            case s.RuleUse(rule):
                found |= rules.get(rule.text, frozenset())
            case s.Choice(options, False):
                found |= frozenset.intersection(*(_filled(option, rules) for option in options))
            case s.Permutation(parts, False):
                found |= frozenset.union(*(_filled(part, rules) for part in parts))
            case _:
                pass
    return found
