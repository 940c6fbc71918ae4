"""Finds codes in bytes, whatever they are wrapped in: any case, any separators, any encoding we know of."""

from __future__ import annotations

import base64
import re
import urllib.parse
from collections.abc import Iterable, Iterator

_NOT_OF_A_CODE = re.compile(rb"[^a-z0-9]+")
# Of the shortest code of any brand we plant.
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{18,}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){14,}")
_HEX_SHIFTED = re.compile(rb"[0-9A-Fa-f]{29,}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def hidden_codes(data: bytes, codes: Iterable[str]) -> set[tuple[str, str]]:
    """Which of the codes, given as bare letters and digits, are in the data, and in which encoding."""
    wanted = [(code, code.lower().encode()) for code in codes]
    return {(code, name) for name, seen in _views(data) for code, needle in wanted if needle in seen}


def _views(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name, seen in (
        ("plain", data),
        ("URL-encoded", urllib.parse.unquote_to_bytes(data)),
        ("escaped", re.sub(rb"\\+(?:[nrt]|u00[0-9a-fA-F]{2}|x[0-9a-fA-F]{2})", b" ", data)),
        ("UTF-16", data.replace(b"\0", b"")),
        ("base64", b"\n".join(_decoded_base64(data))),
        ("base64 of UTF-16", b"\n".join(_decoded_base64(data.replace(b"\0", b"")))),
        ("hex", b"\n".join(_decoded_hex(data))),
    ):
        yield name, _NOT_OF_A_CODE.sub(b"", seen.replace(b"\0", b"").lower())


def _decoded_base64(data: bytes) -> Iterator[bytes]:
    for token in set(_BASE64.findall(data)):
        plain = token.translate(_URL_SAFE)
        for alignment in range(4):
            part = plain[alignment:]
            # What fills up the last four makes a letter or two of nonsense, behind the code.
            yield base64.b64decode(part + b"A" * (-len(part) % 4))


def _decoded_hex(data: bytes) -> Iterator[bytes]:
    for token in set(_HEX.findall(data)):
        yield bytes.fromhex(token.decode())
    for token in set(_HEX_SHIFTED.findall(data)):
        shifted = token[1:]
        yield bytes.fromhex(shifted[: len(shifted) // 2 * 2].decode())
