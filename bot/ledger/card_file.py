"""How a file of cards reads: JSON Lines, or CSV with the same columns. Pure: lines in, rows out."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import BadRow, GiftlineError, InvalidMoney, InvalidRegion, LedgerFileError
from bot.privacy.claim_code import LAST_FOUR, ClaimCode, CodeFingerprint, CodeFormat
from bot.privacy.find_codes import find_codes
from bot.values import AccountId, Money, region_code


class RowStatus(StrEnum):
    INACTIVE = "inactive"
    ACTIVE = "active"
    REDEEMED = "redeemed"
    LOCKED = "locked"  # the card is fine; the account has used up its tries
    CANCELLED = "cancelled"
    FROZEN = "frozen"
    EXPIRED = "expired"


@dataclass(frozen=True)
class CardRow:
    """One card of a file, checked. An export knows its code by its hashes alone."""

    line: int
    code: ClaimCode | CodeFingerprint
    status: RowStatus
    region: str
    face_value: Money
    redeemed_by: AccountId | None
    redeemed_at: datetime | None
    failed_attempts: int
    retailer: str | None


_TOO_MANY_CELLS = object()

# Somebody else, when a file only says that it was not this account.
OTHER_ACCOUNT = AccountId("another-customer")


_HASH = r"^[0-9a-f]{64}$"
# Without the character that ends a text in a database. Halves of characters are refused by the type itself.
_TEXT = r"^[^\x00]*$"
_MAY_BE_EMPTY = frozenset(
    (
        *("code", "code_hash", "skeleton_hash", "pepper_version", "last_four"),
        *("currency", "redeemed_by", "redeemed_at", "failed_attempts", "retailer"),
    )
)


class _RawRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str | None = Field(default=None, max_length=100, pattern=_TEXT)
    code_hash: str | None = Field(default=None, pattern=_HASH)
    skeleton_hash: str | None = Field(default=None, pattern=_HASH)
    pepper_version: int | None = Field(default=None, gt=0)
    last_four: str | None = Field(default=None, pattern=rf"^[A-Z0-9]{{{LAST_FOUR}}}$")
    status: RowStatus
    region: str = Field(default="US", pattern=_TEXT)
    face_value: str | int | float
    currency: str | None = Field(default=None, pattern=_TEXT)
    redeemed_by: str | None = Field(default=None, max_length=120, pattern=_TEXT)
    redeemed_at: datetime | None = None
    failed_attempts: int = Field(default=0, ge=0, le=1_000_000)
    retailer: str | None = Field(default=None, max_length=200, pattern=_TEXT)

    def claim_code(self, code_format: CodeFormat) -> ClaimCode | CodeFingerprint:
        """Raises ValueError if the row has neither a code nor what an export has in its place."""
        if self.code is not None and self.code_hash is None:
            code = ClaimCode.parse(self.code)
            if not code_format.fits(code):
                raise ValueError(
                    f"the code has {len(code.value)} letters and digits; a code has {code_format.in_words()}"
                )
            return code
        known = (self.code_hash, self.skeleton_hash, self.last_four, self.pepper_version)
        match self.code, *known:
            case None, str(exact), str(skeleton), str(last_four), int(version):
                return CodeFingerprint(exact, skeleton, last_four, version)
        raise ValueError("a row has either code, or code_hash, skeleton_hash, pepper_version and last_four")


def read_card_file(
    lines: Iterable[str],
    code_format: CodeFormat,
    *,
    csv_format: bool,
    account: AccountId | None,
    currency_of: Callable[[str], str | None] = lambda region: None,
) -> Iterator[CardRow | BadRow]:
    """Each row of the file, checked, or what is wrong with it; reads no further than it has given out.

    `account` is who "self" and a lock mean; None if the file names nobody so. `currency_of` is the currency
    of a region, for rows that name none; where it knows none it is the dollar. Raises LedgerFileError if
    the file as a whole cannot be read. Reasons never hold a claim code.
    """
    for line, raw in _csv_rows(lines) if csv_format else _json_rows(lines):
        try:
            yield _card_row(line, raw, code_format, account, currency_of)
        except (ValueError, InvalidMoney, InvalidRegion) as error:
            yield BadRow(line, _reason(error))


def _card_row(
    line: int,
    raw: object,
    code_format: CodeFormat,
    account: AccountId | None,
    currency_of: Callable[[str], str | None],
) -> CardRow:
    if isinstance(raw, json.JSONDecodeError):
        raise ValueError(f"not valid JSON ({raw.msg} at character {raw.pos + 1})")
    if isinstance(raw, RecursionError):
        raise ValueError("not valid JSON (nested too deep)")
    if raw is _TOO_MANY_CELLS:
        raise ValueError("the row has more cells than the header")
    if not isinstance(raw, dict):
        raise ValueError("not a JSON object")
    # A cell that is empty says as little as a column that is not there.
    row = _RawRow.model_validate(
        {name: said for name, said in raw.items() if said or said == 0 or name not in _MAY_BE_EMPTY}
    )
    code = row.claim_code(code_format)
    region = region_code(row.region)
    redeemed = row.status is RowStatus.REDEEMED
    if redeemed and row.redeemed_by is None:
        raise ValueError("a redeemed card needs redeemed_by: self, other, or an account's name")
    if not redeemed and (row.redeemed_by or row.redeemed_at):
        raise ValueError(f"redeemed_by and redeemed_at do not go with status {row.status}")
    about_self = row.redeemed_by == "self" or row.status is RowStatus.LOCKED or row.failed_attempts
    if about_self and account is None:
        raise ValueError("the row speaks of the account that asks: say which with --as ACCOUNT")
    for column, text in (("retailer", row.retailer), ("redeemed_by", row.redeemed_by)):
        if text and names_a_code(text, code_format):
            raise ValueError(f"{column}: holds a claim code, which the ledger would keep as it is")
    named = {"self": account, "other": OTHER_ACCOUNT}
    redeemed_by = None
    if row.redeemed_by is not None:
        redeemed_by = named.get(row.redeemed_by, AccountId(row.redeemed_by))

    redeemed_at = row.redeemed_at
    if redeemed_at is not None and redeemed_at.tzinfo is None:
        redeemed_at = redeemed_at.replace(tzinfo=UTC)
    return CardRow(
        line=line,
        code=code,
        status=row.status,
        region=region,
        face_value=Money.parse(row.face_value, row.currency or currency_of(region) or "USD"),
        redeemed_by=redeemed_by,
        redeemed_at=redeemed_at,
        failed_attempts=row.failed_attempts,
        retailer=row.retailer,
    )


def names_a_code(name: str, code_format: CodeFormat) -> bool:
    """Whether a name is a claim code in the wrong place.

    One unbroken word is taken for what it is said to be: customers' own ids look like codes.
    """
    if len(name) < code_format.lengths[0] or name.isalnum():
        return False
    return bool(find_codes(name, code_format))


def _json_rows(lines: Iterable[str]) -> Iterator[tuple[int, object]]:
    for line, written in enumerate(lines, start=1):
        if not written.strip():
            continue
        try:
            yield line, json.loads(written)
        except (json.JSONDecodeError, RecursionError) as error:
            yield line, error


def _csv_rows(lines: Iterable[str]) -> Iterator[tuple[int, object]]:
    reader = csv.DictReader(iter(lines))
    columns = set(reader.fieldnames or ())
    missing = {"code_hash" if "code_hash" in columns else "code", "status", "face_value"} - columns
    if missing:
        raise LedgerFileError(f"the CSV header lacks {', '.join(sorted(missing))}")
    try:
        for row in reader:
            too_many = None in row
            named = {key: value for key, value in row.items() if value is not None}
            yield reader.line_num, _TOO_MANY_CELLS if too_many else named
    except csv.Error as error:
        raise LedgerFileError(f"line {reader.line_num} is not CSV ({error}).") from None


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        # Only where and why, and no name that is not ours: what stands in the wrong place may be a code.
        return "; ".join(
            "there is a column that no card has"
            if problem["type"] == "extra_forbidden"
            else f"{problem['loc'][0]}: {_problem(problem)}"
            for problem in error.errors(include_input=False, include_url=False)
        )
    return error.detail if isinstance(error, GiftlineError) else str(error)


def _problem(problem: ErrorDetails) -> str:
    is_no_text = problem["type"] == "string_unicode" or problem.get("ctx", {}).get("pattern") == _TEXT
    return "not valid text" if is_no_text else problem["msg"].lower()
