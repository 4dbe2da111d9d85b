"""Lexicons: for each type of slot, what is read, what it is worth, and how a value is printed.

A lexicon is a transducer as data: a language over normal forms that computes in registers, and a maker that
turns them into a value. ``spec/lexicons.md`` lists the forms that each one reads.
"""

from __future__ import annotations

from typing import TypeAlias

from potstill.ir.binding import Where
from potstill.ir.lexicons.choices import Choices, Names, Option
from potstill.ir.lexicons.clock import Times
from potstill.ir.lexicons.currencies import CURRENCIES
from potstill.ir.lexicons.dates import Dates, MonthDays, Order
from potstill.ir.lexicons.durations import Durations
from potstill.ir.lexicons.lists import Lists
from potstill.ir.lexicons.money import Money
from potstill.ir.lexicons.numbers import Decimals, Integers, Percents
from potstill.ir.lexicons.ordinals import Ordinals
from potstill.ir.lexicons.ratios import Fractions, Multipliers
from potstill.ir.lexicons.text import Pattern, Wild, Words

Lexicon: TypeAlias = (
    Integers
    | Decimals
    | Money
    | Percents
    | Fractions
    | Multipliers
    | Ordinals
    | Dates
    | MonthDays
    | Times
    | Durations
    | Choices
    | Names
    | Words
    | Wild
    | Pattern
    | Lists
)

__all__ = [
    "CURRENCIES",
    "Choices",
    "Dates",
    "Decimals",
    "Durations",
    "Fractions",
    "Integers",
    "Lexicon",
    "Lists",
    "Money",
    "MonthDays",
    "Multipliers",
    "Names",
    "Option",
    "Order",
    "Ordinals",
    "Pattern",
    "Percents",
    "Times",
    "Where",
    "Wild",
    "Words",
]
