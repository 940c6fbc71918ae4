"""Makes what somebody sent fit to read, and decides how much of it the engine is given. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot.errors import EmptyMessage, MessageTooLong
from bot.privacy.placeholders import HANDLE

MOST_CHARACTERS = 10_000
# Sentence vectors and bags of words both blur long before this; customers put the point first.
_ENGINE_CHARACTERS = 1_000
_ANOTHER_CARD = re.compile(
    r"\b(another|other|second|2nd|different|next|new)\s+(gift\s?)?(card|one|code|voucher)\b", re.IGNORECASE
)
_INSISTS = re.compile(
    r"\b(still|again|same|already|twice|tried|keeps?|yet|no (luck|good|help|use)"
    r"|nothing (changed|happened|works)|did (that|it|all|so|this|everything|what)|done (that|it|all|so|this)"
    r"|i (said|told)|told you"
    r"|(did|does|do|is|are|was|has|have|wo|ca|could)(n'?t| not) (help|work|fix|change|solve)\w*)\b",
    re.IGNORECASE,
)
# "don't" and "dont", but not "account".
_NOT = r"(\b\w+n['\u2019]t|\b(do|does|did|is|was|wo|ca|has|have|had|would|could|should|are|were)nt)\b"
_NO = re.compile(
    rf"\b(no|nope|nah|not|never|later|wait|stop|myself|cancel|rather|on my own)\b|{_NOT}", re.IGNORECASE
)
_YES = re.compile(r"\b(yes|yeah|yep|yup|sure|please|go (ahead|on)|(add|do) it)\b|^/affirm$", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
_MOST_WORDS_OF_WHERE = 9
# "When can I try", but not "when I try".
_WHEN = re.compile(
    r"\bwhen (can|could|do|does|did|will|is|was|may|should|(it|this|that) (opens?|unlocks?|ends?))\b"
    r"|\bwhen\W*$|\bhow (long|much longer|many (hours|minutes))\b|\bwhat time\b",
    re.IGNORECASE,
)
_MOST_WORDS_OF_WHEN = 12
_STILL = re.compile(
    r"\bstill\b.*(\b(no|not|nothing|never|invalid|locked|used|inactive|wrong|same|says?|missing|waiting|refus\w*"
    rf"|fail\w*|reject\w*)\b|{_NOT})|(\b(no|not|nothing)\b|{_NOT}).*\bstill\b",
    re.IGNORECASE | re.DOTALL,
)


def readable(text: str) -> str:
    """The text without control characters. Raises EmptyMessage or MessageTooLong, for the customer."""
    if len(text) > MOST_CHARACTERS:
        raise MessageTooLong(
            f"Your message has {len(text):,} characters and I can take {MOST_CHARACTERS:,}. "
            "Please send the most important part."
        )
    kept = "".join(
        character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")
    ).strip()
    # Replacement characters are what is left of bytes that were no text.
    if not kept.strip("\ufffd \n\t"):
        raise EmptyMessage(
            "I could not read any text in that message. Please write what happens with your card."
        )
    return kept


def for_engine(redacted: str) -> str:
    """What the engine is given of a redacted text: one line, its beginning, and every handle in it.

    Rasa obeys a text that begins with a slash as an intent, so leading slashes are dropped.
    """
    line = " ".join(redacted.split()).lstrip("/ ")
    if len(line) <= _ENGINE_CHARACTERS:
        return line or "?"
    head = line[:_ENGINE_CHARACTERS].rsplit(" ", 1)[0]
    missing = [handle for handle in HANDLE.findall(line) if handle not in head]
    return " ".join([head, *dict.fromkeys(missing)])


def names_another_card(text: str) -> bool:
    """Whether the text speaks of a card beside the one that was spoken of before."""
    return _ANOTHER_CARD.search(text) is not None


def insists(text: str) -> bool:
    """Whether the text says that something was tried, or is as it was."""
    return _INSISTS.search(text) is not None


def says_it_still_fails(text: str) -> bool:
    """Whether the text says outright that nothing has changed, whatever else it is about."""
    return _STILL.search(text) is not None


def may_mean_no(text: str) -> bool:
    """Whether there is a no in the text, so that it must not be taken for a yes where money moves."""
    return _NO.search(text) is not None


def says_yes(text: str) -> bool:
    return _YES.search(text) is not None


def asks_where(text: str) -> bool:
    """Whether the text is little more than the question where something is."""
    return len(text.split()) <= _MOST_WORDS_OF_WHERE and _WHERE.search(text) is not None


def asks_when(text: str) -> bool:
    """Whether the text is little more than the question when something is, or how long it takes."""
    return len(text.split()) <= _MOST_WORDS_OF_WHEN and _WHEN.search(text) is not None
