"""Rasa's own socket.io channel, as `rasa run` serves it, with a stand-in for the assistant behind it.

Run by the engine's Python, which has Rasa: `engine/.venv/bin/python benchmarks/rasa_channel.py PORT`. It
confirms sessions and answers at once, so whoever is measured against it waits for no model.
"""

from __future__ import annotations

import sys

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.socketio import SocketIOInput
from rasa.core.run import configure_app


class StandIn:
    """What the channel takes for Rasa's agent."""

    async def handle_message(self, message: UserMessage) -> None:
        await message.output_channel.send_text_message(message.sender_id, "All right.")


def main(port: int) -> None:
    channel = SocketIOInput.from_credentials({})
    app = configure_app([channel], cors="*", enable_api=False)
    app.ctx.agent = StandIn()
    app.run(host="127.0.0.1", port=port, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
