"""How often anybody may do what costs us something or teaches them something. Pure.

Each act counts in buckets of its own for account, session (a conversation) and address. An address is
often a shop, a school or a whole provider, so its limits are many times those of one conversation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import ConfigurationError
from bot.ledger.claimants import BucketKind

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_OVERRIDE = re.compile(r"(?P<act>\w+)\.(?P<kind>\w+)=(?:(?P<count>[1-9]\d{0,8})/(?P<unit>\w+)|(?P<off>off))")


class Act(StrEnum):
    OPENING = "opening"  # of a conversation
    UNPROVEN = "unproven"  # opening of an anonymous conversation without a proof of work
    PROOF = "proof"  # use of one proof of work
    MESSAGE = "message"
    LOOKUP = "lookup"  # a message that holds a claim code
    SIGN_IN = "sign_in"
    UPLOAD = "upload"
    LINK = "link"  # making a link code, or sending one in Slack


@dataclass(frozen=True)
class Rate:
    count: int
    per_s: int


Limits = Mapping[tuple[Act, BucketKind], Rate]

DEFAULT_LIMITS: Limits = {
    (Act.OPENING, BucketKind.ACCOUNT): Rate(60, 3600),
    (Act.OPENING, BucketKind.ADDRESS): Rate(600, 3600),
    (Act.UNPROVEN, BucketKind.ADDRESS): Rate(20, 3600),
    # A proof is good for one conversation; its bucket is its own name, and it expires sooner than this.
    (Act.PROOF, BucketKind.SESSION): Rate(1, 3600),
    (Act.MESSAGE, BucketKind.SESSION): Rate(20, 60),
    (Act.MESSAGE, BucketKind.ACCOUNT): Rate(40, 60),
    (Act.MESSAGE, BucketKind.ADDRESS): Rate(600, 60),
    (Act.LOOKUP, BucketKind.SESSION): Rate(30, 3600),
    (Act.LOOKUP, BucketKind.ACCOUNT): Rate(60, 3600),
    (Act.LOOKUP, BucketKind.ADDRESS): Rate(600, 3600),
    (Act.SIGN_IN, BucketKind.ACCOUNT): Rate(20, 3600),
    (Act.SIGN_IN, BucketKind.ADDRESS): Rate(300, 3600),
    (Act.UPLOAD, BucketKind.SESSION): Rate(20, 3600),
    (Act.UPLOAD, BucketKind.ACCOUNT): Rate(40, 3600),
    (Act.UPLOAD, BucketKind.ADDRESS): Rate(600, 3600),
    # In Slack a person counts as an account, and their workspace as an address.
    (Act.LINK, BucketKind.ACCOUNT): Rate(10, 3600),
    (Act.LINK, BucketKind.ADDRESS): Rate(300, 3600),
}


def limits_from(written: str | None) -> Limits:
    """The default limits, but those that are written: `message.session=60/minute, opening.address=off`.

    Raises ConfigurationError that names the first one that does not read.
    """
    limits = dict(DEFAULT_LIMITS)
    for part in filter(None, (part.strip() for part in (written or "").split(","))):
        found = _OVERRIDE.fullmatch(part)
        act, kind = (found["act"], found["kind"]) if found else ("", "")
        unknown = act not in set(Act) or kind not in set(BucketKind) or act == Act.PROOF
        if not found or unknown or not (found["off"] or found["unit"] in _SECONDS):
            raise ConfigurationError(
                f"GIFTLINE_LIMITS: '{part}' does not read. Write it like message.session=60/minute or "
                "opening.address=off; docs/settings.md lists what can be limited."
            )
        key = (Act(act), BucketKind(kind))
        if found["off"]:
            limits.pop(key, None)
        else:
            limits[key] = Rate(int(found["count"]), _SECONDS[found["unit"]])
    return limits
