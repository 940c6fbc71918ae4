"""Prints the nearest other lines of each line: `python -m bot.nlu.neighbours HOW_MANY < lines.json`.

A JSON array of texts in; for each text an array of [place, cosine] out, nearest first. Started by
bot/channels/nlu_parse.py, with the encoder that config.yml names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import yaml

from bot.nlu.encoder import load_encoder
from bot.nlu.handles import without_handles


def main() -> None:
    pipeline = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["pipeline"]
    config = next(part for part in pipeline if part["name"].endswith("SentenceVectors"))
    encoder = load_encoder(config["weights_sha256"], config["vocabulary_sha256"], config["most_tokens"])
    vectors = encoder.encode([without_handles(text) for text in json.load(sys.stdin)])
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    nearest = np.argsort(-cosines, axis=1)[:, : int(sys.argv[1])]
    print(
        json.dumps([[[int(i), float(row[i])] for i in of] for row, of in zip(cosines, nearest, strict=True)])
    )


if __name__ == "__main__":
    main()
