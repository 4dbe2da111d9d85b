"""Recipes as induction writes them: a template, conditions, an answer, and some of the examples."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, Protocol

from potstill.compiler import compile_recipe, format_recipe
from potstill.compiler.compile import Compiled
from potstill.compiler.layout import quoted
from potstill.compiler.limits import MAX_EXAMPLE
from potstill.distill.examples import Example, Json
from potstill.distill.json_text import json_text
from potstill.distill.terms import Term, declaration, tables, write
from potstill.ir.normal import fold

SHOWN: Final = 3
"""Examples that a recipe repeats, of those that are short enough; the store has all of them."""

_WORD: Final = re.compile(r"[a-z]+")
_COMMON: Final = frozenset(
    {
        *(
            "and",
            "are",
            "does",
            "each",
            "for",
            "from",
            "give",
            "has",
            "have",
            "her",
            "him",
            "his",
            "how",
            "its",
        ),
        *(
            "she",
            "that",
            "the",
            "their",
            "them",
            "there",
            "they",
            "this",
            "was",
            "were",
            "what",
            "which",
            "who",
        ),
        *("will", "with", "would", "you"),
    }
)


class Written(Protocol):
    """What is written of a template."""

    def recipe(self, flavour: Collection[str] = ()) -> str:
        """Its ask, rule and slot lines; the slots of these names may not matter to the answer."""


def compose(
    name: str,
    template: Written,
    answer: Term,
    *,
    flavour: Collection[str] = (),
    conditions: Collection[Term] = (),
    examples: Sequence[Example] = (),
    note: str = "",
) -> str:
    """The text of a recipe, in the canonical layout where it compiles."""
    used = dict.fromkeys(table for term in (answer, *conditions) for table in tables(term))
    lines = [f"family {name}"]
    if note:
        lines.append(quoted(note))
    lines += ["", template.recipe(flavour), "", *map(declaration, used)]
    lines += [f"where {write(condition)}" for condition in conditions]
    lines += [f"answer {write(answer)}", ""]
    short = [each for each in examples if len(fold(each.utterance)) <= MAX_EXAMPLE]
    for example in short[:SHOWN]:
        lines.append(f"example {quoted(example.utterance)} => {expression(example.answer)}")
    text = "\n".join(lines) + "\n"
    laid_out = format_recipe(text)
    return laid_out if isinstance(laid_out, str) else text


def compiled(text: str) -> Compiled:
    """What the compiler makes of an induced recipe."""
    return compile_recipe(text, name="induced.recipe")


def expression(found: Json) -> str:
    """An answer as a constant of the recipe language."""
    match found:
        case dict():
            return f"{{{', '.join(f'{key}: {expression(each)}' for key, each in found.items())}}}"
        case list():
            return f"[{', '.join(map(expression, found))}]"
        case str():
            return quoted(found)
        case None:
            return "none"
        case bool():
            return "true" if found else "false"
        case _:
            return str(found)


def family_name(template_text: str, taken: Collection[str] = ()) -> str:
    """A name out of the first telling words of a template, with a number where it is taken."""
    plain = re.sub(r"\{[^}]*\}|<[^>]*>", " ", template_text.lower())
    words = [word for word in _WORD.findall(plain) if len(word) > 2 and word not in _COMMON]
    base = "_".join(["induced", *words[:4]])[:50]
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def shown(example: Example) -> str:
    """An example for a message."""
    return f"{example.utterance!r} => {json_text(example.answer)}"
