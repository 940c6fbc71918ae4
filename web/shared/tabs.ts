/**
 * The tabs in which one customer has the chat open: they share a session, and what one leaves, all leave.
 * A session goes from tab to tab as a message and is kept where each tab keeps its own, so that it ends with
 * the last of them: the next person at the same machine finds none.
 */
import { isSession, type Session } from "./session.ts";

/** A tab that holds a session is never put to sleep by the browser, so it answers when it can. */
const ANSWER_WITHIN_MS = 5_000;
/** Where nobody can say whether there are other tabs, as on plain http. */
const ANSWER_IF_ANY_WITHIN_MS = 300;

type Told =
  | { readonly kind: "ask" }
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "over"; readonly conversationId: string };

export interface TabsListener {
  /** What other tabs are told when they ask. */
  session(): Session | null;
  onSession(session: Session): void;
  /** A conversation was left in another tab. */
  onOver(conversationId: string): void;
}

export class Tabs {
  readonly #listener: TabsListener;
  #channel: BroadcastChannel | null = null;
  #name = "";
  #letGo: (() => void) | null = null;

  constructor(listener: TabsListener) {
    this.#listener = listener;
  }

  /** Stands with the tabs that show this customer's chat, and with no others. */
  join(account: string | null, site: string | null): void {
    this.leave();
    this.#name = `giftline:${JSON.stringify([site, account])}`;
    const channel = channelOf(this.#name);
    this.#channel = channel;
    if (channel === null) return;
    channel.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data.kind === "ask") {
        const session = this.#listener.session();
        if (session !== null) this.tell(session);
      } else if (data.kind === "over") this.#listener.onOver(data.conversationId);
      else if (isSession(data.session)) this.#listener.onSession(data.session);
    });
  }

  leave(): void {
    this.release();
    this.#channel?.close();
    this.#channel = null;
  }

  tell(session: Session): void {
    this.#post({ kind: "session", session });
  }

  tellOver(conversationId: string): void {
    this.#post({ kind: "over", conversationId });
  }

  #post(told: Told): void {
    this.#channel?.postMessage(told);
  }

  /** From when this settles until `release`, other tabs see that there is a session to ask for. */
  hold(): Promise<void> {
    if (this.#letGo !== null || !("locks" in navigator)) return Promise.resolve();
    const released = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    return new Promise((held) => {
      navigator.locks
        .request(this.#held, { mode: "shared" }, () => {
          held();
          return released;
        })
        .catch(() => held());
    });
  }

  release(): void {
    this.#letGo?.();
    this.#letGo = null;
  }

  /** The session of another tab, if one has any. For tabs that hold none. */
  async ask(): Promise<Session | null> {
    const channel = this.#channel;
    if (channel === null || !(await this.#mayHave())) return null;
    return new Promise((resolve) => {
      const patience = AbortSignal.timeout("locks" in navigator ? ANSWER_WITHIN_MS : ANSWER_IF_ANY_WITHIN_MS);
      patience.addEventListener("abort", () => resolve(null));
      channel.addEventListener(
        "message",
        ({ data }: MessageEvent<Told>) => {
          if (data.kind === "session" && isSession(data.session)) resolve(data.session);
        },
        { signal: patience },
      );
      this.#post({ kind: "ask" });
    });
  }

  /** Does something that no other tab does at the same time. */
  async alone<Result>(signal: AbortSignal, doing: () => Promise<Result>): Promise<Result> {
    if (!("locks" in navigator)) return doing();
    try {
      return await navigator.locks.request(`${this.#name}:alone`, { signal }, doing);
    } catch (error) {
      if (isDenied(error)) return doing();
      throw error;
    }
  }

  get #held(): string {
    return `${this.#name}:held`;
  }

  async #mayHave(): Promise<boolean> {
    if (!("locks" in navigator)) return true;
    try {
      const { held } = await navigator.locks.query();
      return held?.some(({ name }) => name === this.#held) ?? false;
    } catch {
      return false;
    }
  }
}

/** Some browsers let a frame of another domain share nothing with its like: there each tab is by itself. */
function channelOf(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof DOMException && error.name === "SecurityError";
}
