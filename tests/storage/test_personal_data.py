"""Whatever table is added, what it holds of a conversation is erased with the conversation."""

from __future__ import annotations

from bot.storage.personal_data import OF_A_CONVERSATION
from bot.storage.tables import metadata


def test_every_table_that_names_a_conversation_is_erased_with_it() -> None:
    naming = {table.name for table in metadata.sorted_tables if "conversation_id" in table.c}
    assert {column.table.name for column in OF_A_CONVERSATION} == {*naming, "conversation"}
