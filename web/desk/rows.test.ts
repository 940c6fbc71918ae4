/** The list: an order without doubles, and a selection that stays where the work is. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { aRow } from "./test-builders.ts";
import { around, selectedAfter, stepped, withPage, withRow } from "./rows.ts";
import type { Row } from "./words.ts";

const rows = (...ids: string[]) => ids.map((id) => aRow(id));
const ids = (list: readonly Row[]) => list.map(({ id }) => id);

test("a further page stands after those before", () => {
  assert.deepEqual(ids(withPage(rows("a", "b"), rows("c", "d"))), ["a", "b", "c", "d"]);
});

test("a conversation that moved to a later page between two reads is shown once", () => {
  assert.deepEqual(ids(withPage(rows("a", "b"), rows("a", "c"))), ["b", "a", "c"]);
});

test("a row that a move has made anew takes the place of the old one", () => {
  const taken = aRow("b", { owner: "agent", version: 2 });
  assert.equal(withRow(rows("a", "b"), taken)[1], taken);
});

test("an answer that comes late does not undo what is newer", () => {
  const [shown] = withRow([aRow("a", { version: 3 })], aRow("a", { version: 2 }));
  assert.equal(shown?.version, 3);
});

test("a row of another list is not put into this one", () => {
  assert.deepEqual(ids(withRow(rows("a"), aRow("z"))), ["a"]);
});

test("the selection stays with its conversation wherever that goes", () => {
  assert.equal(selectedAfter(rows("a", "b", "c"), rows("c", "b", "a"), "b"), "b");
});

test("when the selected one leaves the list, the next takes its place", () => {
  assert.equal(selectedAfter(rows("a", "b", "c"), rows("a", "c"), "b"), "c");
  assert.equal(selectedAfter(rows("a", "b"), rows("a"), "b"), "a");
  assert.equal(selectedAfter(rows("a"), [], "a"), null);
});

test("j begins at the top and k at the bottom, and both stop at the ends", () => {
  const list = rows("a", "b", "c");
  assert.equal(stepped(list, null, 1), "a");
  assert.equal(stepped(list, null, -1), "c");
  assert.equal(stepped(list, "b", 1), "c");
  assert.equal(stepped(list, "c", 1), "c");
  assert.equal(stepped(list, "a", -1), "a");
  assert.equal(stepped([], null, 1), null);
});

test("what was found stays found when it changes", () => {
  const found = { ...aRow("a"), found_in: "note" as const, snippet: "the receipt" };
  const [shown] = withRow([found], aRow("a", { version: 2, owner: "agent" }));
  assert.deepEqual(shown, { ...aRow("a", { version: 2, owner: "agent" }), found_in: "note", snippet: "the receipt" });
});

test("the words are set apart from what stands around them, in any letters", () => {
  assert.deepEqual(around("See the Receipt of Monday", " the  receipt "), ["See ", "the Receipt", " of Monday"]);
  assert.deepEqual(around("Card ending 7F3A", "receipt"), ["Card ending 7F3A", "", ""]);
});
