"""A model is found only while what it was trained from is unchanged."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.channels import engine_model
from bot.errors import ConfigurationError

INPUTS = [
    "config.yml",
    "domain.yml",
    "data/nlu.yml",
    "data/stories.yml",
    "data/more/rules.yml",
    "engine/uv.lock",
    "bot/nlu/component.py",
]
TRAINS = """
folder = pathlib.Path(arguments["--out"])
folder.mkdir(parents=True)
(folder / arguments["--fixed-model-name"]).write_text("a model")
print("2026-11-24 12:00:00 INFO     rasa.engine  - Starting to train component 'Tokenizer'.")
"""
FAILS = 'sys.exit("no training data")'


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small installation in place of this one, in which `rasa` always trains."""
    for name in INPUTS:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.setattr(engine_model, "ROOT", tmp_path)
    monkeypatch.setattr(engine_model, "MODELS", tmp_path / "models")
    monkeypatch.setattr(engine_model, "RASA", tmp_path / "rasa")
    _rasa(tmp_path, TRAINS)
    return tmp_path


def _rasa(installation: Path, program: str) -> None:
    script = installation / "rasa"
    read_arguments = "arguments = dict(zip(sys.argv[2::2], sys.argv[3::2]))"
    script.write_text(f"#!{sys.executable}\nimport pathlib, sys\n{read_arguments}\n{program}")
    script.chmod(0o700)


def _ensured() -> tuple[Path, list[str]]:
    steps: list[str] = []
    return engine_model.ensure_model(steps.append), steps


def _models(installation: Path) -> list[Path]:
    return sorted((installation / "models").glob("*.tar.gz"))


def test_a_model_is_found_again_while_nothing_changes() -> None:
    assert engine_model.model_path() == engine_model.model_path()


@pytest.mark.parametrize("name", INPUTS)
def test_what_a_model_is_made_from_changes_its_name(installation: Path, name: str) -> None:
    before = engine_model.model_path()
    (installation / name).write_text("something else", encoding="utf-8")
    assert engine_model.model_path() != before


@pytest.mark.parametrize("name", ["data/new.yml", "data/deep/er/new.yml", "bot/nlu/new.py"])
def test_a_new_file_of_training_data_changes_the_name(installation: Path, name: str) -> None:
    before = engine_model.model_path()
    (installation / name).parent.mkdir(parents=True, exist_ok=True)
    (installation / name).touch()
    assert engine_model.model_path() != before


def test_a_file_that_is_called_otherwise_changes_the_name(installation: Path) -> None:
    before = engine_model.model_path()
    (installation / "data/nlu.yml").rename(installation / "data/renamed.yml")
    assert engine_model.model_path() != before


@pytest.mark.parametrize("name", ["README.md", "data/notes.txt", "bot/app.py", "tests/test_it.py"])
def test_nothing_else_changes_the_name(installation: Path, name: str) -> None:
    before = engine_model.model_path()
    (installation / name).parent.mkdir(parents=True, exist_ok=True)
    (installation / name).touch()
    assert engine_model.model_path() == before


def test_a_missing_model_is_trained(installation: Path) -> None:
    model, _ = _ensured()
    assert model == engine_model.model_path()
    assert model.read_text() == "a model"


def test_training_tells_how_far_it_is() -> None:
    _, steps = _ensured()
    assert steps == ["loading Rasa", "Starting to train component 'Tokenizer'"]


def test_a_model_that_fits_is_not_trained_again(installation: Path) -> None:
    model, _ = _ensured()
    _rasa(installation, FAILS)
    assert _ensured() == (model, [])


def test_a_new_model_takes_the_place_of_the_old(installation: Path) -> None:
    _ensured()
    (installation / "config.yml").write_text("something else", encoding="utf-8")
    model, _ = _ensured()
    assert _models(installation) == [model]


@pytest.mark.parametrize("program", [FAILS, "print('done, but where?')"], ids=["exit code", "no model"])
def test_a_training_that_fails_ends_with_what_rasa_said(installation: Path, program: str) -> None:
    _rasa(installation, program)
    with pytest.raises(ConfigurationError, match=r"Rasa says:\n(no training data|done, but where)"):
        _ensured()


def test_a_training_that_fails_leaves_the_old_model(installation: Path) -> None:
    old, _ = _ensured()
    (installation / "config.yml").write_text("something else", encoding="utf-8")
    _rasa(installation, FAILS)
    with pytest.raises(ConfigurationError):
        _ensured()
    assert _models(installation) == [old]


def test_without_the_engines_environment_it_says_how_to_set_it_up(installation: Path) -> None:
    (installation / "rasa").unlink()
    with pytest.raises(ConfigurationError, match="Run `make setup`"):
        _ensured()


def test_a_model_that_was_changed_is_refused() -> None:
    model, _ = _ensured()
    model.write_text("somebody else's model", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not as it was trained here"):
        _ensured()


def test_a_model_that_nobody_knows_the_origin_of_is_trained_again(installation: Path) -> None:
    model = engine_model.model_path()
    model.parent.mkdir()
    model.write_text("somebody else's model", encoding="utf-8")
    _ensured()
    assert model.read_text() == "a model"


def test_the_digest_of_a_replaced_model_goes_with_it(installation: Path) -> None:
    _ensured()
    (installation / "config.yml").write_text("something else", encoding="utf-8")
    model, _ = _ensured()
    assert [path.name for path in (installation / "models").glob("*.sha256")] == [f"{model.name}.sha256"]
