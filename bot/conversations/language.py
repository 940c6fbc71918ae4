"""Whether a message is in a language that the assistant does not read. Pure."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.privacy.placeholders import PLACEHOLDER

# Below this a guess from a handful of letters is more often wrong than right.
_FEWEST_WORDS = 3
# Measured on short complaints: other languages score 0.5 or more, odd English stays English.
_SURE = 0.5
_LANGUAGES = "en es de fr it pt nl pl sv tr ru ar hi zh ja ko uk el he th vi id ro cs hu da fi no"


def is_another_language(text: str) -> bool:
    """True if the text is surely not English. Short texts in Latin letters never are."""
    words = PLACEHOLDER.sub("", text)
    letters = [character for character in words if character.isalpha()]
    if not letters:
        return False
    if sum(not character.isascii() for character in letters) > len(letters) / 2:
        return True
    if len(words.split()) < _FEWEST_WORDS:
        return False
    language, certainty = _identifier().classify(words)
    return bool(language != "en" and certainty >= _SURE)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    return identifier
