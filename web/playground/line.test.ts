import assert from "node:assert/strict";
import { test } from "node:test";

import { lineFor } from "./line.ts";

test("the line has what was chosen, and nothing that was not", () => {
  assert.equal(
    lineFor("https://chat.example.com", "my-shop", { theme: "dark" }),
    '<script async src="https://chat.example.com/giftline.js" data-site="my-shop" data-theme="dark"></script>',
  );
});

test("a value cannot end its attribute", () => {
  assert.match(lineFor("https://c.example", "s", { accent: '"><b>' }), /data-accent="&quot;>&lt;b>"/);
});
