"""A message that is surely not English goes to a person; English never does, however odd."""

from __future__ import annotations

import pytest

from bot.cases.registry import load_cases
from bot.conversations.language import is_another_language


@pytest.mark.parametrize(
    "text",
    [
        "mi tarjeta de regalo no funciona, ayuda por favor",
        "meine Geschenkkarte funktioniert nicht mehr",
        "ma carte cadeau ne fonctionne pas du tout",
        "la mia carta regalo non funziona più",
        "мой подарочный код не работает",
        "код не работает",
        "我的礼品卡无法使用",
        "ギフトカードが使えません",
        "بطاقة الهدايا لا تعمل",
    ],
)
def test_another_language_is_recognised(text: str) -> None:
    assert is_another_language(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "👍👍",
        "claim_0a1b",
        "hola",
        "no funciona",
        "ok thx",
        "my card says invalid code",
        "invlaid gift card code, wat can i do",
        "claim_0a1b claim_0a1c claim_0a1d",
        "the café gave me a card and it is not accepted",
    ],
)
def test_short_or_odd_english_is_english(text: str) -> None:
    assert not is_another_language(text)


def test_no_example_of_a_complaint_passes_for_another_language() -> None:
    examples = [example for case in load_cases().values() for example in case.examples]
    mistaken = [example for example in examples if is_another_language(example)]
    assert mistaken == []
