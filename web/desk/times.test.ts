/** Times: how long somebody waits, and how an answer stands that is promised. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { due, since } from "./times.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");
const BEGUN = "2026-11-24T11:00:00Z";

test("a wait is told in its largest unit", () => {
  assert.equal(since("2026-11-24T11:59:30Z", NOON), "now");
  assert.equal(since("2026-11-24T11:56:00Z", NOON), "4 min");
  assert.equal(since("2026-11-24T09:30:00Z", NOON), "2 h");
  assert.equal(since("2026-11-20T12:00:00Z", NOON), "4 d");
});

test("a clock that runs ahead makes nobody wait since tomorrow", () => {
  assert.equal(since("2026-11-24T12:01:00Z", NOON), "now");
});

test("an answer is due soon in the last quarter of its time", () => {
  assert.equal(due("2026-11-24T13:00:00Z", BEGUN, false, NOON).urgency, "fine");
  assert.equal(due("2026-11-24T12:20:00Z", BEGUN, false, NOON).urgency, "soon");
});

test("an answer whose time is over is late, and says by how much", () => {
  assert.deepEqual(due("2026-11-24T11:50:00Z", BEGUN, false, NOON), { urgency: "late", text: "10 min late", spent: 1 });
});

test("what the server calls breached is late, whatever this clock says", () => {
  assert.equal(due("2026-11-24T13:00:00Z", BEGUN, true, NOON).urgency, "late");
});

test("the last minute is not called none", () => {
  assert.equal(due("2026-11-24T12:00:20Z", BEGUN, false, NOON).text, "1 min left");
});
