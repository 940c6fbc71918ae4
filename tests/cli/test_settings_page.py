"""docs/settings.md documents every setting, and nothing that is none."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from bot.settings import ROOT, Settings

ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
DOCUMENTED = {
    name: (default, meaning)
    for name, default, meaning in ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
}


def _variable(field: str) -> str:
    shared = field in ("database_url", "redis_url")
    return field.upper() if shared else f"GIFTLINE_{field.upper()}"


def _other_value(kind: type | None) -> str:
    """A value that is no default of a setting of that kind."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return list(kind)[-1]
    return "4321" if kind is int else "4321" * 10


VARIABLES = {_variable(name): field for name, field in Settings.model_fields.items()}
WITH_A_PLAIN_DEFAULT = {
    name: field for name, field in VARIABLES.items() if isinstance(field.default, str | int)
}


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(DOCUMENTED) == set(VARIABLES)


@pytest.mark.parametrize("name", WITH_A_PLAIN_DEFAULT)
def test_a_default_is_documented_as_it_is(name: str) -> None:
    assert DOCUMENTED[name][0] == f"`{WITH_A_PLAIN_DEFAULT[name].default}`"


@pytest.mark.parametrize("name", VARIABLES)
def test_a_setting_is_read_from_the_variable_that_is_documented(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_than_any_default = _other_value(VARIABLES[name].annotation)
    if name in ("GIFTLINE_PUBLIC_URL", "GIFTLINE_OIDC_ISSUER", "GIFTLINE_SLACK_API_URL"):
        other_than_any_default = "https://4321.example.com"
    before = Settings()
    monkeypatch.setenv(name, other_than_any_default)
    assert Settings() != before


@pytest.mark.parametrize("name", VARIABLES)
def test_a_setting_says_in_the_code_what_it_is_for(name: str) -> None:
    assert VARIABLES[name].description
