"""Lexicons: for each type of slot, what is read, what it is worth, and how a value is printed.

A lexicon is a transducer as data: a language over normal forms that computes in registers, and a maker that
turns them into a value. ``spec/lexicons.md`` lists the forms that each one reads.
"""

from __future__ import annotations

from typing import TypeAlias

from potstill.ir.binding import Where
from potstill.ir.lexicons.choices import Choices, Names, Option
from potstill.ir.lexicons.numbers import Decimals, Integers, Percents
from potstill.ir.lexicons.text import Wild, Words

Lexicon: TypeAlias = Integers | Decimals | Percents | Choices | Names | Words | Wild

__all__ = ["Choices", "Decimals", "Integers", "Lexicon", "Names", "Option", "Percents", "Where", "Wild", "Words"]
