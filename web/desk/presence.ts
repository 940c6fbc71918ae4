/**
 * Who is in a conversation at this moment. What is heard is believed for as long as the server says, and no
 * longer; what this agent does is said again while it is so. Nothing of what anybody types is known here.
 */
import type { Company, Doing } from "./words.ts";

/** Before the server forgets what it was told, which is after eight seconds. */
const SAY_EVERY_MS = 4_000;
/** Whoever has pressed no key for so long writes no more. */
const WRITES_FOR_MS = 5_000;

/** Who else is in a conversation. */
export interface Others {
  readonly writing: readonly string[];
  readonly viewing: readonly string[];
  readonly customerWrites: boolean;
}

export const NOBODY: Others = { writing: [], viewing: [], customerWrites: false };

interface Heard {
  readonly agents: readonly { readonly id: string; readonly name: string; readonly state: Doing; readonly untilMs: number }[];
  readonly customerUntilMs: number;
}

/** What was heard of every conversation. Times are arguments, of one clock that only goes forward. */
export class Companies {
  readonly #heard = new Map<string, Heard>();

  hear({ id, agents, customer_writes_for_s: forS }: Company, nowMs: number): void {
    if (agents.length === 0 && forS === 0) {
      this.#heard.delete(id);
      return;
    }
    this.#heard.set(id, {
      agents: agents.map((one) => ({ ...one, untilMs: nowMs + one.for_s * 1_000 })),
      customerUntilMs: nowMs + forS * 1_000,
    });
  }

  /** Those in it but for this agent, by name. */
  others(id: string, me: string, nowMs: number): Others {
    const heard = this.#heard.get(id);
    if (heard === undefined) return NOBODY;
    const there = heard.agents.filter((one) => one.id !== me && one.untilMs > nowMs);
    const names = (state: Doing) => there.filter((one) => one.state === state).map(({ name }) => name);
    return { writing: names("writing"), viewing: names("viewing"), customerWrites: heard.customerUntilMs > nowMs };
  }

  /** When the next of them is believed no more; null if nobody is there. */
  nextEndMs(id: string, nowMs: number): number | null {
    const heard = this.#heard.get(id);
    if (heard === undefined) return null;
    const ends = [heard.customerUntilMs, ...heard.agents.map(({ untilMs }) => untilMs)].filter((end) => end > nowMs);
    return ends.length === 0 ? null : Math.min(...ends);
  }
}

/** Says in which conversation this agent is, and whether they write to its customer. */
export class OwnPresence {
  readonly #say: (conversation: string, doing: Doing | "gone") => void;
  #in: string | null = null;
  #said: Doing | null = null;
  #typedAtMs = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(say: (conversation: string, doing: Doing | "gone") => void) {
    this.#say = say;
  }

  enter(conversation: string): void {
    if (this.#in === conversation) return;
    this.leave();
    this.#in = conversation;
    this.#timer = setInterval(() => this.tell(), SAY_EVERY_MS);
    this.tell();
  }

  leave(): void {
    clearInterval(this.#timer);
    if (this.#in !== null) this.#say(this.#in, "gone");
    this.#in = null;
    this.#said = null;
    this.#typedAtMs = -Infinity;
  }

  /** The field for replies has another text. */
  typed(text: string): void {
    this.#typedAtMs = text === "" ? -Infinity : performance.now();
    if (this.#doing() !== this.#said) this.tell();
  }

  /** Says it again. Who does not look at the page is not there. */
  tell(): void {
    if (this.#in === null || document.visibilityState !== "visible") return;
    this.#said = this.#doing();
    this.#say(this.#in, this.#said);
  }

  #doing(): Doing {
    return performance.now() - this.#typedAtMs < WRITES_FOR_MS ? "writing" : "viewing";
  }
}
