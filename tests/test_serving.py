"""What the server's own socket has to be like."""

from __future__ import annotations

import socket
from pathlib import Path

from bot.serving import listen
from bot.settings import Settings


def test_no_part_of_an_answer_waits_for_the_one_before_to_be_confirmed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, host="127.0.0.1", port=0, database_url=None, pepper="p" * 32)
    with listen(settings) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
