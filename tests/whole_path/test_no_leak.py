"""From the first commit on: no claim code in any file that Giftline or its engine writes."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.sessions import PREFIX
from tests.giftline_process import PATIENCE_S, chat, demo_server

pytestmark = pytest.mark.engine

WAYS_TO_TYPE = [
    "AQ3D-7KLM9P-XT2V",
    "my code is aq3d-7klm9p-xt2v thanks",
    "AQ3D7KLM9PXT2V",
    "aq3d 7klm9p xt2v",
    "it is A Q 3 D 7 K L M 9 P X T 2 V",
    "AQ3D - 7KLM9P - XT2V!!!",
    "https://example.com/redeem?code=AQ3D-7KLM9P-XT2V",
    "AQ3D7 KLM9P XT2V",
]


def _type_into_the_field(url: str, code: str) -> dict[str, Any]:
    """What comes of a complaint whose code is given in the field for it."""
    with httpx.Client(base_url=f"{url}{PREFIX}", timeout=PATIENCE_S) as client:
        token = client.post("/sessions", json={"account": "alice"}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        asked = client.post(
            "/messages", json={"client_id": "complains", "text": "it says invalid code"}
        ).json()
        assert asked["replies"][-1]["form"]["kind"] == "claim_code"
        answer: dict[str, Any] = client.post("/codes", json={"client_id": "types", "code": code}).json()
    return answer


def test_no_file_of_either_tier_holds_a_code_that_was_typed(tmp_path: Path) -> None:
    with demo_server(tmp_path) as server:
        answers = chat(tmp_path, WAYS_TO_TYPE, "--as", "alice", "--url", server.url)
        answers += [_type_into_the_field(server.url, typed) for typed in (WAYS_TO_TYPE[0], WAYS_TO_TYPE[-1])]
    assert all(answer["diagnosis"]["case"] == "not_activated" for answer in answers)

    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.name == "trackers.db" for path in written), "the engine kept its dialogues here"
    assert any(path.name == "giftline.db" for path in written)
    secrets = [
        form.encode()
        for code in ("AQ3D-7KLM9P-XT2V", "AQ3D 7KLM9P XT2V", "AQ3D7KLM9PXT2V")
        for form in (code, base64.b64encode(code.encode()).decode())
    ]
    leaks = [
        (path.name, secret)
        for path, content in written.items()
        for secret in secrets
        if secret.lower() in content.lower()
    ]
    assert leaks == []
