"""The caps that make every program small before it runs. All of them are part of the semantics."""

from __future__ import annotations

MAX_STEPS = 1_000_000
"""Steps of one evaluation of a program."""

WORD_BITS = 512
"""Bits of numbers that one step of arithmetic is charged for; n words cost n * n steps."""

MAX_BITS = 65_536
"""Bits of the numerator, and of the denominator, of any number that a program may hold."""

MAX_CELLS = 100_000
"""Cells of one value: the code points of its texts and the elements of its lists."""

MAX_TOTAL_CELLS = 1_000_000
"""Cells of all values that one evaluation makes."""

MAX_NODES = 10_000
"""Nodes of one program."""

MAX_EXPONENT = 1_000
"""The largest exponent of ``**``."""

MAX_PLACES = 19_600
"""Decimal places of a number; 10**MAX_PLACES has fewer than MAX_BITS bits."""

MAX_SHAPE_PLACES = 100
"""Decimal places that ``round`` and a format may ask for."""

MAX_SECONDS = 86_400 * 999_999_999
"""Seconds of the longest duration, forwards or backwards."""

INPUT_DENOMINATOR_BITS = 64
"""Bits of the denominator of a rational that comes from outside, as a parameter or in the context."""

END_BITS = 128
"""Significant bits of the end of a rational range whose denominator would have more bits."""

MAX_COMMON_BITS = 1_024
"""Bits by which a common denominator may outgrow twice its longest part before it is given up."""

MAX_INPUT_DIGITS = 4_000
"""Digits of a number that comes from outside as a text."""

MAX_LANGUAGE_STATES = 1_000
"""States of the language of a text type, before it is made minimal too."""

MAX_LANGUAGE_MOVES = 10_000
"""Moves of the language of a text type."""

MAX_DERIVED_STATES = 100
"""States of a language that typing makes of others, and of each of these. Each load types anew."""

MAX_DERIVED_MOVES = 1_000
"""Moves of such a language, and symbols of the constants that it is made of."""

MAX_LANGUAGE_PAIRS = 10_000
"""Pairs of states that are looked at to see whether one language of texts is within another."""

MAX_JOINED_TEXTS = 1_000
"""Texts that a type lists one by one; a join of more is a range of lengths."""
