/**
 * The frame with the chat in it, and talking to it. Only what comes from that frame and its origin is read,
 * and what is sent goes to that origin only, whatever the frame shows by then.
 */
import { isOurs, type ToChat, type ToPage } from "./protocol.ts";

export class ChatFrame {
  readonly element: HTMLIFrameElement;
  readonly #server: string;
  readonly #hear: (said: ToPage) => void;
  /** Said before the chat was there. */
  #waiting: ToChat[] | null = [];

  constructor(server: string, site: string, title: string, hear: (said: ToPage) => void) {
    this.#server = server;
    this.#hear = hear;
    this.element = document.createElement("iframe");
    this.element.title = title;
    this.element.allow = "autoplay; clipboard-write";
    this.element.src = `${server}/embed/${site}`;
    window.addEventListener("message", this.#onMessage);
  }

  say(message: ToChat): void {
    if (this.#waiting === null) this.element.contentWindow?.postMessage(message, this.#server);
    else this.#waiting.push(message);
  }

  /** The chat is there: it hears `hello` first, and then what was said meanwhile. */
  greet(hello: ToChat): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const message of [hello, ...waiting]) this.say(message);
  }

  /** Takes the frame away, with what it listens to. */
  remove(): void {
    window.removeEventListener("message", this.#onMessage);
    this.element.remove();
  }

  readonly #onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== this.element.contentWindow || origin !== this.#server || !isOurs(data)) return;
    this.#hear(data as ToPage);
  };
}
