"""Which intent a text has, and whether it has any: arithmetic on vectors, knowing nothing of Rasa.

A logistic regression sees the sentence vector and, with less weight, the words and word pairs. Each
intent's name counts as one more line of it. What training decides by cross-validation: how much to
temper the confidences so that they mean what they say, and how near the training lines a text must be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize

from bot.nlu.handles import without_handles

Array = np.ndarray[Any, Any]

_NEAREST = 3
# What one unit of cosine weighs against one unit of logit, in the question whether a text is in scope.
_COSINE_WEIGHT = 10.0
# Of the solver: to judge by, and then, on all lines from the mean of those, to tell intents apart.
_ROUNDS_OF_A_FOLD = 100
_ROUNDS_OF_ALL = 80


@dataclass(frozen=True)
class Training:
    """How to train. `words` is the square of the weight of the words beside the vector."""

    strength: float = 25.0
    words: float = 0.2
    word_dimensions: int = 512
    name_weight: float = 2.0
    folds: int = 3
    turned_away: float = 0.05
    out_of_scope: str = "out_of_scope"


@dataclass(frozen=True)
class Verdict:
    """The intents with their confidences, best first, and how likely it is that none of them is meant."""

    ranking: list[tuple[str, float]]
    out_of_scope: float
    is_out_of_scope: bool


@dataclass(frozen=True)
class IntentModel:
    """A trained model. All of it is arrays, so that it is stored without pickling anything."""

    intents: Array
    weights: Array
    word_weights: Array
    word_rarity: Array
    bias: Array
    lines: Array
    temperature: Array
    nearness: Array
    out_of_scope: Array

    def judge(self, text: str, vector: Array) -> Verdict:
        """What a text with this vector means."""
        # By hand: for one row, what scipy's sparse matrices do to keep order takes longer than the sums.
        counts = word_counts([text])
        words = counts.data * self.word_rarity[counts.indices]
        length = np.linalg.norm(words) or 1.0
        logits = vector @ self.weights + (words / length) @ self.word_weights[counts.indices] + self.bias
        chances = softmax(logits / self.temperature)
        none_of_them = self.intents == self.out_of_scope
        threshold, spread = self.nearness
        near = _nearness(logits[None][:, ~none_of_them], vector[None], self.lines)[0]
        too_far = 1 / (1 + np.exp((near - threshold) / spread))
        best = int(chances.argmax())
        order = [int(i) for i in np.argsort(-chances) if not none_of_them[i]]
        return Verdict(
            ranking=[(str(self.intents[i]), float(chances[i])) for i in order],
            out_of_scope=float(max(too_far, chances[none_of_them].sum())),
            is_out_of_scope=bool(near < threshold or none_of_them[best]),
        )

    def save(self, path: Path) -> None:
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        with np.load(path, allow_pickle=False) as stored:
            return cls(**{field.name: stored[field.name] for field in fields(cls)})


def train(
    texts: list[str], vectors: Array, labels: list[str], names: dict[str, Array], how: Training
) -> IntentModel:
    """Train on texts, their vectors and their intents. `names` has a vector for each intent's name."""
    intents, y = np.unique(labels, return_inverse=True)
    counts = word_counts([*texts, *(intent.replace("_", " ").lower() for intent in intents)])
    seen_in = counts.astype(bool).sum(axis=0).A1
    rarity = (np.log((1 + counts.shape[0]) / (1 + seen_in)) + 1).astype(np.float32)
    words = normalize(counts.multiply(rarity).tocsr())
    dense, directions = _condensed(words, how)
    x = np.hstack([np.vstack([vectors, *(names[intent][None] for intent in intents)]), dense])
    in_scope = intents[y] != how.out_of_scope

    folds, temperature, nearness = _calibrated(x, y, vectors, in_scope, how)
    fitted = _fitted(x, np.r_[y, np.arange(len(intents))], how, _ROUNDS_OF_ALL, folds)
    coefficients, bias = _of_all_classes(fitted)
    size = vectors.shape[1]
    return IntentModel(
        intents=intents,
        weights=coefficients[:, :size].T.astype(np.float32),
        word_weights=(directions.T @ coefficients[:, size:].T).astype(np.float32),
        word_rarity=rarity,
        bias=bias.astype(np.float32),
        lines=vectors[in_scope],
        temperature=np.array(temperature),
        nearness=np.array(nearness),
        out_of_scope=np.array(how.out_of_scope),
    )


def word_counts(texts: list[str]) -> csr_matrix:
    """A row of damped counts for each text. Words are hashed, so there is no vocabulary to keep."""
    counts = HashingVectorizer(
        ngram_range=(1, 2), n_features=2**14, alternate_sign=False, norm=None, dtype=np.float32
    ).transform(map(without_handles, texts))
    counts.data = 1 + np.log(counts.data)
    return counts


def _condensed(words: csr_matrix, how: Training) -> tuple[Array, Array]:
    """The words in few dimensions, weighted, and the directions that lead there."""
    size = min(how.word_dimensions, words.shape[0] - 1)
    svd = TruncatedSVD(size, n_iter=3, random_state=0).fit(words)
    scale = np.float32(np.sqrt(how.words))
    directions = svd.components_.astype(np.float32) * scale
    return words @ directions.T, directions


def _fitted(
    x: Array, y: Array, how: Training, rounds: int, begin_at: Sequence[LogisticRegression] = ()
) -> LogisticRegression:
    """Fit on lines and, at the end of them, the names: one for each intent. Begins at the mean of others."""
    weight = np.ones(len(y))
    weight[-len(np.unique(y)) :] = how.name_weight
    regression = LogisticRegression(C=how.strength, max_iter=rounds, tol=1e-3, warm_start=True)
    if begin_at:
        regression.coef_ = np.mean([other.coef_ for other in begin_at], axis=0)
        regression.intercept_ = np.mean([other.intercept_ for other in begin_at], axis=0)
    return regression.fit(x, y, sample_weight=weight)


def _of_all_classes(fitted: LogisticRegression) -> tuple[Array, Array]:
    """Weights and bias with a row for each class, also where two classes share one."""
    if len(fitted.classes_) > 2:
        return fitted.coef_, fitted.intercept_
    return np.vstack([-fitted.coef_, fitted.coef_]) / 2, np.r_[-fitted.intercept_, fitted.intercept_] / 2


def _calibrated(
    x: Array, y: Array, vectors: Array, in_scope: Array, how: Training
) -> tuple[list[LogisticRegression], float, tuple[float, float]]:
    """The models that judged, the temperature, and the nearness below which a text is turned away with
    how sharp that limit is.

    Every line is judged by a model that has not seen it.
    """
    classes = np.arange(y.max() + 1)
    logits = np.zeros((len(y), len(classes)))
    near = np.zeros(len(y))
    lines, names = x[: len(y)], x[len(y) :]
    known = np.unique(y[in_scope])
    folds = []
    for seen, unseen in StratifiedKFold(how.folds, shuffle=True, random_state=0).split(lines, y):
        fitted = _fitted(np.vstack([lines[seen], names]), np.r_[y[seen], classes], how, _ROUNDS_OF_A_FOLD)
        folds.append(fitted)
        coefficients, bias = _of_all_classes(fitted)
        logits[unseen] = lines[unseen] @ coefficients.T + bias
        near[unseen] = _nearness(logits[unseen][:, known], vectors[unseen], vectors[seen][in_scope[seen]])

    def surprise(temperature: float) -> float:
        return float(-log_softmax(logits / temperature, axis=1)[np.arange(len(y)), y].mean())

    temperature = float(minimize_scalar(surprise, bounds=(0.2, 5), method="bounded").x)
    # Without a line that is out of scope, all that will be asked is in scope: nothing is turned away.
    limit = float("-inf") if in_scope.all() else float(np.quantile(near[in_scope], how.turned_away))
    return folds, temperature, (limit, float(near[in_scope].std() / 2))


def _nearness(logits: Array, vectors: Array, lines: Array) -> Array:
    """How much texts look in scope: the best logit, and the mean cosine to the nearest lines."""
    count = min(_NEAREST, len(lines))
    nearest = np.partition(vectors @ lines.T, -count, axis=1)[:, -count:]
    return logits.max(axis=1) + _COSINE_WEIGHT * nearest.mean(axis=1)
