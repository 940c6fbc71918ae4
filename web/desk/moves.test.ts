/** Moves: what an agent is offered is what the server would do. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ADA, aRow, SAM } from "./test-builders.ts";
import { movesOf } from "./moves.ts";

const hers = aRow("a", { owner: "agent", agent: { id: "ada", name: "Ada" } });

test("who has a conversation can give it away, and need not take it", () => {
  assert.deepEqual(movesOf(hers, ADA), ["return", "transfer", "close"]);
});

test("what a colleague has is theirs, except for a supervisor", () => {
  assert.deepEqual(movesOf(hers, { ...ADA, id: "ben" }), []);
  assert.ok(movesOf(hers, SAM).includes("take"));
});

test("what the bot has can be neither returned nor passed on", () => {
  assert.deepEqual(movesOf(aRow("a", { owner: "bot" }), ADA), ["take", "close"]);
});

test("what is closed can only be taken", () => {
  assert.deepEqual(movesOf(aRow("a", { owner: "closed" }), ADA), ["take"]);
});
