/**
 * The log as far as this page has seen it: messages by sequence, each once.
 * Pure: where messages come from (events, a read, both at the same time) makes no difference.
 */
import type { Message } from "./messages.ts";

export class MessageLog {
  #messages: readonly Message[] = [];

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** The highest sequence seen; 0 before the first message. */
  get lastSequence(): number {
    return this.#messages.at(-1)?.sequence ?? 0;
  }

  /** Adds what is new and says which messages those were. */
  add(arrived: readonly Message[]): readonly Message[] {
    const known = new Set(this.#messages.map((message) => message.sequence));
    const added = arrived.filter((message) => {
      if (known.has(message.sequence)) return false;
      known.add(message.sequence);
      return true;
    });
    if (added.length > 0) {
      this.#messages = [...this.#messages, ...added].sort((a, b) => a.sequence - b.sequence);
    }
    return added;
  }
}
