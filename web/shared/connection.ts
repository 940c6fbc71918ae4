/**
 * The page's line to the server: server-sent events, and reading the log every few seconds for as long as no
 * events come. It reports what arrives and whether the line is up; it keeps no messages.
 * A line is taken for dead when nothing comes over it: the server writes a comment every 15 seconds.
 */
import { EventSource, type FetchLikeResponse } from "eventsource";

import { backoffMs } from "./backoff.ts";
import type { Message, Owner, Typing, Waiting } from "./messages.ts";

/** While events do not come. */
const READ_EVERY_MS = 3_000;
/** The server says at once who owns the conversation; what has said nothing by then is held up on its way. */
const FIRST_WITHIN_MS = 10_000;
/** Two and a half of the server's comments. */
const SILENT_AFTER_MS = 38_000;

export interface ConnectionListener {
  /** The sequence up to which nothing is missing, for Last-Event-ID. */
  lastSequence(): number;
  onMessage(message: Message): void;
  onOwner(owner: Owner): void;
  onTyping(typing: Typing): void;
  onWaiting(waiting: Waiting): void;
  /** Reads what is new in the log. Throws if the server is out of reach. */
  read(): Promise<void>;
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
  /** True from the first event on, until the stream ends. */
  #streaming = false;
  /** Streams that ended, or never began, since one last brought something. */
  #broken = 0;
  /** Reads that failed since one last did not. */
  #unread = 0;
  #reading = false;
  #isUp: boolean | null = null;
  #reopen: ReturnType<typeof setTimeout> | undefined;
  #nextRead: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, token: string, listener: ConnectionListener) {
    this.#url = url;
    this.#token = token;
    this.#listener = listener;
    const { signal } = this.#ended;
    // The browser knows at once what a silent socket would show only after a while.
    window.addEventListener("offline", () => void this.#read(), { signal });
    window.addEventListener("online", () => this.#startAgain(), { signal });
    this.#open();
    this.#readIn(READ_EVERY_MS);
  }

  close(): void {
    this.#ended.abort();
    this.#shut();
    clearTimeout(this.#reopen);
    clearTimeout(this.#nextRead);
  }

  #startAgain(): void {
    this.#broken = 0;
    this.#unread = 0;
    this.#open();
    void this.#read();
  }

  #shut(): void {
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = null;
    this.#streaming = false;
  }

  #open(): void {
    this.#shut();
    clearTimeout(this.#reopen);
    const source = new EventSource(this.#url, { fetch: (url, init) => this.#fetch(url, init) });
    this.#source = source;
    this.#silence = setTimeout(() => this.#lose(), FIRST_WITHIN_MS);
    const hear = <Data>(name: string, heard: (data: Data) => void) => {
      source.addEventListener(name, (event) => {
        if (this.#source !== source) return;
        this.#flow();
        heard(JSON.parse((event as MessageEvent<string>).data) as Data);
      });
    };
    hear<Message>("message", (message) => this.#listener.onMessage(message));
    hear<{ owner: Owner }>("owner", ({ owner }) => this.#listener.onOwner(owner));
    hear<Typing>("typing", (typing) => this.#listener.onTyping(typing));
    hear<Waiting>("waiting", (waiting) => this.#listener.onWaiting(waiting));
    source.addEventListener("error", ({ code }) => {
      if (this.#source !== source) return;
      if (code === 401) {
        this.close();
        this.#listener.onUnknownSession();
      } else this.#lose();
    });
  }

  async #fetch(url: string | URL, init: RequestInit): Promise<FetchLikeResponse> {
    const response = await fetch(url, {
      ...init,
      headers: {
        ...init.headers,
        Authorization: `Bearer ${this.#token}`,
        // Messages also arrive by reading them, so the log knows better than the last event.
        "Last-Event-ID": String(this.#listener.lastSequence()),
      },
    });
    const { url: from, status, redirected, headers } = response;
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => {
        // Comments count, which no event tells of.
        if (this.#streaming) this.#expectMore();
        out.enqueue(chunk);
      },
    });
    return { url: from, status, redirected, headers, body: response.body?.pipeThrough(heard) ?? null };
  }

  #flow(): void {
    this.#streaming = true;
    this.#broken = 0;
    clearTimeout(this.#nextRead);
    this.#expectMore();
    this.#up();
  }

  #expectMore(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose(), SILENT_AFTER_MS);
  }

  /** The stream is no use any more. Reading tells whether the server is there at all. */
  #lose(): void {
    this.#shut();
    this.#broken += 1;
    clearTimeout(this.#reopen);
    this.#reopen = setTimeout(() => this.#open(), backoffMs(this.#broken));
    void this.#read();
  }

  #readIn(wait: number): void {
    clearTimeout(this.#nextRead);
    this.#nextRead = setTimeout(() => void this.#read(), wait);
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    let failed = false;
    try {
      await this.#listener.read();
    } catch {
      failed = true;
    }
    this.#reading = false;
    if (this.#ended.signal.aborted) return;
    // A server that is back has no reason to wait for its stream.
    if (!failed && this.#unread > 0 && this.#source === null) this.#open();
    this.#unread = failed ? this.#unread + 1 : 0;
    if (failed) this.#down();
    else this.#up();
    // While a stream flows there is nothing to read, unless it was just now found to be cut off.
    if (failed || !this.#streaming) this.#readIn(failed ? backoffMs(this.#unread) : READ_EVERY_MS);
  }

  #up(): void {
    if (this.#isUp === true) return;
    this.#isUp = true;
    this.#listener.onUp();
  }

  #down(): void {
    if (this.#isUp === false) return;
    this.#isUp = false;
    this.#listener.onDown();
  }
}
