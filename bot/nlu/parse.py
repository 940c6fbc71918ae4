"""Parses texts with a trained model: `python -m bot.nlu.parse MODEL`, a JSON string a line in and
a JSON object a line out, with the milliseconds it took. Started by bot/channels/nlu_parse.py; texts
arrive redacted."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

from rasa.core.agent import Agent


def main() -> None:
    # Rasa logs to stdout; the answers keep it to themselves.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    agent = Agent.load(sys.argv[1])
    loop = asyncio.new_event_loop()
    for line in sys.stdin:
        text = json.loads(line)
        started = time.perf_counter()
        parsed = loop.run_until_complete(agent.parse_message(text))
        took_ms = (time.perf_counter() - started) * 1000
        print(
            json.dumps(
                {
                    "intent": parsed["intent"]["name"],
                    "confidence": parsed["intent"]["confidence"],
                    "entities": [
                        {"type": entity["entity"], "value": entity["value"]} for entity in parsed["entities"]
                    ],
                    "ranking": [[one["name"], one["confidence"]] for one in parsed["intent_ranking"]],
                    "took_ms": took_ms,
                }
            ),
            file=answers,
            flush=True,
        )


if __name__ == "__main__":
    main()
