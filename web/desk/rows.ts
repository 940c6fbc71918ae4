/**
 * The list of conversations as far as it is loaded. Pure: pages come in, an order without doubles comes out.
 * The server orders; between two reads a conversation may have moved from one page to another.
 */
import type { Found, Row } from "./words.ts";

/** Whether it was found by a search. */
export function isFound(row: Row): row is Found {
  return "found_in" in row;
}

/** A text before, in and after where the words stand in it; capital letters make no difference. */
export function around(text: string, words: string): readonly [string, string, string] {
  const searched = words.trim().split(/\s+/).join(" ").toLowerCase();
  const place = text.toLowerCase().indexOf(searched);
  if (searched === "" || place < 0) return [text, "", ""];
  const end = place + searched.length;
  return [text.slice(0, place), text.slice(place, end), text.slice(end)];
}

/** The rows with those of a further page after them; what is on both is as the later page says. */
export function withPage(rows: readonly Row[], page: readonly Row[]): readonly Row[] {
  const later = new Set(page.map(({ id }) => id));
  return [...rows.filter(({ id }) => !later.has(id)), ...page];
}

/**
 * The rows with one of them as it is now. One that is older than what is shown changes nothing, and what
 * was found stays found.
 */
export function withRow(rows: readonly Row[], row: Row): readonly Row[] {
  return rows.map((shown) => {
    if (shown.id !== row.id || shown.version > row.version) return shown;
    return isFound(shown) ? { ...row, found_in: shown.found_in, snippet: shown.snippet } : row;
  });
}

/**
 * Which row is selected after the list was read again: the same one, or else the one that has taken
 * its place, so that whoever works down the list stays where they were.
 */
export function selectedAfter(
  before: readonly Row[],
  after: readonly Row[],
  selected: string | null,
): string | null {
  if (selected === null || after.some(({ id }) => id === selected)) return selected;
  const place = before.findIndex(({ id }) => id === selected);
  if (place < 0) return null;
  return after[Math.min(place, after.length - 1)]?.id ?? null;
}

/** The row that is `steps` from the selected one, and at the ends the last there is. */
export function stepped(rows: readonly Row[], selected: string | null, steps: number): string | null {
  const place = rows.findIndex(({ id }) => id === selected);
  const start = place < 0 ? (steps > 0 ? -1 : rows.length) : place;
  const next = Math.max(0, Math.min(rows.length - 1, start + steps));
  return rows[next]?.id ?? null;
}
