/** What somebody is told who waits for a person: what is known, and never an estimate as a promise. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { waitingSays } from "./texts.ts";

const NOW = new Date("2026-11-24T12:00:00");

test("who waits is told how many are ahead, by when they are answered and how long it took others", () => {
  const says = waitingSays({ ahead: 3, estimate_min: 20, answer_by: "2026-11-24T16:30:00" }, NOW);
  assert.equal(says[0], "3 people are ahead of you.");
  assert.match(says[1] ?? "", /^A person answers by (today, )?.*4:30.*\.$/);
  assert.equal(says[2], "Usually about 20 minutes today.");
});

test("who is next is told so", () => {
  const says = waitingSays({ ahead: 0, estimate_min: 1, answer_by: null }, NOW);
  assert.deepEqual(says, ["You are next.", "Usually about a minute today."]);
  assert.deepEqual(waitingSays({ ahead: 1, estimate_min: null, answer_by: null }, NOW), [
    "One person is ahead of you.",
  ]);
});

test("a time that is past is not promised again", () => {
  const says = waitingSays({ ahead: 2, estimate_min: null, answer_by: "2026-11-24T11:00:00" }, NOW);
  assert.deepEqual(says, ["2 people are ahead of you.", "It is taking longer than we said. You keep your place."]);
});

test("nothing is said of what is not known", () => {
  assert.deepEqual(waitingSays({ ahead: null, estimate_min: null, answer_by: null }, NOW), []);
});
