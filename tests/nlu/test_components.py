"""The engine's components, in the engine's own Python: what they check, store, decide and report."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.channels.engine_model import ENGINE_PYTHON, engine_environment, ensure_model
from bot.channels.nlu_parse import nearest_lines, parse_texts
from bot.settings import ROOT

pytestmark = pytest.mark.engine

# Two intents far apart, one of them out of scope, in eight dimensions; judged near, far and in between.
TRAIN_AND_JUDGE = """
import json, pathlib, sys
import numpy as np
from bot.nlu.intent_model import IntentModel, Training, train

def near(direction, count):
    chance = np.random.default_rng(direction)
    rows = np.eye(8)[direction] + chance.normal(0, 0.05, (count, 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

def model(labels):
    texts = [f"{label} {n}" for label in labels for n in range(12)]
    vectors = np.vstack([near(labels.index(label), 12) for label in labels])
    names = {label: near(labels.index(label), 1)[0] for label in labels}
    return train(texts, vectors, [label for label in labels for _ in range(12)], names, Training())

def shown(model, direction):
    verdict = model.judge("words", np.eye(8, dtype=np.float32)[direction])
    return [verdict.ranking, verdict.out_of_scope, verdict.is_out_of_scope]

open_world = model(["locked", "greet", "out_of_scope"])
closed_world = model(["locked", "greet"])
path = pathlib.Path(sys.argv[1]) / "intents.npz"
open_world.save(path)
print(json.dumps({
    "known": shown(open_world, 0),
    "outside": shown(open_world, 2),
    "strange": shown(open_world, 5),
    "closed": shown(closed_world, 5),
    "stored": shown(IntentModel.load(path), 0),
}))
"""


def _in_engine(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ENGINE_PYTHON, "-c", program, *arguments],
        cwd=ROOT,
        env=engine_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = _in_engine(TRAIN_AND_JUDGE, tmp_path_factory.mktemp("model"))
    assert done.returncode == 0, done.stderr[-2000:]
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def test_a_text_like_the_training_lines_has_their_intent(judged: dict[str, Any]) -> None:
    ranking, _, is_out_of_scope = judged["known"]
    assert ranking[0][0] == "locked"
    assert not is_out_of_scope


def test_out_of_scope_is_no_intent_to_offer(judged: dict[str, Any]) -> None:
    ranking, chance, is_out_of_scope = judged["outside"]
    assert is_out_of_scope
    assert chance > 0.5
    assert [name for name, _ in ranking if name == "out_of_scope"] == []


def test_a_text_like_no_training_line_is_out_of_scope(judged: dict[str, Any]) -> None:
    assert judged["strange"][2]


def test_where_nothing_is_out_of_scope_nothing_is_turned_away(judged: dict[str, Any]) -> None:
    assert not judged["closed"][2]


def test_a_stored_model_says_what_it_said_before(judged: dict[str, Any]) -> None:
    assert judged["stored"] == judged["known"]


def test_another_encoder_than_the_one_in_the_config_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"tampered")
    program = (
        "import sys, pathlib; from bot.nlu.encoder import checked; checked(pathlib.Path(sys.argv[1]), 'ab12')"
    )
    done = _in_engine(program, tmp_path / "model.onnx")
    assert done.returncode != 0
    assert "is not the file that config.yml names" in done.stderr
    assert "make setup" in done.stderr


def test_a_package_that_is_missing_is_named() -> None:
    done = _in_engine("from bot.nlu.encoder import find_file; find_file('no_such_weights', 'model.onnx')")
    assert "The package no_such_weights is missing" in done.stderr


@pytest.fixture(scope="module")
def parsed() -> dict[str, dict[str, Any]]:
    texts = ["claim_7f3a says invalid code", "claim_0b1c says invalid code", "how tall is the Eiffel tower"]
    return dict(zip(texts, parse_texts(ensure_model(lambda step: None), texts), strict=True))


def test_the_intent_does_not_hang_on_which_code_it_is(parsed: dict[str, dict[str, Any]]) -> None:
    one, other = parsed["claim_7f3a says invalid code"], parsed["claim_0b1c says invalid code"]
    assert one["intent"] == "invalid_code"
    assert one["ranking"] == other["ranking"]
    assert one["entities"] == [{"type": "claim_handle", "value": "claim_7f3a"}]


def test_behind_a_fallback_stand_the_likeliest_intents(parsed: dict[str, dict[str, Any]]) -> None:
    answer = parsed["how tall is the Eiffel tower"]
    names = [name for name, _ in answer["ranking"]]
    assert answer["intent"] == names[0] == "nlu_fallback"
    assert len(names) > 3
    assert "out_of_scope" not in names


def test_the_nearest_line_is_the_one_that_means_the_same() -> None:
    texts = ["the code was used already", "how do I boil an egg", "somebody has redeemed it before"]
    nearest = nearest_lines(texts, 1)
    assert nearest[0][0][0] == 2
