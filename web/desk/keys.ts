/**
 * Which key does what on the desk. One table: what is read here is also what the sheet of keys shows.
 * Pure: where a key was pressed, and whether somebody was typing, is the caller's to know.
 */
export type Command =
  | "next"
  | "previous"
  | "open"
  | "take"
  | "reply"
  | "note"
  | "macro"
  | "return"
  | "transfer"
  | "close"
  | "search"
  | "queue"
  | "take-next"
  | "mine"
  | "all"
  | "approvals"
  | "brief"
  | "back"
  | "keys";

export interface Shortcut {
  /** As `KeyboardEvent.key`; two keys, one after the other, are joined by a space. */
  readonly keys: string;
  readonly command: Command;
  readonly says: string;
}

export interface Group {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

export const GROUPS: readonly Group[] = [
  {
    title: "Move around",
    shortcuts: [
      { keys: "j", command: "next", says: "Next conversation" },
      { keys: "k", command: "previous", says: "Previous conversation" },
      { keys: "Enter", command: "open", says: "Open the conversation" },
      { keys: "Escape", command: "back", says: "Back: out of a field, then to the list" },
      { keys: "/", command: "search", says: "Search" },
      { keys: "g n", command: "take-next", says: "Take who has to be answered next" },
      { keys: "g q", command: "queue", says: "Go to the queue" },
      { keys: "g m", command: "mine", says: "Go to mine" },
      { keys: "g a", command: "all", says: "Go to all open" },
      { keys: "g p", command: "approvals", says: "Go to what waits for approval" },
    ],
  },
  {
    title: "In a conversation",
    shortcuts: [
      { keys: "t", command: "take", says: "Take it" },
      { keys: "n", command: "note", says: "Write a private note" },
      { keys: "r", command: "reply", says: "Write to the customer" },
      { keys: "m", command: "macro", says: "Choose a macro for the reply" },
      { keys: "b", command: "return", says: "Return it to the bot" },
      { keys: "x", command: "transfer", says: "Transfer it" },
      { keys: "c", command: "close", says: "Close it" },
      { keys: "i", command: "brief", says: "Show or hide the brief" },
    ],
  },
  {
    title: "Help",
    shortcuts: [{ keys: "?", command: "keys", says: "Show this sheet" }],
  },
];

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  GROUPS.flatMap(({ shortcuts }) => shortcuts.map(({ keys, command }) => [keys, command] as const)),
);
const FIRST_KEYS: ReadonlySet<string> = new Set(
  [...COMMANDS.keys()].filter((keys) => keys.includes(" ")).map((keys) => keys.split(" ")[0] ?? ""),
);
/** After so long the first of two keys counts no more. */
const PAIR_WITHIN_MS = 1_500;

/** Reads keys one by one and says what they ask for. */
export class KeyReader {
  #first: { readonly key: string; readonly atMs: number } | null = null;

  read(key: string, nowMs: number): Command | null {
    const first = this.#first;
    this.#first = null;
    if (first !== null && nowMs - first.atMs <= PAIR_WITHIN_MS) {
      const pair = COMMANDS.get(`${first.key} ${key}`);
      if (pair !== undefined) return pair;
    }
    if (FIRST_KEYS.has(key)) {
      this.#first = { key, atMs: nowMs };
      return null;
    }
    return COMMANDS.get(key) ?? null;
  }
}
