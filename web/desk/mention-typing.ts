/** Which colleague a note is about to name. Pure: the text and the cursor are arguments. */

/** At most two words after an @ that begins a word: what is longer is no name any more. */
const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]*)?)$/u;
const MOST = 6;

export interface Naming {
  /** Where the @ stands. */
  readonly start: number;
  readonly names: readonly string[];
}

/** The names that go on as what stands between an @ and the cursor; null if there are none. */
export function namingAt(text: string, cursor: number, colleagues: readonly string[]): Naming | null {
  const begun = BEGUN.exec(text.slice(0, cursor))?.[1];
  if (begun === undefined) return null;
  const names = colleagues.filter((name) => name.toLowerCase().startsWith(begun.toLowerCase())).slice(0, MOST);
  return names.length === 0 ? null : { start: cursor - begun.length - 1, names };
}
