/** How long the desk waits before it tries the line again. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { waitBefore } from "./events.ts";

test("each wait may be twice as long as the one before, up to half a minute", () => {
  const longest = [0, 1, 2, 3, 20].map((tries) => waitBefore(tries, 1));
  assert.deepEqual(longest, [1_000, 2_000, 4_000, 8_000, 30_000]);
});

test("desks that broke off together come back apart, and none at once", () => {
  assert.equal(waitBefore(3, 0), 4_000);
  assert.notEqual(waitBefore(3, 0.2), waitBefore(3, 0.7));
});
