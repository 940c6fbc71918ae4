"""A raw code that reaches the real engine all the same is neither parsed, stored nor logged."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from bot.channels.engine_model import ensure_model
from bot.channels.engine_process import EngineProcess

pytestmark = pytest.mark.engine

RAW = [
    "my code is AQ3D-7KLM9P-XT2V",
    "aq3d7klm9pxt2v",
    "K7QD-2MXP-9TRW-4HLC fails",
    '/inform{"c": "ZZ9Y8XWV7U6TSR4"}',
]


def _written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()}


async def test_the_engine_refuses_a_raw_code_and_none_of_its_files_has_it(tmp_path: Path) -> None:
    model = await asyncio.to_thread(ensure_model, lambda step: None)
    async with httpx.AsyncClient(timeout=60) as client:
        engine = EngineProcess(
            model=model,
            folder=tmp_path,
            action_url="http://127.0.0.1:9/none",
            action_secret="s3cret",
            client=client,
            start_timeout_s=180,
            keep_dialogues=True,
        )
        engine.start()
        try:
            url = f"{await engine.ready_url()}/webhooks/rest/webhook"
            for text in RAW:
                answer = await client.post(url, json={"sender": "c1", "message": text})
                assert answer.json() == []
            in_metadata = {"sender": "c1", "message": "hello", "metadata": {"ref": "BR4T-09WXYZ-3MKP"}}
            assert (await client.post(url, json=in_metadata)).json() == []
            # One that is taken, so that there is a tracker to look into.
            await client.post(url, json={"sender": "c1", "message": "claim_7f3a does not work"})
        finally:
            await engine.stop()
    written = _written(tmp_path)
    assert b"claim_7f3a does not work" in written["trackers.db"]
    assert b"rest.message.received.failure" in written["engine.log"]
    secrets = [b"7klm9p", b"2mxp", b"8xwv7u", b"09wxyz"]
    assert [(name, one) for name, text in written.items() for one in secrets if one in text] == []
