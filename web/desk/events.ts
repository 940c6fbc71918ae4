/**
 * The desk's line to the server: it says what has changed, and after a break that anything may have.
 * A broken line is tried again, each time after twice as long, so that a server that starts is not run down.
 */
import { EventSource } from "eventsource";

import type { Change, Company } from "./words.ts";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** How long to wait before a try, half of it by chance: desks that broke off together come back apart. */
export function waitBefore(tries: number, chance: number): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10));
  return most / 2 + (most / 2) * chance;
}

export interface EventsListener {
  onChange(change: Change): void;
  onCompany(company: Company): void;
  /** A note names this agent. */
  onMention(unread: number): void;
  /** The line is there, for the first time or again: what was missed is unknown. */
  onUp(): void;
  onDown(): void;
  onSignedOut(): void;
}

export class DeskEvents {
  readonly #url: string;
  readonly #listener: EventsListener;
  readonly #ended = new AbortController();
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  constructor(url: string, listener: EventsListener) {
    this.#url = url;
    this.#listener = listener;
    const { signal } = this.#ended;
    window.addEventListener("offline", () => this.#listener.onDown(), { signal });
    window.addEventListener("online", () => this.#connect(), { signal });
    this.#connect();
  }

  close(): void {
    this.#ended.abort();
    this.#disconnect();
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #connect(): void {
    this.#disconnect();
    const source = new EventSource(this.#url, { withCredentials: true });
    this.#source = source;
    // The server says so once it watches: what happens from then on is not missed.
    source.addEventListener("listening", () => {
      this.#tries = 0;
      this.#listener.onUp();
    });
    source.addEventListener("conversation", (event) => {
      this.#listener.onChange(JSON.parse((event as MessageEvent<string>).data) as Change);
    });
    source.addEventListener("presence", (event) => {
      this.#listener.onCompany(JSON.parse((event as MessageEvent<string>).data) as Company);
    });
    source.addEventListener("mention", (event) => {
      this.#listener.onMention((JSON.parse((event as MessageEvent<string>).data) as { unread: number }).unread);
    });
    source.addEventListener("error", ({ code }) => {
      if (code === 401) {
        this.close();
        this.#listener.onSignedOut();
        return;
      }
      this.#listener.onDown();
      this.#disconnect();
      this.#retry = setTimeout(() => this.#connect(), waitBefore(this.#tries, Math.random()));
      this.#tries += 1;
    });
  }
}
