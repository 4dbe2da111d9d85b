"""Constrained decoding: the grammar of recipes as engines take it, and the field of a request it goes into.

The engines (LLGuidance, which serves OpenAI's interface, vLLM and llama.cpp) read Lark's notation, but have
one start symbol, no priorities of terminals, and a lexer that never goes back: where the parser of
:mod:`potstill.compiler` splits ``0..25`` into a number and two dots, such a lexer is already inside a
decimal. So numbers before ``..`` and before ``:`` become tokens together with what follows them. All of it is
done to the text of ``recipe.lark``; what a constrained teacher cannot write is only odd spacing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, assert_never

from potstill.compiler.lalr import grammar_file
from potstill.distill.teacher.endpoint import Constraint

TOOL: Final = "write_recipe"
"""The name of the tool whose input is a recipe."""

_EDITS: Final = (
    (r"(?ms)^// -+ templates.*?(?=^// -+ tokens)", ""),
    (r"(?m)^statements:.*\n", ""),
    (r"(?m)^recipe:", "start:"),
    (r"(?m)^LITERAL.*\n", ""),
    (r"(?m)^GAP.*\n", ""),
    (
        r'(?m)^range: bound "\.\." bound$',
        'range: lowest bound\nlowest: MINUS? (NUMBER "/")? NUMBER_TO | MINUS? span ".." | DAY ".."',
    ),
    (r"(?m)^row: ", 'row: ".."? MINUS? NUMBER_IS expression\n   | '),
)
_PRIORITY: Final = re.compile(r"(?m)^([A-Z_]+)\.\d+:")
_COMMENT: Final = re.compile(r"(?m)^//.*\n+")
_NUMBER: Final = re.compile(r"(?m)^NUMBER: /(.*)/$")


class GrammarChanged(RuntimeError):
    """``recipe.lark`` no longer has a rule that has to be rewritten for decoders."""


@cache
def decoder_grammar() -> str:
    """The grammar of recipes for a decoder; its start symbol is ``start``."""
    text = grammar_file().read_text("utf-8")
    for pattern, replacement in _EDITS:
        text, count = re.subn(pattern, replacement, text)
        if count != 1:
            raise GrammarChanged(pattern)
    if (number := _NUMBER.search(text)) is None:
        raise GrammarChanged(_NUMBER.pattern)
    text = _COMMENT.sub("", _PRIORITY.sub(r"\1:", text))
    return f"{text.strip()}\nNUMBER_TO: /{number[1]}\\.\\./\nNUMBER_IS: /{number[1]}:/\n"


def constrain(constraint: Constraint) -> dict[str, Any]:
    """The fields that a request has beside the usual ones."""
    match constraint:
        case Constraint.NONE:
            return {}
        case Constraint.TOOL:
            grammar = {"definition": decoder_grammar(), "syntax": "lark"}
            tool = {
                "name": TOOL,
                "description": "Hands in the recipe.",
                "format": {"type": "grammar", "grammar": grammar},
            }
            return {
                "tools": [{"type": "custom", "custom": tool}],
                "tool_choice": {"type": "custom", "custom": {"name": TOOL}},
            }
        case Constraint.STRUCTURED_OUTPUTS:
            return {"structured_outputs": {"grammar": decoder_grammar()}}
        case Constraint.GUIDED_GRAMMAR:
            return {"guided_grammar": decoder_grammar()}
        case Constraint.LLGUIDANCE:
            return {"grammar": f"%llguidance {{}}\n{decoder_grammar()}"}
        case _:
            assert_never(constraint)
