"""What an agent writes in the Slack thread of a conversation: a note, or a reply where that is agreed on.

It is a reply only in a channel whose team wants it so, from whoever has the conversation, and only if they
had it already when they wrote. Slack may deliver a message a second time, and minutes later: then a note of
before they took it must not go to the customer.
"""

from __future__ import annotations

from enum import StrEnum

from bot.agents.agent import Agent
from bot.conversations.conversation import Conversation, Owner
from bot.ports import UnitOfWork, Work
from bot.services.move_conversation import held_for_desk
from bot.services.write_to_conversation import ReplyToCustomer, WriteNote, client_id_of
from bot.slack.incoming import SlackMessage
from bot.slack.threads import Thread


class Written(StrEnum):
    NOTE = "note"
    REPLY = "reply"


class WriteFromThread:
    def __init__(self, unit_of_work: UnitOfWork, reply: ReplyToCustomer, note: WriteNote) -> None:
        self._unit_of_work = unit_of_work
        self._reply = reply
        self._note = note

    def __call__(self, thread: Thread, message: SlackMessage, agent: Agent) -> Written:
        """Which of the two it became. Delivered again it is the same, and nothing new.

        Raises NotYours if somebody else has the conversation by now, with nothing sent or noted; EmptyMessage
        and MessageTooLong for the text; NoSuchConversation.
        """
        own_id = client_id_of(agent.id, message.client_id)
        with self._unit_of_work() as work:
            conversation = held_for_desk(work, thread.conversation)
            # First, so that no worker finds it in the log and not here: it would post it a second time.
            work.slack.written_there(thread, own_id, message.ts)
            is_note = work.desk.find_note(conversation.id, agent.id, own_id) is not None
            is_reply = work.conversations.find_client_message(conversation.id, own_id) is not None
            answers = replies_in_thread(work, thread) and _had_it(work, conversation, agent, message)
        if is_reply or (answers and not is_note):
            self._reply(conversation.id, agent, message.client_id, message.text)
            return Written.REPLY
        self._note(conversation.id, agent, message.client_id, message.text)
        return Written.NOTE


def replies_in_thread(work: Work, thread: Thread) -> bool:
    """Whether the team of the channel wants what is written in its threads to go to customers."""
    here = (thread.place.workspace, thread.place.channel)
    return any(
        channel.replies_in_thread
        for channel in work.slack.channels()
        if (channel.workspace, channel.channel) == here
    )


def _had_it(work: Work, conversation: Conversation, agent: Agent, message: SlackMessage) -> bool:
    """Whether the agent has it, and had it when they wrote."""
    if conversation.owner is not Owner.AGENT or conversation.agent != agent.id:
        return False
    last_move = work.desk.moves(conversation.id)[-1]
    return last_move.at <= message.written_at
