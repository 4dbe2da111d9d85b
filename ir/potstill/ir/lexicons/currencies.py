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


_CENTS = ("cent", "cents")


def _dollars(country: str) -> tuple[str, ...]:
    return "dollar", "dollars", "buck", "bucks", f"{country} dollar", f"{country} dollars"


def _crowns(country: str, one: str, many: str) -> tuple[str, ...]:
    return one, many, "crown", "crowns", f"{country} {one}", f"{country} {many}", f"{country} crowns"


def _pesos(country: str) -> tuple[str, ...]:
    return "peso", "pesos", f"{country} peso", f"{country} pesos"


_TABLE = (
    Currency("AUD", 2, ("a$", "au$", "$"), _dollars("australian"), _CENTS, ("c",)),
    Currency("BRL", 2, ("r$",), ("real", "reais", "reals"), ("centavo", "centavos")),
    Currency("CAD", 2, ("c$", "ca$", "$"), _dollars("canadian"), _CENTS, ("c", "¢")),
    Currency(
        "CHF", 2, (), ("franc", "francs", "swiss franc", "swiss francs"), ("rappen", "centime", "centimes")
    ),
    Currency("CNY", 2, ("¥", "cn¥"), ("yuan", "renminbi", "chinese yuan"), ("fen",)),
    Currency("CZK", 2, (), _crowns("czech", "koruna", "korunas")),
    Currency("DKK", 2, ("kr",), _crowns("danish", "krone", "kroner"), ("ore",)),
    Currency("EUR", 2, ("€",), ("euro", "euros"), (*_CENTS, "euro cent", "euro cents"), ("c",)),
    Currency("GBP", 2, ("£",), ("pound", "pounds", "quid", "pounds sterling"), ("pence", "penny"), ("p",)),
    Currency("HKD", 2, ("hk$", "$"), _dollars("hong kong"), _CENTS),
    Currency("INR", 2, ("₹",), ("rupee", "rupees", "indian rupee", "indian rupees"), ("paisa", "paise")),
    Currency("JPY", 0, ("¥", "jp¥"), ("yen", "japanese yen")),
    Currency("KRW", 0, ("₩",), ("won", "korean won")),
    Currency("KWD", 3, (), ("dinar", "dinars", "kuwaiti dinar", "kuwaiti dinars"), ("fils",)),
    Currency("MXN", 2, ("mx$", "$"), _pesos("mexican"), ("centavo", "centavos")),
    Currency("NOK", 2, ("kr",), _crowns("norwegian", "krone", "kroner"), ("ore",)),
    Currency("NZD", 2, ("nz$", "$"), _dollars("new zealand"), _CENTS, ("c",)),
    Currency("PLN", 2, ("zł",), ("zloty", "zlotys", "zlote", "polish zlotys"), ("grosz", "groszy")),
    Currency("SEK", 2, ("kr",), _crowns("swedish", "krona", "kronor"), ("ore",)),
    Currency("SGD", 2, ("s$", "$"), _dollars("singapore"), _CENTS),
    Currency("TRY", 2, ("₺",), ("lira", "liras", "turkish lira", "turkish liras"), ("kurus",)),
    Currency("USD", 2, ("$", "us$"), _dollars("us"), _CENTS, ("c", "¢")),
    Currency("ZAR", 2, ("r",), ("rand", "rands", "south african rand"), _CENTS, ("c",)),
)

CURRENCIES: Final = {currency.code: currency for currency in _TABLE}
"""By code."""
