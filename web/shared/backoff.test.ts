/** The rules of trying again: longer each time, within bounds, and spread. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffMs } from "./backoff.ts";

test("each try waits up to twice as long as the one before", () => {
  assert.deepEqual([1, 2, 3, 4].map((tries) => backoffMs(tries, 1)), [1_000, 2_000, 4_000, 8_000]);
});

test("no wait is longer than half a minute, however often it was tried", () => {
  assert.equal(backoffMs(6, 1), 30_000);
  assert.equal(backoffMs(5_000, 1), 30_000);
});

test("waits differ, by half at most, so that pages do not come back all at once", () => {
  assert.equal(backoffMs(3, 0), 2_000);
  assert.equal(backoffMs(3, 0.5), 3_000);
});
