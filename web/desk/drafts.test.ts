/** Drafts: a note and a reply are never one another's, nor another conversation's. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "./drafts.ts";

test("a note that was begun is no reply", () => {
  const drafts = new Drafts();
  drafts.keep("a", "note", "watch out");
  assert.deepEqual(drafts.of("a"), { note: "watch out", reply: "" });
});

test("each conversation has its own", () => {
  const drafts = new Drafts();
  drafts.keep("a", "reply", "Hello");
  drafts.keep("b", "reply", "Good morning");
  assert.equal(drafts.of("a").reply, "Hello");
  assert.equal(drafts.of("c").reply, "");
});

test("what is empty again is let go of", () => {
  const drafts = new Drafts();
  drafts.keep("a", "reply", "Hello");
  drafts.keep("a", "reply", "");
  assert.deepEqual(drafts.begun, []);
});
