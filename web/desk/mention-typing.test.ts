/** A name is offered where an @ begins one, and nowhere else. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { namingAt } from "./mention-typing.ts";

const COLLEAGUES = ["Ann", "Ben Carter", "Bea"];
const named = (text: string) => namingAt(text, text.length, COLLEAGUES)?.names ?? [];

test("an @ offers everybody, and letters after it those who go on so", () => {
  assert.deepEqual(named("@"), COLLEAGUES);
  assert.deepEqual(named("please ask @b"), ["Ben Carter", "Bea"]);
  assert.deepEqual(named("(@ben c"), ["Ben Carter"]);
});

test("an address, a finished name and a name long past offer nobody", () => {
  assert.deepEqual(named("write to a@b"), []);
  assert.deepEqual(named("@Ann "), []);
  assert.deepEqual(named("@Ben has seen it"), []);
});

test("what counts is where the cursor is", () => {
  assert.deepEqual(namingAt("@be and Ann", 3, COLLEAGUES), { start: 0, names: ["Ben Carter", "Bea"] });
  assert.equal(namingAt("@be and Ann", 11, COLLEAGUES), null);
});
