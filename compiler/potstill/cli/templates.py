"""Grammars written as the templates people write: ``(a|b)``, ``[optional]``, ``{slot}``, ``<rule>``."""

from __future__ import annotations

from typing import assert_never

from potstill.ir import grammar as g


def template(node: g.Node) -> str:
    """One node in template notation; what templates cannot say is shown between guillemets."""
    match node:
        case g.Text(text):
            return text
        case g.Gap():
            return " "
        case g.Seq(parts):
            return "".join(template(part) for part in parts)
        case g.Alt(parts):
            shown = [template(part) for part in parts if part != g.EMPTY]
            body = "|".join(shown)
            if len(shown) < len(parts):
                return f"[{body}]"
            return f"({body})"
        case g.Rule(name):
            return f"<{name}>"
        case g.Capture(slot, _):
            return f"{{{slot}}}"
        case g.Fix(slot, value):
            return f"«{slot} = {value}»"
        case g.Repeat(body, low, high):
            most = "" if high is None else str(high)
            return f"({template(body)})«{low}..{most}»"
        case g.Chars(ranges):
            return (
                "«"
                + "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in ranges)
                + "»"
            )
        case g.Digit(_, low, high):
            return f"«{low}-{high}»"
        case g.Step():
            return ""
        case g.Item(lexicon):
            return f"«{type(lexicon).__name__.lower()}»"
        case g.Machine(moves, _):
            return f"«automaton of {len(moves)} states»"
        case _:
            assert_never(node)
