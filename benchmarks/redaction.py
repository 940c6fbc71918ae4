"""`python -m benchmarks.redaction`: how long it takes to hide the secrets of a message."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from benchmarks.ledger import out, results_table
from benchmarks.results import Result, Skipped
from bot.knowledge.brand import load_brand
from bot.privacy.claim_code import CodeFormat
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import redact
from tests.privacy.messages import messages

BRANDS = ("amazon", "northwind")
ROUNDS = 3
# Ten times the text may take ten times as long, and some for the noise of the machine.
MOST_GROWTH = 20.0
SHORT, LONG = 10_000, 100_000
HOSTILE = {
    "one word": "A",
    "one number": "1",
    "spaces": " ",
    "pairs": "A1 ",
    "hyphens": "a-",
    "halves of codes": "AQ3D-",
    "addresses": "a@a.",
    "escapes": "%25",
    "entities": "&amp",
    "Cyrillic": "А",
    "bank accounts": "DE12 ",
    "passwords": "password ",
}


def main() -> None:
    """Print the median milliseconds a message, and how much longer ten times the text takes."""
    results: list[Result | Skipped] = []
    for brand in BRANDS:
        code_format = load_brand(brand).cards.code_format
        results.append(_of_a_message(brand, code_format))
    code_format = load_brand(BRANDS[0]).cards.code_format
    results += [_growth(name, text, code_format) for name, text in HOSTILE.items()]
    out.print(results_table(results))


def _of_a_message(brand: str, code_format: CodeFormat) -> Result:
    texts = [message.text for message in messages(code_format)]
    _hide(texts[0], code_format)
    took = median(_took_s(text, code_format) for text in texts) * 1000
    return Result(f"a message, {brand}", "ms", took, most=1)


def _growth(name: str, text: str, code_format: CodeFormat) -> Result:
    grown = median(
        _took_s((text * LONG)[:LONG], code_format) / _took_s((text * SHORT)[:SHORT], code_format)
        for _ in range(ROUNDS)
    )
    return Result(f"ten times the text, {name}", "times", grown, most=MOST_GROWTH)


def _took_s(text: str, code_format: CodeFormat) -> float:
    started = perf_counter()
    _hide(text, code_format)
    return perf_counter() - started


def _hide(text: str, code_format: CodeFormat) -> str:
    return hide_other_secrets(redact(text, code_format, lambda _: "claim_0a1b"))


if __name__ == "__main__":
    main()
