/** Texts with something left to fill in, which stands in them in braces. Pure. */
import type { Macro } from "../words.ts";

/** As the server writes what it does not know: `{ticket}`. */
const BLANK = /\{[a-z][a-z_]*\}/g;

export interface Blank {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export function blanksOf(text: string): readonly Blank[] {
  return [...text.matchAll(BLANK)].map(({ 0: found, index }) => ({
    text: found,
    start: index,
    end: index + found.length,
  }));
}

/** A text in parts, of which some are blanks. */
export function partsOf(text: string): readonly { readonly text: string; readonly isBlank: boolean }[] {
  const parts = [];
  let from = 0;
  for (const blank of blanksOf(text)) {
    parts.push({ text: text.slice(from, blank.start), isBlank: false }, { text: blank.text, isBlank: true });
    from = blank.end;
  }
  parts.push({ text: text.slice(from), isBlank: false });
  return parts.filter((part) => part.text !== "");
}

/** Macros that have every word of the query, those that have it in the title first. */
export function matching(macros: readonly Macro[], query: string): readonly Macro[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const byTitle = macros.filter(({ title }) => has(title));
  const byText = macros.filter((macro) => !byTitle.includes(macro) && has(`${macro.title} ${macro.text}`));
  return [...byTitle, ...byText];
}
