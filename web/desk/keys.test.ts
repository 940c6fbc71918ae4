/** Keys: one or two of them make a command, and the sheet tells of every one. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { GROUPS, KeyReader } from "./keys.ts";

test("a key does what the sheet says", () => {
  for (const { keys, command } of GROUPS.flatMap(({ shortcuts }) => shortcuts)) {
    const reader = new KeyReader();
    const read = keys.split(" ").map((key) => reader.read(key, 0));
    assert.equal(read.at(-1), command, keys);
  }
});

test("no key stands for two things", () => {
  const all = GROUPS.flatMap(({ shortcuts }) => shortcuts.map(({ keys }) => keys));
  assert.equal(new Set(all).size, all.length);
  const firsts = all.filter((keys) => keys.includes(" ")).map((keys) => keys.split(" ")[0]);
  assert.deepEqual(all.filter((keys) => firsts.includes(keys)), []);
});

test("the first of two keys is forgotten after a while", () => {
  const reader = new KeyReader();
  assert.equal(reader.read("g", 0), null);
  assert.equal(reader.read("q", 5_000), null);
});

test("a second key that makes no pair stands for itself", () => {
  const reader = new KeyReader();
  reader.read("g", 0);
  assert.equal(reader.read("j", 100), "next");
});

test("other keys do nothing", () => {
  const reader = new KeyReader();
  for (const key of ["z", "Tab", "ArrowDown", "J", "1"]) assert.equal(reader.read(key, 0), null, key);
});
