"""Candidates as recipes: a template, slots with what fills them, and a record as the answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from potstill.compiler.layout import quoted
from potstill.compiler.names import RESERVED
from potstill.distill.carriers.carrier import MARKS, record_of
from potstill.distill.carriers.family import Candidate
from potstill.distill.carriers.vocabulary import Content, Listed
from potstill.distill.examples import Example
from potstill.distill.recipe import SHOWN, compose
from potstill.distill.terms import Apply, Const, Fields, Term, Var

LONGEST_PATTERN: Final = 900
"""Symbols of one pattern; longer lists of values are read by several lexicons."""

_NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_SPECIAL: Final = re.compile(r"[()\[\]{}<>|;\\\"']")


@dataclass(frozen=True, slots=True)
class Written:
    """The statements of a recipe that say how a candidate reads requests, and before whom it answers."""

    candidate: Candidate
    priority: int

    def recipe(self, flavour: Collection[str] = ()) -> str:
        """The statements; no slot of a record is flavour, since its answer copies it."""
        assert not flavour, "every slot is copied"
        lines = [f"ask {_template(self.candidate)}", "resolve leftmost_longest", f"priority {self.priority}"]
        for field, content in zip(self.candidate.fields, self.candidate.contents, strict=True):
            lines += _slot(field, content)
        return "\n".join(lines) + "\n"


def recipe(name: str, candidate: Candidate, priority: int, examples: Sequence[Example]) -> str | None:
    """The recipe of a candidate; None if a field has a name that no slot can have.

    ``examples``: right answers of its, of which those are shown in which most slots differ.
    """
    names = [*candidate.fields, *(name for name, _ in candidate.fixed)]
    if not all(_NAME.fullmatch(each) and each not in RESERVED for each in names):
        return None
    values: list[Term] = [*(Const(value) for _, value in candidate.fixed), *map(Var, candidate.fields)]
    fields = (*(name for name, _ in candidate.fixed), *candidate.fields)
    answer = Apply("record", tuple(values), Fields(fields))
    shown = [_ordered(example, fields) for example in telling(candidate.fields, examples)]
    conditions = tuple(_apart(candidate))
    return compose(name, Written(candidate, priority), answer, conditions=conditions, examples=shown)


def _apart(candidate: Candidate) -> Iterator[Term]:
    """That no two neighbours have values that together are one value."""
    clashes: dict[tuple[int, str], list[Term]] = {}
    for hole, one, other in candidate.clashes:
        clashes.setdefault((hole, one), []).append(Const(other))
    for (hole, one), others in clashes.items():
        first, second = Var(candidate.fields[hole]), Var(candidate.fields[hole + 1])
        listed = Apply("contains", (second, Apply("list", tuple(others))))
        yield Apply("or", (Apply("ne", (first, Const(one))), Apply("not", (listed,))))


def telling(fields: Sequence[str], examples: Sequence[Example]) -> list[Example]:
    """A few examples in which the fields have different values, as far as there are any."""
    chosen: list[Example] = []
    for _ in range(min(SHOWN, len(examples))):
        seen = {(field, _value(one, field)) for one in chosen for field in fields}
        rest = (one for one in examples if one not in chosen)
        best = max(rest, key=lambda one: len({(f, _value(one, f)) for f in fields} - seen), default=None)
        if best is not None:
            chosen.append(best)
    return chosen


def _ordered(example: Example, fields: Sequence[str]) -> Example:
    """The example with the fields of its answer in the order of the recipe's."""
    record = record_of(example) or {}
    return Example(example.utterance, {field: record[field] for field in fields})


def _value(example: Example, field: str) -> str:
    return (record_of(example) or {})[field]


def _template(candidate: Candidate) -> str:
    text = _alternatives(candidate.gaps[0], "")
    for place, (field, content) in enumerate(zip(candidate.fields, candidate.contents, strict=True)):
        text += f" {_hole(field, content)}{_alternatives(candidate.gaps[place + 1], ' ')}"
    return f'"{text.strip()}"'


def _alternatives(gap: Sequence[str], blank: str) -> str:
    """The texts of a gap, each with the blank before it, which marks do without."""
    texts = [("" if text[0] in MARKS else blank) + _SPECIAL.sub(r"\\\g<0>", text) for text in gap if text]
    if not texts:
        return ""
    joined = "|".join(texts)
    if "" in gap:
        return f"[{joined}]"
    return joined if len(texts) == 1 else f"({joined})"


def _hole(field: str, content: Content) -> str:
    count = len(_patterns(content)) if isinstance(content, Listed) else 1
    others = [f"{{{_lexicon(field, number)}:{field}}}" for number in range(1, count)]
    return f"({'|'.join([f'{{{field}}}', *others])})" if others else f"{{{field}}}"


def _slot(field: str, content: Content) -> Iterator[str]:
    if isinstance(content, Listed):
        first, *rest = _patterns(content)
        yield f"slot {field}: text /{first}/"
        yield from (
            f"lexicon {_lexicon(field, number)}: text /{pattern}/" for number, pattern in enumerate(rest, 1)
        )
    else:
        excluded = ", ".join(map(quoted, content.excluded))
        yield f"slot {field}: words 1..{content.longest}" + (f" except {excluded}" if excluded else "")


def _lexicon(field: str, number: int) -> str:
    return f"{field}_{number}"


def _patterns(content: Listed) -> list[str]:
    """The values as patterns, which keep the spelling of the request, none of them too long."""
    found: list[list[str]] = [[]]
    for value in content.values:
        pattern = re.sub(r"[^a-z0-9 ]", r"\\\g<0>", value) if value.isascii() else _escaped(value)
        if found[-1] and sum(map(len, found[-1])) + len(found[-1]) + len(pattern) > LONGEST_PATTERN:
            found.append([])
        found[-1].append(pattern)
    return ["|".join(patterns) for patterns in found]


def _escaped(value: str) -> str:
    """A value with letters of other alphabets, which stand for themselves."""
    return "".join(char if char.isalnum() or char == " " else f"\\{char}" for char in value)
