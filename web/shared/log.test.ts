/** The rules of the log: order by sequence, each message once. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { MessageLog } from "./log.ts";
import type { Message } from "./messages.ts";

function aMessage(sequence: number): Message {
  return {
    sequence,
    author: "bot",
    agent_name: null,
    client_id: null,
    text: `message ${sequence}`,
    buttons: [],
    form: null,
    card: null,
    attachment: null,
    sent_at: "2026-11-24T12:00:00Z",
  };
}

const sequences = (log: MessageLog) => log.messages.map((message) => message.sequence);

test("an empty log asks for everything", () => {
  assert.equal(new MessageLog().lastSequence, 0);
});

test("a message that arrives by two ways is kept once", () => {
  const log = new MessageLog();
  log.add([aMessage(1), aMessage(2)]);
  assert.deepEqual(log.add([aMessage(2), aMessage(3), aMessage(3)]), [aMessage(3)]);
  assert.deepEqual(sequences(log), [1, 2, 3]);
});

test("a message that arrives late takes its place by sequence", () => {
  const log = new MessageLog();
  log.add([aMessage(1), aMessage(4)]);
  log.add([aMessage(3)]);
  assert.deepEqual(sequences(log), [1, 3, 4]);
  assert.equal(log.lastSequence, 4);
});
