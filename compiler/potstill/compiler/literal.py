"""Literal text of templates, as grammar nodes over normal forms."""

from __future__ import annotations

from functools import lru_cache

from potstill.ir import grammar as g
from potstill.ir.normal import fold
from potstill.ir.normal_table import table

_GUARD = "x"


@lru_cache(maxsize=1 << 14)
def literal(text: str, *, opens: bool, closes: bool) -> g.Node:
    """What ``text`` becomes in a normal form. EMPTY if it vanishes.

    ``opens`` and ``closes``: whether an utterance may begin or end with it. Marks that the normal form drops
    there are optional then.
    """
    form = fold(f"{_GUARD}{text}{_GUARD}")[len(_GUARD) : -len(_GUARD)]
    known = table()
    inner = form.lstrip(known.opening) if opens else form
    before, form = form[: len(form) - len(inner)], inner
    inner = form.rstrip(known.closing) if closes else form
    after = form[len(inner) :]
    parts = [g.optional(g.Text(before))] if before else []
    for index, word in enumerate(inner.split(" ")):
        parts += [g.GAP] if index else []
        parts.append(g.Text(word))
    parts += [g.optional(g.Text(after))] if after else []
    return g.seq(*parts)
