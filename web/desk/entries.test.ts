/** The log: messages by sequence, notes and moves by time between them, what is on its way at the end. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { aMessage, aMove, aNote } from "./test-builders.ts";
import { entriesOf, withMessages, type Entry, type Pending } from "./entries.ts";

const nothing = { messages: [], notes: [], moves: [], pending: [], hasOlder: false };
const keys = (entries: readonly Entry[]) =>
  entries.filter(({ kind }) => kind !== "day").map(({ key }) => key);

const A_REPLY: Pending = {
  clientId: "1",
  kind: "reply",
  text: "Hello",
  file: null,
  at: "2026-11-24T12:00:09Z",
  failed: false,
  problem: "",
};

test("a note stands between the messages of its time", () => {
  const entries = entriesOf({
    ...nothing,
    messages: [aMessage(1), aMessage(5)],
    notes: [aNote("n", "2026-11-24T12:00:03Z")],
  });
  assert.deepEqual(keys(entries), ["said 1", "note n", "said 5"]);
});

test("a move stands before what was said because of it", () => {
  const entries = entriesOf({
    ...nothing,
    messages: [aMessage(1), aMessage(2)],
    moves: [aMove("2026-11-24T12:00:02Z")],
  });
  assert.deepEqual(keys(entries), ["said 1", "move 0", "said 2"]);
});

test("a note from before the first loaded message waits for that", () => {
  const notes = [aNote("early", "2026-11-24T11:00:00Z"), aNote("late", "2026-11-24T13:00:00Z")];
  const told = { ...nothing, messages: [aMessage(7)], notes };
  assert.deepEqual(keys(entriesOf({ ...told, hasOlder: true })), ["said 7", "note late"]);
  assert.deepEqual(keys(entriesOf(told)), ["note early", "said 7", "note late"]);
});

test("what is on its way stands at the end, whatever the clock of this browser says", () => {
  const entries = entriesOf({
    ...nothing,
    messages: [aMessage(1)],
    pending: [{ ...A_REPLY, at: "2026-11-24T08:00:00Z" }],
  });
  assert.deepEqual(keys(entries), ["said 1", "pending 1"]);
});

test("somebody who goes on talking is named once", () => {
  const entries = entriesOf({ ...nothing, messages: [aMessage(1), aMessage(2), aMessage(3, { author: "bot" })] });
  const named = entries.flatMap((entry) => (entry.kind === "said" ? [!entry.continued] : []));
  assert.deepEqual(named, [true, false, true]);
});

test("another agent's reply is named", () => {
  const messages = [aMessage(1, { author: "agent", agent: "Ada" }), aMessage(2, { author: "agent", agent: "Sam" })];
  const entries = entriesOf({ ...nothing, messages });
  assert.deepEqual(entries.flatMap((entry) => (entry.kind === "said" ? [entry.continued] : [])), [false, false]);
});

test("a day is named before its first line", () => {
  const messages = [aMessage(1, { sent_at: "2026-11-22T12:00:00Z" }), aMessage(2)];
  const kinds = entriesOf({ ...nothing, messages }).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["day", "said", "day", "said"]);
});

test("every key is there once", () => {
  const moves = [aMove("2026-11-24T12:00:02Z"), aMove("2026-11-24T12:00:02Z")];
  const all = entriesOf({ ...nothing, messages: [aMessage(1), aMessage(3)], moves, pending: [A_REPLY] });
  assert.equal(new Set(all.map(({ key }) => key)).size, all.length);
});

test("a message that arrives by two ways is shown once, in its place", () => {
  const merged = withMessages([aMessage(1), aMessage(3)], [aMessage(3), aMessage(2)]);
  assert.deepEqual(merged.map(({ sequence }) => sequence), [1, 2, 3]);
});
