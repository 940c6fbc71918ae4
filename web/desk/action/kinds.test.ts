/** What is offered for a card, and which actions tell something. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { aCardBrief, anAction } from "../test-builders.ts";
import type { Brief } from "../words.ts";
import { mayUnlock, othersOf, toldOf } from "./kinds.ts";

test("what is suggested is not offered a second time", () => {
  assert.deepEqual(othersOf(aCardBrief("active", "freeze")), ["reissue"]);
  assert.deepEqual(othersOf(aCardBrief("active", null)), ["freeze", "reissue"]);
});

test("nothing is offered for a code without a card, or a card that is gone", () => {
  for (const state of [null, "cancelled", "expired"]) assert.deepEqual(othersOf(aCardBrief(state, null)), []);
});

test("a pause can be ended while there is one, and by one button", () => {
  const brief: Brief = {
    signed_in: true, claim: null, mismatch: false, locked_until: null, cautions: [], cards: [], steps: [], missing: [],
    advice: null,
  };
  const until = "2026-11-24T12:00:00Z";
  assert.equal(mayUnlock(brief), false);
  assert.equal(mayUnlock({ ...brief, locked_until: until }), true);
  const suggested = { ...brief, locked_until: until, cards: [aCardBrief("active", "unlock")] };
  assert.equal(mayUnlock(suggested), false);
});

test("a question that nobody confirmed is not told of; what waited in vain is", () => {
  const actions = [
    anAction({ id: "asked", state: "draft" }),
    anAction({ id: "dropped", state: "expired" }),
    anAction({ id: "waited", state: "expired", needs_second: true }),
    anAction({ id: "done", state: "done" }),
  ];
  assert.deepEqual(toldOf(actions).map(({ id }) => id), ["done", "waited"]);
});
