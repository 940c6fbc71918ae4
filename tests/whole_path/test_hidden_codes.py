"""The search for planted codes finds them in every encoding that it promises to: else it proves nothing."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Callable

import pytest

from tests.whole_path.hidden_codes import hidden_codes

CODE = "AQ3D7KLM9PXT2V"
PRINTED = "AQ3D-7KLM9P-XT2V"
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "lower case": lambda text: text.lower().encode(),
    "JSON": lambda text: json.dumps(text.replace("-", "\n")).encode(),
    "URL-encoded": lambda text: urllib.parse.quote(text.replace("-", " ")).encode(),
    "all URL-encoded": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "upper hex": lambda text: text.encode().hex().upper().encode(),
    "hex that begins in between": lambda text: b"f" + text.encode().hex().encode(),
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(b"~~~" + text.encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "hex of UTF-16": lambda text: text.encode("utf-16-le").hex().encode(),
    "base64 of a piece of JSON": lambda text: base64.b64encode(json.dumps({"code": text}).encode()),
}


@pytest.mark.parametrize("written", [PRINTED, CODE, "aq3d 7klm9p xt2v", "A Q 3 D 7 K L M 9 P X T 2 V"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("before", [b"", b"a ", b"\x00\xff"])
def test_a_code_is_found_in_every_encoding(encoding: str, written: str, before: bytes) -> None:
    data = b"other text\n" + before + ENCODINGS[encoding](written) + b"\nand more"
    assert {code for code, _ in hidden_codes(data, [CODE])} == {CODE}


@pytest.mark.parametrize("alignment", range(4))
def test_a_code_is_found_in_base64_at_every_alignment(alignment: int) -> None:
    data = base64.b64encode(b"x" * (3 + alignment) + PRINTED.encode() + b" is my code")
    assert hidden_codes(b"{" + data[alignment:] + b"}", [CODE])


def test_what_is_no_code_is_not_found() -> None:
    data = b"AQ3D-7KLM9P-XT2W" + base64.b64encode(b"claim_7f3a card ending XT2V") + bytes(range(256))
    assert hidden_codes(data, [CODE]) == set()
