/** The address: it leads back to where one was, and names no customer. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { FIRST_VIEW } from "./api.ts";
import { fragmentOf, placeOf } from "./place.ts";

const AN_ID = "0123456789abcdef0123456789abcdef";

test("what is written leads back", () => {
  const place = { listed: { ...FIRST_VIEW, view: "breached", topic: "scam" }, conversation: AN_ID, approvals: false } as const;
  assert.deepEqual(placeOf(fragmentOf(place)), place);
});

test("what waits for approval is a place of its own", () => {
  const place = { listed: FIRST_VIEW, conversation: AN_ID, approvals: true } as const;
  assert.deepEqual(placeOf(fragmentOf(place)), place);
});

test("an address without a place is the queue", () => {
  assert.deepEqual(placeOf(""), { listed: FIRST_VIEW, conversation: null, approvals: false });
});

test("what is no view and no id is not believed", () => {
  assert.deepEqual(placeOf("#view=secrets&open=../../me"), { listed: FIRST_VIEW, conversation: null, approvals: false });
});

test("what was searched for is in no address", () => {
  assert.ok(!fragmentOf({ listed: { ...FIRST_VIEW, query: "alice" }, conversation: null, approvals: false }).includes("alice"));
});
