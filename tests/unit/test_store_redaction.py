"""What looks personal and what does not: tables of hits and of near misses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from potstill.runtime.store import redact

HITS = [
    # E-mail addresses.
    ("mail ann@example.org today", "mail [email] today"),
    ("ann.lee+tag@mail.example.co.uk, bob_2@x.io", "[email], [email]"),
    ("<ann@example.org>", "<[email]>"),
    ("zoë@müller.de schreibt", "[email] schreibt"),
    ("ann%lee@sub-domain.example.org.", "[email]."),
    # Telephone numbers.
    ("call +1 415 555 2671", "call [phone]"),
    ("call +14155552671 now", "call [phone] now"),
    ("+44 (0)20 7946 0958", "[phone]"),
    ("+49-30-901820", "[phone]"),
    ("+33 1 23 45 67 89.", "[phone]."),
    ("+14155552671 +14155552672 +14155552673", "[phone] [phone] [phone]"),
    ("(415) 555-2671", "[phone]"),
    ("415-555-2671", "[phone]"),
    ("415.555.2671", "[phone]"),
    ("1-800-555-0199 is free", "[phone] is free"),
    ("020 7946 0958", "[phone]"),
    ("(030) 901820 45", "[phone]"),
    ("0171/1234567", "[phone]"),
    ("06 12 34 56 78", "[phone]"),
    # Cards: test numbers that the networks publish.
    ("card 4111 1111 1111 1111 please", "card [card] please"),
    ("4111-1111-1111-1111", "[card]"),
    ("5555555555554444", "[card]"),
    ("378282246310005", "[card]"),
    ("6011 1111 1111 1117", "[card]"),
    # IBANs: the registry's examples.
    ("DE89370400440532013000", "[iban]"),
    ("pay to DE89 3704 0044 0532 0130 00 now", "pay to [iban] now"),
    ("pay to GB29 NWBK 6016 1331 9268 19, please", "pay to [iban], please"),
    ("fr14 2004 1010 0505 0001 3m02 606", "[iban]"),
    ("NO93 8601 1117 947 and BE68539007547034", "[iban] and [iban]"),
    ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "[iban]"),
    # Numbers that stand for something.
    ("my ssn is 078-05-1120", "my ssn is [id]"),
    ("parcel 12345678901 is late", "parcel [id] is late"),
    ("1Z is not, 4155552671 is", "1Z is not, [id] is"),
    ("account number 12345678", "account number [id]"),
    ("Account No. 12345678, thanks", "Account No. [id], thanks"),
    ("order #48151623", "order #[id]"),
    ("customer id: AB-48151", "customer id: [id]"),
    ("my passport number is X1234567", "my passport number is [id]"),
    ("invoice R2024-00017", "invoice [id]"),
    ("passport X1234567.", "passport [id]."),
]

MISSES = [
    "",
    "what is a 20% tip on $45.10",
    # Word problems.
    "Natalia sold 48 clips in April, and then half as many in May. How many in all?",
    "a city has 8804190 people and grows by 12% in 10 years",
    "the population of 331002651 doubles",
    "sell 1000000000 shares at 0.25 each",
    "12000000000000 seconds",
    "1,000,000,000 people and 7 800 000 000 people",
    "a budget of $1234567890 over 12 years",
    "€9876543210 in debt",
    "3.14159265358979 and 2.7182818284590452",
    "0.1234567890123",
    "12345678901.5 metres",
    "12 34 56 78 90 are five numbers",
    "from 100 to 200 to 3000",
    "100 - 200 - 3000",
    "20-30-4000",
    "12 + 34 + 56789",
    "12 +3456789012",
    "what is 2 + 3456789",
    "what is 2 +34567890 +12345678",
    "5 x 415 + 555 - 2671",
    "24 25 26 27 28 29 30 31",
    "4111 + 1111 + 1111 + 1111",
    "ratio 16:9, or 4:3",
    # Dates and times.
    "from 2024-02-29 to 01/03/2024",
    "29.02.2024 14:30",
    "2024-02-29T14:30:00",
    "at 09:15, 10:30 and 23:59:59",
    "2019-2024",
    "01-02-2023",
    # Wrong checksums, and lengths.
    "DE88370400440532013000",
    "GB29 NWBK 6016 1331 9268 18",
    "ZZ12 3456 7890 1234 5678",
    "10 11 12 13 14 15 16 17",
    # Things that are only like it.
    "@ann said hi",
    "user@localhost",
    "a @ b.c",
    "ann@",
    "version 10.2.13",
    "555-1234",
    "call 911 or 112",
    "room 0815",
    "order 25 pizzas",
    "order 12000 units",
    "order 480000 units and then 20% more",
    "the order is 12000 units",
    "tax: 12500",
    "what is 9876543210 + 1234567891",
    "9876543210 * 3 and 4 / 1234567891",
    "the account has 2500 in it",
    "the case of 24 bottles",
    "policy of 2024",
    "ticket costs 12.50",
    "a reference of 12345.5",
    "member since 2019",
    "ISBN 978",
    "flight BA2490",
    "twenty-one thousand",
]


@pytest.mark.parametrize(("text", "redacted"), HITS)
def test_what_looks_personal_is_replaced_by_its_kind(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize("text", MISSES)
def test_what_does_not_is_left_alone(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("text", [text for text, _ in HITS])
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    assert redact(redact(text)) == redact(text)


LONG = [
    "a" * 64_000,
    "a." * 32_000 + "@",
    "1 " * 32_000,
    "1-" * 32_000,
    "+1 (1) " * 9_000,
    "DE89 " * 12_000,
    "order number " * 5_000 + "12345 and more",
    "0171/" * 12_000 + "x",
    "4111 1111 1111 1112 " * 3_000,
]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:14])
def test_long_texts_that_nearly_match_end(text: str) -> None:
    """A pattern that tried all ways to split these would still be at it when the suite gives up."""
    assert redact(f"{text} ann@example.org").endswith(" [email]")


@pytest.mark.parametrize("file", ["gsm8k/test.jsonl", "gsm8k/train.jsonl", "gsm_hard/gsmhardv2.jsonl"])
def test_word_problems_are_left_alone(shared_data: Path, file: str) -> None:
    lines = [json.loads(line) for line in (shared_data / file).read_text("utf-8").splitlines()]
    questions = [line["question"] if "question" in line else line["input"] for line in lines]
    assert len(questions) > 1000
    assert [(question, redact(question)) for question in questions if redact(question) != question] == []


def test_requests_to_an_assistant_are_left_alone(shared_data: Path) -> None:
    data = json.loads((shared_data / "clinc150" / "data_full.json").read_text("utf-8"))
    utterances = [utterance for part in data.values() for utterance, _ in part]
    assert len(utterances) > 20_000
    assert [utterance for utterance in utterances if redact(utterance) != utterance] == []
