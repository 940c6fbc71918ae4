"""How a file of cards reads: JSON Lines, or CSV with the same columns. Pure: lines in, rows out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.errors import BadRow, InvalidMoney, LedgerFileError
from bot.privacy.claim_code import ClaimCode
from bot.values import AccountId, Money


class RowStatus(StrEnum):
    INACTIVE = "inactive"
    ACTIVE = "active"
    REDEEMED = "redeemed"
    LOCKED = "locked"  # the card is fine; the account has used up its tries
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class CardRow:
    """One card of a file, checked."""

    line: int
    code: ClaimCode
    status: RowStatus
    region: str
    face_value: Money
    redeemed_by: AccountId | None
    redeemed_at: datetime | None
    failed_attempts: int
    retailer: str | None


@dataclass
class ParsedFile:
    """The good rows and the bad ones, each list in the order of the file."""

    rows: list[CardRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


_TOO_MANY_CELLS = object()

# Somebody else, when a file only says that it was not this account.
OTHER_ACCOUNT = AccountId("another-customer")


class _RawRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=100)
    status: RowStatus
    region: str = Field(default="US", pattern=r"^[A-Za-z]{2}$")
    face_value: str | int | float
    currency: str = "USD"
    redeemed_by: str | None = Field(default=None, max_length=120)
    redeemed_at: datetime | None = None
    failed_attempts: int = Field(default=0, ge=0, le=1_000_000)
    retailer: str | None = Field(default=None, max_length=200)

    @field_validator("*", mode="before")
    @classmethod
    def _is_text(cls, value: object) -> object:
        if isinstance(value, str) and any(
            "\ud800" <= character <= "\udfff" or character == "\0" for character in value
        ):
            raise ValueError("not valid text")
        return value

    @field_validator("redeemed_by", "redeemed_at", "retailer", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("failed_attempts", mode="before")
    @classmethod
    def _empty_is_zero(cls, value: object) -> object:
        return 0 if value in ("", None) else value


def parse_card_file(text: str, *, csv_format: bool, account: AccountId | None) -> ParsedFile:
    """Checks every row. `account` is who "self" and a lock mean; None if the file names nobody so.

    Raises LedgerFileError if the file as a whole cannot be read. Reasons never hold a claim code.
    """
    parsed = ParsedFile()
    seen: dict[str, int] = {}
    for line, raw in _csv_rows(text) if csv_format else _json_rows(text):
        try:
            row = _card_row(line, raw, account)
        except (ValueError, InvalidMoney) as error:
            parsed.bad.append(BadRow(line, _reason(error)))
            continue
        if first := seen.get(row.code.value):
            parsed.bad.append(BadRow(line, f"the same code as line {first}"))
            continue
        seen[row.code.value] = line
        parsed.rows.append(row)
    if not parsed.rows and not parsed.bad:
        raise LedgerFileError("the file holds no cards; write one JSON object a line, or CSV with a header")
    return parsed


def _card_row(line: int, raw: object, account: AccountId | None) -> CardRow:
    if isinstance(raw, json.JSONDecodeError):
        raise ValueError(f"not valid JSON ({raw.msg} at character {raw.pos + 1})")
    if isinstance(raw, RecursionError):
        raise ValueError("not valid JSON (nested too deep)")
    if raw is _TOO_MANY_CELLS:
        raise ValueError("the row has more cells than the header")
    if not isinstance(raw, dict):
        raise ValueError("not a JSON object")
    row = _RawRow.model_validate(raw)
    code = ClaimCode.parse(row.code)
    if not code.has_the_right_length:
        raise ValueError(f"the code has {len(code.value)} letters and digits; a code has 14 or 15")

    redeemed = row.status is RowStatus.REDEEMED
    if redeemed and row.redeemed_by is None:
        raise ValueError("a redeemed card needs redeemed_by: self, other, or an account's name")
    if not redeemed and (row.redeemed_by or row.redeemed_at):
        raise ValueError(f"redeemed_by and redeemed_at do not go with status {row.status}")
    about_self = row.redeemed_by == "self" or row.status is RowStatus.LOCKED or row.failed_attempts
    if about_self and account is None:
        raise ValueError("the row speaks of the account that asks: say which with --as ACCOUNT")
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
        region=row.region.upper(),
        face_value=Money.parse(row.face_value, row.currency),
        redeemed_by=redeemed_by,
        redeemed_at=redeemed_at,
        failed_attempts=row.failed_attempts,
        retailer=row.retailer,
    )


def _json_rows(text: str) -> Iterator[tuple[int, object]]:
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            yield line, json.loads(written)
        except (json.JSONDecodeError, RecursionError) as error:
            yield line, error


def _csv_rows(text: str) -> Iterator[tuple[int, object]]:
    reader = csv.DictReader(io.StringIO(text))
    missing = {"code", "status", "face_value"} - set(reader.fieldnames or ())
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
            else f"{problem['loc'][0]}: {problem['msg'].lower()}"
            for problem in error.errors(include_input=False, include_url=False)
        )
    return error.detail if isinstance(error, InvalidMoney) else str(error)
