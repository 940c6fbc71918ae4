"""The pipeline's classifier: Rasa's side of bot.nlu.intent_model."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_model import IntentModel, Training, Verdict, train
from bot.nlu.sentence_vectors import SentenceVectors

_FILE = "intents.npz"
_RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaClassifier, GraphComponent):
    """Sets the intent and the ranking; `nlu_fallback`, with the ranking behind it, if none fits."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SentenceVectors]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return asdict(Training())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder / _FILE))

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None,
    ) -> None:
        self._how = Training(**{name: config[name] for name in asdict(Training())})
        self._storage = model_storage
        self._resource = resource
        self._model = model

    def train(self, training_data: TrainingData) -> Resource:
        lines = [line for line in training_data.intent_examples if line.get(TEXT)]
        self._model = train(
            [line.get(TEXT) for line in lines],
            np.vstack([_vector(line, TEXT) for line in lines]),
            [line.get(INTENT) for line in lines],
            {line.get(INTENT): _vector(line, INTENT) for line in lines},
            self._how,
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._model is None or not message.get(TEXT):
                continue
            ranking = _as_rasa_says(self._model.judge(message.get(TEXT), _vector(message, TEXT)))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:_RANKING_LENGTH], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """As it is: nothing in our pipeline learns from predicted intents."""
        return training_data


def _as_rasa_says(verdict: Verdict) -> list[dict[str, Any]]:
    ranking = list(verdict.ranking)
    if verdict.is_out_of_scope:
        ranking.insert(0, (DEFAULT_NLU_FALLBACK_INTENT_NAME, verdict.out_of_scope))
    return [{"name": name, "confidence": confidence} for name, confidence in ranking]


def _vector(message: Message, attribute: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    _, sentence = message.get_dense_features(attribute)
    row: np.ndarray[Any, np.dtype[np.float32]] = sentence.features[0]
    return row
