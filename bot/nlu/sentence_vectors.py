"""The pipeline's featurizer: a vector for each message and, in training, for each intent's name."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import load_encoder
from bot.nlu.handles import without_handles


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectors(DenseFeaturizer, GraphComponent):
    """Adds the encoder's vector to the text of a message, and in training to the name of its intent.

    The hashes stand in config.yml, so that Rasa's training cache notices another encoder.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **DenseFeaturizer.get_default_config(),
            "weights_sha256": "",
            "vocabulary_sha256": "",
            "most_tokens": 64,
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectors:
        return cls(execution_context.node_name, config)

    def __init__(self, name: str, config: dict[str, Any]) -> None:
        super().__init__(name, config)
        self._encoder = load_encoder(
            config["weights_sha256"], config["vocabulary_sha256"], config["most_tokens"]
        )

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check: the hashes are, when the encoder is loaded."""

    def process(self, messages: list[Message]) -> list[Message]:
        with_text = [message for message in messages if message.get(TEXT)]
        rows = self._encoder.encode([without_handles(message.get(TEXT)) for message in with_text])
        for message, row in zip(with_text, rows, strict=True):
            self._add(message, TEXT, row[None])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        names = sorted(training_data.intents)
        rows = self._encoder.encode([name.replace("_", " ").lower() for name in names])
        vectors = dict(zip(names, rows, strict=True))
        for message in training_data.training_examples:
            if (name := message.get(INTENT)) in vectors:
                self._add(message, INTENT, vectors[name][None])
        return training_data

    def _add(self, message: Message, attribute: str, row: np.ndarray[Any, np.dtype[np.float32]]) -> None:
        origin = self._config[FEATURIZER_CLASS_ALIAS]
        message.add_features(Features(row, FEATURE_TYPE_SENTENCE, attribute, origin))
