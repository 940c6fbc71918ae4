/** The rules of writing a code as it is printed, while it is typed or pasted in any way. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  asPrinted,
  codeWithin,
  formsInWords,
  lengthsInWords,
  lettersAndDigits,
  missingOf,
  placeAfter,
  progressOf,
  type CodeForms,
} from "./code-format.ts";

const TWO_FORMS: CodeForms = [
  [4, 6, 4],
  [4, 6, 5],
];
const ONE_FORM: CodeForms = [[4, 4, 4, 4]];

test("spaces, case, dashes and full-width letters make no difference", () => {
  for (const typed of [
    "aq3d 7klm9p xt2v",
    "AQ3D7KLM9PXT2V",
    " aq3d-7klm9p\n-xt2v ",
    "AQ3D–7KLM9P–XT2V",
    "ＡＱ３Ｄ７ＫＬＭ９ＰＸＴ２Ｖ",
    "aq3d\u200b7klm9p\u200bxt2v",
  ]) {
    assert.equal(lettersAndDigits(typed), "AQ3D7KLM9PXT2V");
    assert.equal(asPrinted(typed, TWO_FORMS), "AQ3D-7KLM9P-XT2V");
  }
});

test("a hyphen comes with the first letter after a group, so that it can be taken back", () => {
  const shown = ["a", "aq3d", "aq3d7", "aq3d7klm9p", "aq3d7klm9px"];
  assert.deepEqual(
    shown.map((typed) => asPrinted(typed, TWO_FORMS)),
    ["A", "AQ3D", "AQ3D-7", "AQ3D-7KLM9P", "AQ3D-7KLM9P-X"],
  );
});

test("a code of the longer form is grouped by that form", () => {
  assert.equal(asPrinted("dt6w3pjk5h9rxf7", TWO_FORMS), "DT6W-3PJK5H-9RXF7");
});

test("each brand's codes are grouped as that brand prints them", () => {
  assert.equal(asPrinted("aq3d7klm9pxt2v44", ONE_FORM), "AQ3D-7KLM-9PXT-2V44");
});

test("what is longer than a code stays as it was typed, words around it and all", () => {
  const copied = "Claim code: aq3d-7klm9p-xt2v (keep it safe)";
  assert.equal(asPrinted(copied, TWO_FORMS), copied);
});

test("nothing typed is nothing shown", () => {
  assert.equal(asPrinted("", TWO_FORMS), "");
  assert.equal(asPrinted("🎁 – ", TWO_FORMS), "");
});

test("the cursor stays behind the letter that was typed last", () => {
  assert.deepEqual(
    [0, 4, 5, 14, 99].map((count) => placeAfter("AQ3D-7KLM9P-XT2V", count)),
    [0, 4, 6, 16, 16],
  );
});

test("progress says whether a code is begun, whole or too long", () => {
  const typed = ["", "--", "aq3d", "aq3d7klm9pxt2", "aq3d7klm9pxt2v", "aq3d7klm9pxt2v4", "aq3d7klm9pxt2v44"];
  assert.deepEqual(
    typed.map((one) => progressOf(one, TWO_FORMS)),
    ["none", "none", "short", "short", "whole", "whole", "long"],
  );
});

test("the format in words names each length once", () => {
  assert.equal(lengthsInWords(TWO_FORMS, "en"), "14 or 15");
  assert.equal(lengthsInWords(ONE_FORM, "en"), "16");
  assert.equal(lengthsInWords([[4, 6], [5, 5]], "en"), "10");
  assert.equal(formsInWords(TWO_FORMS, "en"), "\u20664\u20116\u20114\u2069 or \u20664\u20116\u20115\u2069");
});

test("a code is found among the words it was copied with", () => {
  for (const copied of [
    "Claim code: aq3d-7klm9p-xt2v (keep it safe)",
    "Your gift card\nAQ3D 7KLM9P XT2V\n$25.00",
    "code=AQ3D7KLM9PXT2V",
    "AQ3D – 7KLM9P – XT2V",
    "aq3d-7klm9p-xt2v, again: AQ3D7KLM9PXT2V",
  ]) {
    assert.equal(codeWithin(copied, TWO_FORMS), "AQ3D7KLM9PXT2V");
  }
});

test("of two codes, of words and of part of something longer none is taken", () => {
  for (const copied of [
    "AQ3D-7KLM9P-XT2V and DT6W-3PJK5H-9RXF7",
    "that cannot find",
    "AQ3D-7KLM9P",
    "order 00112233445566778899",
    "",
  ]) {
    assert.equal(codeWithin(copied, TWO_FORMS), null);
  }
});

test("what is missing is counted to the shortest code, what is too much from the longest", () => {
  assert.deepEqual([11, 13, 14, 15, 17].map((count) => missingOf(count, TWO_FORMS)), [3, 1, 0, 0, -2]);
});
