"""`giftline ledger ...`, as somebody at a terminal runs it on one database."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.settings import Settings


@dataclass(frozen=True)
class Terminal:
    settings: Settings
    folder: Path

    def __call__(self, *arguments: str, typed: str = "", **environment: str | None) -> Result:
        """Runs it; `typed` is what stdin holds."""
        pepper = self.settings.pepper
        env: dict[str, str | None] = {
            "DATABASE_URL": self.settings.database,
            "GIFTLINE_HOME": str(self.settings.home),
            "GIFTLINE_PEPPER": pepper.get_secret_value() if pepper else None,
            "LOGNAME": "sam",
            **environment,
        }
        return CliRunner().invoke(app, ["ledger", *arguments], input=typed, env=env)

    def done(self, *arguments: str, typed: str = "") -> Result:
        """Runs what must succeed."""
        result = self(*arguments, typed=typed)
        assert result.exit_code == 0, result.output
        return result

    def load(self, *rows: dict[str, object], account: str = "alice") -> Result:
        file = self.file("cards.jsonl", *rows)
        return self.done("load", str(file), "--as", account)

    def file(self, name: str, *rows: dict[str, object]) -> Path:
        path = self.folder / name
        lines = (json.dumps({"status": "active", "face_value": 25, **row}) for row in rows)
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def issued(self, *arguments: str) -> str:
        """The code of a new card of 25 dollars."""
        return self.done("issue", "--value", "25", *arguments).stdout.strip()


def words(text: str) -> str:
    """The text without the frames and line breaks of a table."""
    return re.sub(r"[\s│┃┏┓┗┛┡┩└┘┌┐├┤─━╇┳┴┬┼]+", " ", text)
