/** Figures read as people say them, and days are those that were chosen. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { askedOf, dayAt, duration, NONE, plusDays, queryOf, searchOf, share } from "./figures.ts";

test("a time is said in its two largest units", () => {
  const said = [40, 59.6, 300, 3_570, 3_600, 5_400, 86_340, 86_400, 183_600].map(duration);
  assert.deepEqual(said, [
    "40 s", "1 min", "5 min", "1 h", "1 h", "1 h 30 min", "23 h 59 min", "1 d", "2 d 3 h",
  ]);
});

test("what there is nothing of has no figure", () => {
  assert.equal(duration(null), NONE);
  assert.equal(share(null), NONE);
  assert.equal(share(2 / 3), "67 %");
});

test("without an address one sees four weeks up to today", () => {
  assert.deepEqual(askedOf("", "2026-11-24"), { first: "2026-10-28", last: "2026-11-24", team: "", by: "day" });
});

test("an address says what is shown, and reads as it was written", () => {
  const asked = { first: "2026-11-01", last: "2026-11-30", team: "fraud", by: "week" } as const;
  assert.deepEqual(askedOf(searchOf(asked), "2026-11-24"), asked);
});

test("what is no day counts as not written", () => {
  const { first, last } = askedOf("?first=2026-99-99&last=soon", "2026-11-24");
  assert.deepEqual([first, last], ["2026-10-28", "2026-11-24"]);
});

test("the last day is in the report, also at the end of a month", () => {
  const asked = { first: "2026-02-28", last: "2026-02-28", team: "", by: "day" } as const;
  assert.equal(queryOf(asked), "from=2026-02-28&to=2026-03-01&by=day");
  assert.equal(plusDays("2024-02-28", 1), "2024-02-29");
});

test("today is the day on the wall here", () => {
  assert.equal(dayAt(new Date(2026, 0, 5, 23, 59)), "2026-01-05");
});
