/** A ledger action on its way: nothing happens unconfirmed, and what goes wrong is said and can be gone on with. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Problem, Unreachable } from "../../shared/problems.ts";
import { anAction } from "../test-builders.ts";
import type { ActionState, LedgerAction, WantedAction } from "../words.ts";
import { ActionFlow, type ActionsApi, type Asked } from "./flow.ts";

/** A ledger that answers with the states it is given, or refuses with an error. */
class Server implements ActionsApi {
  readonly wanted: WantedAction[] = [];
  readonly confirmed: string[] = [];
  answers: (ActionState | Error)[];

  constructor(...answers: (ActionState | Error)[]) {
    this.answers = answers;
  }

  async previewAction(_: string, wanted: WantedAction): Promise<LedgerAction> {
    this.wanted.push(wanted);
    return this.#answer();
  }

  async confirmAction(_: string, action: string): Promise<LedgerAction> {
    this.confirmed.push(action);
    return this.#answer();
  }

  #answer(): LedgerAction {
    const answer = this.answers.shift() ?? "done";
    if (answer instanceof Error) throw answer;
    return anAction({ state: answer });
  }
}

const CARD = { handle: "claim_7f3a", last_four: "XT2V" };

function aFlow(server: Server, asked: Asked = { kind: "freeze", card: CARD }): ActionFlow {
  return new ActionFlow(server, "a", asked, () => undefined);
}

test("nothing is confirmed by seeing what would happen", async () => {
  const server = new Server("draft");
  const flow = aFlow(server);
  await flow.preview("stolen", "");
  assert.equal(flow.step, "previewed");
  assert.deepEqual(server.confirmed, []);
});

test("what is confirmed is over, done or waiting", async () => {
  for (const state of ["done", "pending", "refused"] as const) {
    const flow = aFlow(new Server("draft", state));
    await flow.preview("stolen", "");
    await flow.confirm();
    assert.deepEqual([flow.step, flow.action?.state], ["over", state]);
  }
});

test("a pause is ended of nobody's card", async () => {
  const server = new Server("draft");
  await aFlow(server, { kind: "unlock", card: CARD }).preview("typed slowly", "");
  assert.equal(server.wanted[0]?.handle, undefined);
});

test("only an account that was written is sent", async () => {
  const server = new Server("draft", "draft");
  await aFlow(server, { kind: "move", card: CARD }).preview("hers", "");
  await aFlow(server, { kind: "move", card: CARD }).preview("hers", "alice");
  assert.deepEqual(server.wanted.map((wanted) => wanted.to_account), [undefined, "alice"]);
});

test("a refusal is said in the server's words, and one can try again", async () => {
  const flow = aFlow(new Server(new Problem(409, "The card is not active."), "draft"));
  await flow.preview("stolen", "");
  assert.deepEqual([flow.step, flow.problem, flow.isBusy], ["asking", "The card is not active.", false]);
  await flow.preview("stolen", "");
  assert.deepEqual([flow.step, flow.problem], ["previewed", ""]);
});

test("what got no answer is confirmed again as the same action", async () => {
  const server = new Server("draft", new Unreachable(null), "done");
  const flow = aFlow(server);
  await flow.preview("stolen", "");
  await flow.confirm();
  assert.equal(flow.step, "previewed");
  await flow.confirm();
  assert.equal(flow.step, "over");
  assert.equal(new Set(server.confirmed).size, 1);
});

test("what is agreed on but not done can be sent again", async () => {
  const flow = aFlow(new Server("draft", "decided", "done"));
  await flow.preview("stolen", "");
  await flow.confirm();
  assert.equal(flow.step, "previewed");
  await flow.confirm();
  assert.equal(flow.step, "over");
});

test("two presses at once are one", async () => {
  const server = new Server("draft");
  const flow = aFlow(server);
  await flow.preview("stolen", "");
  await Promise.all([flow.confirm(), flow.confirm()]);
  assert.equal(server.confirmed.length, 1);
});

test("one can go back to the reason, and not from what is over", async () => {
  const flow = aFlow(new Server("draft", "draft", "done"));
  await flow.preview("stolen", "");
  flow.back();
  assert.equal(flow.step, "asking");
  await flow.preview("stolen by a friend", "");
  await flow.confirm();
  flow.back();
  assert.equal(flow.step, "over");
});
