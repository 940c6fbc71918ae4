/** How the plain text of an answer is read. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { readBlocks } from "./text.ts";

test("a blank line starts a new paragraph, a single line break does not", () => {
  assert.deepEqual(readBlocks("First.\nStill first.\n\nSecond."), [
    { kind: "paragraph", text: "First.\nStill first." },
    { kind: "paragraph", text: "Second." },
  ]);
});

test("numbered lines are steps, also with blank lines between them", () => {
  assert.deepEqual(readBlocks("Do this:\n1. Sign in.\n2. Enter the code.\n\n3. Done."), [
    { kind: "paragraph", text: "Do this:" },
    { kind: "steps", start: 1, items: ["Sign in.", "Enter the code.", "Done."] },
  ]);
});

test("steps that begin again are a list of their own", () => {
  assert.deepEqual(readBlocks("1. One.\n\n1. Another one."), [
    { kind: "steps", start: 1, items: ["One."] },
    { kind: "steps", start: 1, items: ["Another one."] },
  ]);
});

test("lines with a dash are a list, and an indented line goes on with its item", () => {
  assert.deepEqual(readBlocks("- the receipt\n  or a photo of it\n- the card"), [
    { kind: "list", items: ["the receipt\nor a photo of it", "the card"] },
  ]);
});

test("a year at the start of a line is no step", () => {
  assert.deepEqual(readBlocks("2026. That is the year."), [
    { kind: "paragraph", text: "2026. That is the year." },
  ]);
});

test("markup stays text", () => {
  assert.deepEqual(readBlocks("<b>bold</b>"), [{ kind: "paragraph", text: "<b>bold</b>" }]);
});
