/** The rules of what stands in for a picture of an agent. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { initials } from "./initials.ts";

test("a picture has the first letters of the first and the last name, whatever they are written in", () => {
  assert.deepEqual(
    ["Ada Lovelace", "ada", " Jean  Luc de Groot ", "अदा", "𝒜da Q", ""].map(initials),
    ["AL", "A", "JG", "अ", "𝒜Q", ""],
  );
});
