"""Currencies, as data: ISO 4217 codes and minor units, and what people write for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Currency:
    """``places``: decimal places of the minor unit. ``symbols``: the first one is printed, if there is any.

    ``names`` and ``minor_names`` are said after the number, in normal form; ``minor_signs`` are written after
    it without a space.
    """

    code: str
    places: int
    symbols: tuple[str, ...]
    names: tuple[str, ...]
    minor_names: tuple[str, ...] = ()
    minor_signs: tuple[str, ...] = ()


_DOLLARS = ("dollar", "dollars", "buck", "bucks")
_CENTS = ("cent", "cents")
_CROWNS = ("krona", "kronor", "krone", "kroner", "crown", "crowns")

CURRENCIES: Final = {
    currency.code: currency
    for currency in (
        Currency("AUD", 2, ("a$", "au$", "$"), (*_DOLLARS, "australian dollar", "australian dollars"), _CENTS, ("c",)),
        Currency("BRL", 2, ("r$",), ("real", "reais", "reals", "brazilian real", "brazilian reais"), ("centavo", "centavos")),
        Currency("CAD", 2, ("c$", "ca$", "$"), (*_DOLLARS, "canadian dollar", "canadian dollars"), _CENTS, ("c", "¢")),
        Currency("CHF", 2, (), ("franc", "francs", "swiss franc", "swiss francs"), ("rappen", "centime", "centimes")),
        Currency("CNY", 2, ("¥", "cn¥"), ("yuan", "renminbi", "chinese yuan"), ("fen",)),
        Currency("CZK", 2, (), ("koruna", "korunas", "crown", "crowns", "czech koruna", "czech crowns")),
        Currency("DKK", 2, ("kr",), (*_CROWNS, "danish krone", "danish kroner"), ("ore",)),
        Currency("EUR", 2, ("€",), ("euro", "euros"), ("cent", "cents", "euro cent", "euro cents"), ("c",)),
        Currency("GBP", 2, ("£",), ("pound", "pounds", "quid", "pound sterling", "pounds sterling"), ("pence", "penny"), ("p",)),
        Currency("HKD", 2, ("hk$", "$"), (*_DOLLARS, "hong kong dollar", "hong kong dollars"), _CENTS),
        Currency("INR", 2, ("₹",), ("rupee", "rupees", "indian rupee", "indian rupees"), ("paisa", "paise")),
        Currency("JPY", 0, ("¥", "jp¥"), ("yen", "japanese yen")),
        Currency("KRW", 0, ("₩",), ("won", "korean won")),
        Currency("KWD", 3, (), ("dinar", "dinars", "kuwaiti dinar", "kuwaiti dinars"), ("fils",)),
        Currency("MXN", 2, ("mx$", "$"), ("peso", "pesos", "mexican peso", "mexican pesos"), ("centavo", "centavos")),
        Currency("NOK", 2, ("kr",), (*_CROWNS, "norwegian krone", "norwegian kroner"), ("ore",)),
        Currency("NZD", 2, ("nz$", "$"), (*_DOLLARS, "new zealand dollar", "new zealand dollars"), _CENTS, ("c",)),
        Currency("PLN", 2, ("zł",), ("zloty", "zlotys", "zlote", "polish zloty", "polish zlotys"), ("grosz", "groszy")),
        Currency("SEK", 2, ("kr",), (*_CROWNS, "swedish krona", "swedish kronor"), ("ore",)),
        Currency("SGD", 2, ("s$", "$"), (*_DOLLARS, "singapore dollar", "singapore dollars"), _CENTS),
        Currency("TRY", 2, ("₺",), ("lira", "liras", "turkish lira", "turkish liras"), ("kurus",)),
        Currency("USD", 2, ("$", "us$"), (*_DOLLARS, "us dollar", "us dollars"), _CENTS, ("c", "¢")),
        Currency("ZAR", 2, ("r",), ("rand", "rands", "south african rand"), _CENTS, ("c",)),
    )
}  # fmt: skip
"""By code."""
