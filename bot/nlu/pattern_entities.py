"""The pipeline's second extractor: Rasa's side of bot.nlu.patterns."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.patterns import Patterns


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternEntities(GraphComponent, EntityExtractorMixin):
    """Adds what has a shape, and the names that config.yml lists by kind, to a message's entities."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"names": {}}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PatternEntities:
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        self._patterns = Patterns(config["names"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [
                {"entity": one.kind, "start": one.start, "end": one.end, "value": one.value}
                for one in self._patterns.find(message.get(TEXT) or "")
            ]
            entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
            message.set(ENTITIES, entities, add_to_output=True)
        return messages
