"""The engine's own check that no claim code reaches it: first in the pipeline, so before the tracker.

Rasa stores a message only after it was parsed. What this refuses is neither parsed nor stored, the engine
answers with nothing, and the app apologises. The app hides codes before; this is for the day it does not.
"""

from __future__ import annotations

import json
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


class CodeRefused(RasaException):
    """Holds nothing of the message."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LeakGuard(GraphComponent):
    """Refuses a message whose text or metadata has one of `shapes`, which are patterns in any case."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"shapes": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LeakGuard:
        return cls(config["shapes"])

    def __init__(self, shapes: list[str]) -> None:
        self._shapes = [re.compile(shape, re.IGNORECASE) for shape in shapes]

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            metadata = json.dumps(message.get("metadata"), ensure_ascii=False, default=str)
            if any(
                shape.search(said) for shape in self._shapes for said in (message.get(TEXT) or "", metadata)
            ):
                raise CodeRefused("a message in the shape of a claim code was refused")
        return messages
