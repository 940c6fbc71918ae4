/** The rules of what a customer keeps of a conversation. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { fileNameOf, transcriptOf } from "./transcript.ts";

test("each message says who wrote it and when, in the order of the log", () => {
  const written = transcriptOf(
    "Giftline",
    [
      { sentAt: "2026-11-24T12:00:00", by: "You", text: "Code ending XT2V" },
      { sentAt: "2026-11-24T12:01:00", by: "Giftline", text: "1. First\n2. Second" },
    ],
    "en-GB",
  );
  assert.equal(
    written,
    "Giftline\n\nYou, 24 Nov 2026, 12:00\nCode ending XT2V\n\nGiftline, 24 Nov 2026, 12:01\n1. First\n2. Second\n",
  );
});

test("the file is called by the day", () => {
  assert.equal(fileNameOf(new Date(2026, 0, 5)), "giftline-2026-01-05.txt");
});
