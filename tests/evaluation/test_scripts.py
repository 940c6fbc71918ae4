"""Scripts are read from YAML, and a mistake in one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.evaluation.scripts import read_scripts

A_SCRIPT = """
- id: {id}
  rule: A rule.
  now: "2026-11-24T12:00:00Z"
  ledger: []
  account: {{region: NO, signed_in: false}}
  turns:
    - say: "hello"
      expect: {expect}
"""


def _write(folder: Path, name: str = "some.yml", id: str = "one", expect: str = "{}") -> Path:  # noqa: A002
    path = folder / name
    path.write_text(A_SCRIPT.format(id=id, expect=expect), encoding="utf-8")
    return path


def test_norway_is_a_region_and_false_is_false(tmp_path: Path) -> None:
    ((script,),) = read_scripts(_write(tmp_path)).values()
    assert script.account.region == "NO"
    assert script.account.signed_in is False


def test_a_script_is_held_as_a_conversation(tmp_path: Path) -> None:
    ((script,),) = read_scripts(_write(tmp_path)).values()
    assert script.conversation.turns == ("hello",)
    assert script.conversation.now == script.now


def test_a_diagnosis_of_null_is_expected_and_one_left_out_is_not(tmp_path: Path) -> None:
    _write(tmp_path, "a.yml", "a", "{diagnosis: null}")
    _write(tmp_path, "b.yml", "b", "{owner: bot}")
    (a,), (b,) = read_scripts(tmp_path).values()
    assert a.turns[0].expect.is_about_diagnosis
    assert not b.turns[0].expect.is_about_diagnosis


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "a.yml", "a")
    _write(tmp_path, "b.yml", "b")
    assert list(read_scripts(tmp_path, ["b"])) == ["b.yml"]
    with pytest.raises(ConfigurationError, match="There is no script c"):
        read_scripts(tmp_path, ["c"])


def test_two_scripts_of_one_id_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, "a.yml")
    _write(tmp_path, "b.yml")
    with pytest.raises(ConfigurationError, match="is called one"):
        read_scripts(tmp_path)


@pytest.mark.parametrize(
    ("expect", "place"),
    [
        ("{says: ['(']}", "says.0: not a regular expression"),
        ("{asks: everything}", "asks: input should be 'code' or 'nothing'"),
        ("{said: hello}", "said: extra inputs are not permitted"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, expect: str, place: str) -> None:
    with pytest.raises(ConfigurationError, match="does not read") as refused:
        read_scripts(_write(tmp_path, expect=expect))
    assert f"0.turns.0.expect.{place}" in refused.value.detail


def test_a_place_without_scripts_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no script in"):
        read_scripts(tmp_path)
    with pytest.raises(ConfigurationError, match=r"none\.yml cannot be read"):
        read_scripts(tmp_path / "none.yml")
