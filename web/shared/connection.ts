/**
 * The page's line to the server: server-sent events that come back by themselves after a break and
 * ask for what was missed. It reports what arrives and whether the line is up; it keeps no messages.
 */
import { EventSource } from "eventsource";

import type { Message, Owner, Typing, Waiting } from "./messages.ts";

/** Wait before trying again when the server answered, but not with events (it is still starting, say). */
const RETRY_MS = 4_000;

export interface ConnectionListener {
  /** The sequence up to which nothing is missing, for Last-Event-ID. */
  lastSequence(): number;
  onMessage(message: Message): void;
  onOwner(owner: Owner): void;
  onTyping(typing: Typing): void;
  onWaiting(waiting: Waiting): void;
  onUp(): void;
  onDown(): void;
  /** The server does not know the session any more; the connection has given up. */
  onUnknownSession(): void;
}

export class Connection {
  readonly #url: string;
  readonly #token: string;
  readonly #listener: ConnectionListener;
  readonly #ended = new AbortController();
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, token: string, listener: ConnectionListener) {
    this.#url = url;
    this.#token = token;
    this.#listener = listener;
    // The browser knows at once what a silent socket would show only after minutes.
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
    const source = new EventSource(this.#url, {
      fetch: (url, init) =>
        fetch(url, {
          ...init,
          headers: {
            ...init.headers,
            Authorization: `Bearer ${this.#token}`,
            // Messages also arrive by reading them, so the log knows better than the last event.
            "Last-Event-ID": String(this.#listener.lastSequence()),
          },
        }),
    });
    this.#source = source;
    source.addEventListener("open", () => this.#listener.onUp());
    source.addEventListener("message", (event) => {
      this.#listener.onMessage(JSON.parse(event.data) as Message);
    });
    source.addEventListener("owner", (event) => {
      const { data } = event as MessageEvent<string>;
      this.#listener.onOwner((JSON.parse(data) as { owner: Owner }).owner);
    });
    source.addEventListener("typing", (event) => {
      this.#listener.onTyping(JSON.parse((event as MessageEvent<string>).data) as Typing);
    });
    source.addEventListener("waiting", (event) => {
      this.#listener.onWaiting(JSON.parse((event as MessageEvent<string>).data) as Waiting);
    });
    source.addEventListener("error", ({ code }) => {
      if (code === 401) {
        this.close();
        this.#listener.onUnknownSession();
        return;
      }
      this.#listener.onDown();
      // A broken line is tried again by EventSource itself; a refused one is not.
      if (source.readyState === source.CLOSED) {
        this.#retry = setTimeout(() => this.#connect(), RETRY_MS);
      }
    });
  }
}
