/** One line at a time, in the order in which it is decided; and nothing is lost when the server refuses. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Inbox, type Line, type LineState, type Page, type TrainingApi } from "./inbox.ts";

function aLine(id: string, state: LineState = "open", label: string | null = null): Line {
  return {
    id, state, label, text: `text of ${id}`, guessed: "scam", confidence: 0.3, why: "unsure", labelled_by: null,
    conversation: null,
  };
}

/** A server that keeps what it is told, and refuses what it is told to refuse. */
class Server implements TrainingApi {
  readonly told: string[] = [];
  refuses: string | null = null;
  lines: readonly Line[];

  constructor(...lines: readonly Line[]) {
    this.lines = lines;
  }

  async trainingLines(state: LineState): Promise<Page> {
    const counts = { open: this.lines.length, labelled: 0, skipped: 0, exported: 0 };
    return { lines: this.lines.filter((line) => line.state === state), counts };
  }

  async labelLine(id: string, intent: string, text: string | null): Promise<Line> {
    this.#tell(`${id} as ${intent}${text === null ? "" : `: ${text}`}`);
    return aLine(id);
  }

  async skipLine(id: string): Promise<void> {
    this.#tell(`${id} skipped`);
  }

  async putLineBack(id: string): Promise<void> {
    this.#tell(`${id} back`);
  }

  #tell(what: string): void {
    if (what === this.refuses) throw new Error(what);
    this.told.push(what);
  }
}

async function anInbox(server: Server, state: LineState = "open"): Promise<{ inbox: Inbox; errors: unknown[] }> {
  const errors: unknown[] = [];
  const inbox = new Inbox(server, (error) => error !== null && errors.push(error));
  await inbox.show(state);
  return { inbox, errors };
}

test("a decision brings the next line at once and is sent in order", async () => {
  const server = new Server(aLine("a"), aLine("b"), aLine("c"));
  const { inbox } = await anInbox(server);
  inbox.label("thanks");
  inbox.skip();
  assert.equal(inbox.current?.id, "c");
  assert.deepEqual(inbox.counts, { open: 1, labelled: 1, skipped: 1, exported: 0 });
  await inbox.settled;
  assert.deepEqual(server.told, ["a as thanks", "b skipped"]);
});

test("the last decision is undone, and then the one before", async () => {
  const server = new Server(aLine("a"), aLine("b"));
  const { inbox } = await anInbox(server);
  inbox.label("thanks");
  inbox.skip();
  inbox.undo();
  inbox.undo();
  assert.equal(inbox.canUndo, false);
  await inbox.settled;
  assert.deepEqual(server.told, ["a as thanks", "b skipped", "b back", "a back"]);
  assert.deepEqual([inbox.current?.id, ...inbox.next.map(({ id }) => id)], ["a", "b"]);
  assert.equal(inbox.counts.open, 2);
});

test("a label that was changed is undone to what it was", async () => {
  const server = new Server(aLine("a", "labelled", "greet"));
  const { inbox } = await anInbox(server, "labelled");
  inbox.label("thanks", "in other words");
  inbox.undo();
  await inbox.settled;
  assert.deepEqual(server.told, ["a as thanks: in other words", "a as greet: text of a"]);
});

test("what the server refuses comes back, and is no decision to undo", async () => {
  const server = new Server(aLine("a"), aLine("b"));
  server.refuses = "a as thanks";
  const { inbox, errors } = await anInbox(server);
  inbox.label("thanks");
  await inbox.settled;
  assert.equal(errors.length, 1);
  assert.equal(inbox.current?.id, "a");
  assert.equal(inbox.canUndo, false);
  assert.equal(inbox.counts.open, 2);
});

test("with nothing left, no key does anything", async () => {
  const server = new Server();
  const { inbox } = await anInbox(server);
  inbox.label("thanks");
  inbox.skip();
  inbox.undo();
  await inbox.settled;
  assert.deepEqual(server.told, []);
});

test("more lines are read before the last are gone, and none twice", async () => {
  const many = Array.from({ length: 50 }, (_, at) => aLine(`line ${at}`));
  const server = new Server(...many);
  const { inbox } = await anInbox(server);
  for (let at = 0; at < 45; at += 1) inbox.skip();
  server.lines = [...many.slice(40), aLine("newer")];
  await inbox.settled;
  await new Promise((resolve) => setImmediate(resolve));
  const left: (string | undefined)[] = [];
  while (inbox.current !== null) {
    left.push(inbox.current.id);
    inbox.skip();
  }
  assert.deepEqual(left, ["line 45", "line 46", "line 47", "line 48", "line 49", "newer"]);
});
