"""`giftline slack sandbox`: what it prints is what Giftline needs to be set to."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import httpx

from tests.giftline_process import COMMAND, PATIENCE_S, environment


def test_the_printed_settings_open_the_sandbox_that_is_served(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [COMMAND, "slack", "sandbox", "--port", "0"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(4)]
        settings = dict(re.findall(r"export (\w+)=(\S+)", "".join(printed)))
        api = settings["GIFTLINE_SLACK_API_URL"]
        bearer = {"Authorization": f"Bearer {settings['GIFTLINE_SLACK_BOT_TOKEN']}"}
        told = httpx.post(f"{api}auth.test", headers=bearer).json()
        assert told["team_id"] == settings["GIFTLINE_SLACK_TRUST_EMAIL"]
        bearer = {"Authorization": f"Bearer {settings['GIFTLINE_SLACK_APP_TOKEN']}"}
        assert httpx.post(f"{api}apps.connections.open", headers=bearer).json()["url"].startswith("ws://")
        assert "Harbour Gifts" in httpx.get(api.removesuffix("api/")).text
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        if process.stdout:
            process.stdout.close()


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    with subprocess.Popen(
        [COMMAND, "slack", "sandbox", "--port", "0"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout is not None
        port = re.findall(r":(\d+)/", first.stdout.readline())[0]
        second = subprocess.run(
            [COMMAND, "slack", "sandbox", "--port", port],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        first.send_signal(signal.SIGINT)
    assert second.returncode == 2
    assert f"Cannot listen on port {port}" in second.stderr
