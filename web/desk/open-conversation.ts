/**
 * The conversation that is open on the desk: what was said and noted, what is on its way, and its moves.
 * Nothing is drawn here. What an agent sends is shown at once and replaced by what the server has stored.
 */
import { newClientId } from "../shared/client-id.ts";
import { Problem } from "../shared/problems.ts";
import type { DeskApi, Receiver } from "./api.ts";
import type { Kind } from "./drafts.ts";
import { entriesOf, withMessages, type Entry, type Pending } from "./entries.ts";
import { NO_ANSWER } from "./texts.ts";
import type { Brief, LedgerAction, Rating, Row, Said, Story } from "./words.ts";

const AT_ONCE = 200;
/** Higher than any sequence: the last messages are those before it. */
const AFTER_ALL = 2 ** 31 - 1;

export type MoveAsked =
  | { readonly move: "take" }
  | { readonly move: "return" | "close"; readonly reason: string }
  | { readonly move: "transfer"; readonly to: Receiver; readonly reason: string };

export class OpenConversation {
  readonly id: string;
  readonly #api: DeskApi;
  readonly #changed: () => void;
  #row: Row;
  #story: Story | null = null;
  #messages: readonly Said[] = [];
  #pending: readonly Pending[] = [];
  #hasOlder = false;
  #loading = true;
  #loadingOlder = false;
  #brief: Brief | null = null;
  #actions: readonly LedgerAction[] = [];
  #rating: Rating | null = null;
  /** What this agent said that messages mean, by their sequence. */
  #labels: ReadonlyMap<number, string> = new Map();
  #problem = "";
  #entries: readonly Entry[] | null = null;
  /** One read at a time, and while something is being sent none: it would show twice. */
  #turn: Promise<void> = Promise.resolve();
  #isReadDue = false;
  #readTo = 0;

  constructor(api: DeskApi, row: Row, changed: () => void) {
    this.id = row.id;
    this.#api = api;
    this.#row = row;
    this.#changed = changed;
  }

  get row(): Row {
    return this.#story ?? this.#row;
  }

  get story(): Story | null {
    return this.#story;
  }

  get brief(): Brief | null {
    return this.#brief;
  }

  /** What agents did or wanted to do in the ledger about it. */
  get actions(): readonly LedgerAction[] {
    return this.#actions;
  }

  /** What the customer thought of the help, the last time that it had come to an end. */
  get rating(): Rating | null {
    return this.#rating;
  }

  get labels(): ReadonlyMap<number, string> {
    return this.#labels;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** Why it cannot be shown; empty when it can. */
  get problem(): string {
    return this.#problem;
  }

  get lastSequence(): number {
    return this.#messages.at(-1)?.sequence ?? 0;
  }

  get entries(): readonly Entry[] {
    this.#entries ??= entriesOf({
      messages: this.#messages,
      notes: this.#story?.notes ?? [],
      moves: this.#story?.moves ?? [],
      pending: this.#pending,
      hasOlder: this.#hasOlder,
    });
    return this.#entries;
  }

  /** Reads what is new. Returns what the customer and others have said since the last time. */
  async refresh(): Promise<readonly Said[]> {
    if (this.#isReadDue) return [];
    this.#isReadDue = true;
    const arrived: Said[] = [];
    await this.#inTurn(async () => {
      this.#isReadDue = false;
      try {
        const isFirst = this.#loading;
        const [story, brief, actions] = await Promise.all([
          this.#api.story(this.id),
          this.#readBrief(),
          this.#readActions(),
        ]);
        const before = this.lastSequence;
        if (isFirst) await this.#readLast();
        else await this.#readNew();
        this.#story = story;
        this.#brief = brief;
        this.#actions = actions;
        this.#rating = await this.#readRating(story);
        this.#problem = "";
        if (!isFirst) arrived.push(...this.#messages.filter(({ sequence }) => sequence > before));
      } catch (error) {
        if (error instanceof Problem && error.status === 401) throw error;
        // What is shown stays, and the next change or the line's return reads again.
        if (this.#story === null) this.#problem = error instanceof Problem ? error.detail : NO_ANSWER;
      } finally {
        this.#loading = false;
        this.#show();
      }
    });
    return arrived;
  }

  async loadOlder(): Promise<void> {
    const first = this.#messages[0];
    if (first === undefined || !this.#hasOlder || this.#loadingOlder) return;
    this.#loadingOlder = true;
    try {
      const { messages } = await this.#api.messagesBefore(this.id, first.sequence, AT_ONCE);
      this.#hasOlder = messages.length === AT_ONCE;
      this.#messages = withMessages(this.#messages, messages);
      this.#show();
    } finally {
      this.#loadingOlder = false;
    }
  }

  /** Sends a note or a reply, and shows it while it is on its way. */
  send(kind: Kind, text: string): Promise<void> {
    return this.#sendNew(kind, text, null);
  }

  sendFile(file: File): Promise<void> {
    return this.#sendNew("reply", file.name, file);
  }

  async label(sequence: number, intent: string): Promise<void> {
    await this.#api.label(this.id, sequence, intent);
    this.#labels = new Map([...this.#labels, [sequence, intent]]);
    this.#changed();
  }

  async #sendNew(kind: Kind, text: string, file: File | null): Promise<void> {
    const sent: Pending = {
      clientId: newClientId(),
      kind,
      text,
      file,
      at: new Date().toISOString(),
      failed: false,
      problem: "",
    };
    this.#pending = [...this.#pending, sent];
    this.#show();
    await this.#deliver(sent);
  }

  async sendAgain(clientId: string): Promise<void> {
    const failed = this.#pending.find((one) => one.clientId === clientId && one.failed);
    if (failed === undefined) return;
    const again = { ...failed, failed: false, problem: "" };
    this.#replace(again);
    await this.#deliver(again);
  }

  /** Takes back what was not sent; returns it, for the field it came from, unless it is a file. */
  takeBack(clientId: string): Pending | null {
    const failed = this.#pending.find((one) => one.clientId === clientId && one.failed) ?? null;
    if (failed !== null) this.#drop(clientId);
    return failed?.file === null ? failed : null;
  }

  /** Raises Problem or Unreachable if it did not come to pass. */
  async move(asked: MoveAsked): Promise<Row> {
    const { version } = this.row;
    const row = await this.#asked(asked, version);
    if (this.#story !== null) this.#story = { ...this.#story, ...row };
    this.#row = row;
    this.#show();
    return row;
  }

  /** Tells the server how far this agent has read. False if it knows that already. */
  async markRead(): Promise<boolean> {
    const last = this.lastSequence;
    if (last <= this.#readTo) return false;
    this.#readTo = last;
    await this.#api.read(this.id, last);
    return true;
  }

  #asked(asked: MoveAsked, version: number): Promise<Row> {
    switch (asked.move) {
      case "take":
        return this.#api.take(this.id, version);
      case "return":
        return this.#api.returnToBot(this.id, version, asked.reason);
      case "close":
        return this.#api.close(this.id, version, asked.reason);
      case "transfer":
        return this.#api.transfer(this.id, version, asked.to, asked.reason);
    }
  }

  async #readBrief(): Promise<Brief | null> {
    try {
      return await this.#api.brief(this.id);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) throw error;
      // The conversation is worth showing without it.
      return this.#brief;
    }
  }

  async #readActions(): Promise<readonly LedgerAction[]> {
    try {
      return await this.#api.actions(this.id);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) throw error;
      return this.#actions;
    }
  }

  async #readRating({ moves }: Story): Promise<Rating | null> {
    if (!moves.some(({ move }) => move === "close" || move === "return")) return null;
    try {
      return (await this.#api.ratings(this.id))[0] ?? null;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) throw error;
      return this.#rating;
    }
  }

  async #readLast(): Promise<void> {
    const { messages } = await this.#api.messagesBefore(this.id, AFTER_ALL, AT_ONCE);
    this.#messages = messages;
    this.#hasOlder = messages.length === AT_ONCE;
  }

  async #readNew(): Promise<void> {
    const { messages } = await this.#api.messagesAfter(this.id, this.lastSequence, AT_ONCE);
    // So many that there may be more between them and what is shown: it begins anew from them.
    const isWhole = messages.length < AT_ONCE;
    this.#messages = isWhole ? withMessages(this.#messages, messages) : messages;
    this.#hasOlder ||= !isWhole;
  }

  async #deliver(sent: Pending): Promise<void> {
    await this.#inTurn(async () => {
      try {
        if (sent.file !== null) {
          await this.#api.sendFile(this.id, sent.clientId, sent.file);
          await this.#readNew();
        } else if (sent.kind === "reply") {
          const said = await this.#api.reply(this.id, sent.clientId, sent.text);
          this.#messages = withMessages(this.#messages, [said]);
        } else {
          const note = await this.#api.note(this.id, sent.clientId, sent.text);
          if (this.#story !== null && !this.#story.notes.some(({ id }) => id === note.id)) {
            this.#story = { ...this.#story, notes: [...this.#story.notes, note] };
          }
        }
        this.#drop(sent.clientId);
      } catch (error) {
        if (error instanceof Problem && error.status === 401) throw error;
        const problem = error instanceof Problem ? error.detail : NO_ANSWER;
        this.#replace({ ...sent, failed: true, problem });
      }
    });
  }

  #inTurn(doing: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(doing);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #replace(changed: Pending): void {
    this.#pending = this.#pending.map((one) => (one.clientId === changed.clientId ? changed : one));
    this.#show();
  }

  #drop(clientId: string): void {
    this.#pending = this.#pending.filter((one) => one.clientId !== clientId);
    this.#show();
  }

  #show(): void {
    this.#entries = null;
    this.#changed();
  }
}
