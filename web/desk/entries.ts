/**
 * What a conversation's log shows, line by line: messages, notes and moves in one order.
 * Pure. A note or a move stands where its time puts it, and a move before what was said because of it;
 * messages keep the order of their sequence.
 */
import type { Kind } from "./drafts.ts";
import type { Move, Note, Said } from "./words.ts";

/** What an agent has sent and the server has not confirmed yet. */
export interface Pending {
  readonly clientId: string;
  readonly kind: Kind;
  readonly text: string;
  /** Set when it is a file; the text is its name. */
  readonly file: File | null;
  readonly at: string;
  readonly failed: boolean;
  /** Why it failed, where the server said so. */
  readonly problem: string;
}

export type Entry =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "said"; readonly key: string; readonly said: Said; readonly continued: boolean }
  | { readonly kind: "note"; readonly key: string; readonly note: Note }
  | { readonly kind: "move"; readonly key: string; readonly move: Move }
  | { readonly kind: "pending"; readonly key: string; readonly pending: Pending };

/** After so long somebody's next message names them again. */
const CONTINUED_WITHIN_MS = 5 * 60_000;

interface Told {
  readonly messages: readonly Said[];
  readonly notes: readonly Note[];
  readonly moves: readonly Move[];
  readonly pending: readonly Pending[];
  /** True while there are older messages that are not loaded: what is beside them waits for them. */
  readonly hasOlder: boolean;
}

export function entriesOf({ messages, notes, moves, pending, hasOlder }: Told): readonly Entry[] {
  const from = hasOlder ? Date.parse(messages[0]?.sent_at ?? "") : -Infinity;
  const beside: Entry[] = [
    ...notes.map((note): Entry => ({ kind: "note", key: `note ${note.id}`, note })),
    ...moves.map((move, at): Entry => ({ kind: "move", key: `move ${at}`, move })),
  ]
    .filter((entry) => timeOf(entry) >= from)
    .sort((a, b) => timeOf(a) - timeOf(b));
  const entries: Entry[] = [];
  let next = 0;
  const besideUntil = (timeMs: number): void => {
    for (; next < beside.length && timeOf(beside[next]!) <= timeMs; next += 1) add(entries, beside[next]!);
  };
  for (const said of messages) {
    besideUntil(Date.parse(said.sent_at));
    add(entries, { kind: "said", key: `said ${said.sequence}`, said, continued: false });
  }
  besideUntil(Infinity);
  for (const one of pending) add(entries, { kind: "pending", key: `pending ${one.clientId}`, pending: one });
  return entries;
}

function add(entries: Entry[], entry: Entry): void {
  const before = entries.at(-1);
  const at = timeTextOf(entry);
  if (before === undefined || dayKey(timeTextOf(before)) !== dayKey(at)) {
    entries.push({ kind: "day", key: `day ${dayKey(at)}`, at });
  }
  entries.push(entry.kind === "said" ? { ...entry, continued: continues(before, entry.said) } : entry);
}

function continues(before: Entry | undefined, said: Said): boolean {
  return (
    before?.kind === "said" &&
    before.said.author === said.author &&
    before.said.agent === said.agent &&
    dayKey(before.said.sent_at) === dayKey(said.sent_at) &&
    Date.parse(said.sent_at) - Date.parse(before.said.sent_at) < CONTINUED_WITHIN_MS
  );
}

function timeTextOf(entry: Entry): string {
  switch (entry.kind) {
    case "day":
      return entry.at;
    case "said":
      return entry.said.sent_at;
    case "note":
      return entry.note.at;
    case "move":
      return entry.move.at;
    case "pending":
      return entry.pending.at;
  }
}

function timeOf(entry: Entry): number {
  return Date.parse(timeTextOf(entry));
}

function dayKey(time: string): string {
  return new Date(time).toDateString();
}

/** The messages with others that have arrived, by sequence and each once. */
export function withMessages(known: readonly Said[], arrived: readonly Said[]): readonly Said[] {
  const bySequence = new Map(known.map((said) => [said.sequence, said]));
  for (const said of arrived) bySequence.set(said.sequence, said);
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}
