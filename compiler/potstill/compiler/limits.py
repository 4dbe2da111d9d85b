"""Caps of the compiler: what makes its time and memory a function of the length of its input.

They are part of the language: a recipe beyond a cap is refused, with the place. See also
:mod:`potstill.ir.caps` for those of programs, and :mod:`potstill.compiler.scan`.
"""

from __future__ import annotations

from typing import Final

MAX_DEPTH: Final = 150
"""Levels of a syntax tree: operators nest too, not only brackets. Passes take at most four calls a level."""

MAX_NAME: Final = 100
"""Letters of an identifier."""

MAX_ORDERED: Final = 5
"""Parts of a permutation, of which there are n! orders."""

MAX_TYPE_DEPTH: Final = 32
"""Types inside one another."""

MAX_TYPE_PARTS: Final = 1_000
"""Types that one type is made of: a record of two records of two records doubles them."""

MAX_TEMPLATE_DEPTH: Final = 45
"""Brackets and rules inside one another in a template."""

MAX_HOLES: Final = 100
"""Expressions in one f-string."""

MAX_EXAMPLES: Final = 100
"""Examples of a family."""

MAX_EXAMPLE: Final = 500
"""Symbols of an example's utterance in normal form."""

MAX_MEMBERS: Final = 2_000
"""Members of an enumeration."""

MAX_FORMS: Final = 20_000
"""Ways to say the members of one enumeration, all written out."""

MAX_ROWS: Final = 10_000
"""Rows of a table."""

MAX_PATTERNS: Final = 100
"""Regular expressions of a recipe; the largest take tens of milliseconds to be made types of."""

MAX_SLOTS: Final = 100
"""Slots of a family."""

MAX_GRAMMAR_DEPTH: Final = 95
"""Levels of a grammar, rules included."""

MAX_GRAMMAR_SIZE: Final = 200_000
"""Nodes of a grammar, rules counted each time they are used."""
