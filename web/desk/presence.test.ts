/** What is heard of others is believed for as long as the server said, and no longer. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Companies, NOBODY } from "./presence.ts";
import type { Company } from "./words.ts";

const SAM_WRITES: Company = {
  id: "c",
  agents: [
    { id: "ada", name: "Ada", state: "viewing", for_s: 8 },
    { id: "sam", name: "Sam", state: "writing", for_s: 5 },
  ],
  customer_writes_for_s: 3,
};

test("an agent sees the others and not themselves", () => {
  const companies = new Companies();
  companies.hear(SAM_WRITES, 0);
  assert.deepEqual(companies.others("c", "ada", 0), { writing: ["Sam"], viewing: [], customerWrites: true });
  assert.deepEqual(companies.others("c", "sam", 0), { writing: [], viewing: ["Ada"], customerWrites: true });
  assert.deepEqual(companies.others("another", "ada", 0), NOBODY);
});

test("who is not heard of again has left", () => {
  const companies = new Companies();
  companies.hear(SAM_WRITES, 0);
  assert.equal(companies.nextEndMs("c", 0), 3_000);
  assert.deepEqual(companies.others("c", "ada", 3_000), { writing: ["Sam"], viewing: [], customerWrites: false });
  assert.equal(companies.nextEndMs("c", 3_000), 5_000);
  assert.deepEqual(companies.others("c", "ada", 5_000), NOBODY);
  assert.equal(companies.nextEndMs("c", 8_000), null);
});

test("who has left is gone at once", () => {
  const companies = new Companies();
  companies.hear(SAM_WRITES, 0);
  companies.hear({ id: "c", agents: [], customer_writes_for_s: 0 }, 1_000);
  assert.deepEqual(companies.others("c", "ada", 1_000), NOBODY);
});
