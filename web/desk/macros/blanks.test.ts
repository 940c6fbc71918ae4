/** Macros: found by a few words, and never sent with something left to fill in. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Macro } from "../words.ts";
import { blanksOf, matching, partsOf } from "./blanks.ts";

test("what is not known stands in braces, and is found where it stands", () => {
  const text = "This is ticket {ticket}, answered {answer_by}.";
  const found = blanksOf(text);
  assert.deepEqual(found.map((blank) => blank.text), ["{ticket}", "{answer_by}"]);
  for (const blank of found) assert.equal(text.slice(blank.start, blank.end), blank.text);
});

test("other braces are nobody's blanks", () => {
  for (const text of ["", "{}", "{ ticket }", "{Ticket}", "{1}", "a { b"]) assert.deepEqual(blanksOf(text), [], text);
});

test("the parts of a text are the text", () => {
  for (const text of ["", "none", "{ticket}", "a {ticket}{case} b", "{ticket} {ticket}"]) {
    assert.equal(partsOf(text).map((part) => part.text).join(""), text);
  }
});

function aMacro(id: string, title: string, text: string): Macro {
  return { id, title, text, case: null, missing: [] };
}

test("every word has to be there, and those with it in the title come first", () => {
  const macros = [
    aMacro("a", "Hello", "I look at the card."),
    aMacro("b", "The card", "Hello again."),
    aMacro("c", "Refund", "No."),
  ];
  const found = (query: string) => matching(macros, query).map(({ id }) => id);
  assert.deepEqual(found(""), ["a", "b", "c"]);
  assert.deepEqual(found("CARD"), ["b", "a"]);
  assert.deepEqual(found("hello card"), ["a", "b"]);
  assert.deepEqual(found("hello refund"), []);
});
