/**
 * How a brand prints its claim codes, and a code under the fingers written as it is printed.
 * Pure. Whether something is a code is for the server to say; nothing here refuses anything.
 */

/** The lengths of the printed groups, once for each form a code can have: 4-6-4 and 4-6-5. */
export type CodeForms = readonly (readonly number[])[];

export type Progress = "none" | "short" | "whole" | "long";

/** What counts of a text: letters and digits, in capitals; full-width ones are plain ones. */
export function lettersAndDigits(typed: string): string {
  return typed.normalize("NFKC").toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}

/** The code with a hyphen between its groups. What is longer than a code stays as it was typed. */
export function asPrinted(typed: string, forms: CodeForms): string {
  const characters = lettersAndDigits(typed);
  const form = bySize(forms).find((candidate) => size(candidate) >= characters.length);
  if (form === undefined) return typed;
  const groups: string[] = [];
  let start = 0;
  for (const length of form) {
    groups.push(characters.slice(start, start + length));
    start += length;
  }
  return groups.filter((group) => group !== "").join("-");
}

/** The code in a text that was copied with words around it; null if there is none, or more than one. */
export function codeWithin(copied: string, forms: CodeForms): string | null {
  const text = copied.normalize("NFKC").toUpperCase();
  const found = new Set<string>();
  for (const form of forms) {
    // Its groups may be written together or have a dash or spaces between them; no letter or digit touches it.
    const groups = form.map((length) => `[A-Z0-9]{${length}}`).join("[^A-Z0-9]{0,3}");
    for (const [candidate] of text.matchAll(new RegExp(`(?<![A-Z0-9])${groups}(?![A-Z0-9])`, "g"))) {
      // What has no digit is words.
      if (/[0-9]/.test(candidate)) found.add(lettersAndDigits(candidate));
    }
  }
  return found.size === 1 ? [...found][0]! : null;
}

/** How many letters and digits the shortest code has more than this; less than 0: it is longer than any code. */
export function missingOf(count: number, forms: CodeForms): number {
  const lengths = lengthsOf(forms);
  return count > lengths.at(-1)! ? lengths.at(-1)! - count : Math.max(0, lengths[0]! - count);
}

/** The place in a text right after so many letters and digits, for the cursor. */
export function placeAfter(text: string, count: number): number {
  let seen = 0;
  for (let place = 0; place < text.length; place++) {
    if (seen === count) return place;
    if (/[A-Za-z0-9]/.test(text[place]!)) seen++;
  }
  return text.length;
}

export function progressOf(typed: string, forms: CodeForms): Progress {
  const count = lettersAndDigits(typed).length;
  const lengths = lengthsOf(forms);
  if (count === 0) return "none";
  if (lengths.includes(count)) return "whole";
  return count > lengths.at(-1)! ? "long" : "short";
}

/** "14 or 15", in the words of a language. */
export function lengthsInWords(forms: CodeForms, locale: string): string {
  return oneOf(lengthsOf(forms).map(String), locale);
}

/**
 * "4-6-4 or 4-6-5", with hyphens at which no line breaks, and each form between marks that keep it from left to
 * right: in Arabic it would read 5-6-4.
 */
export function formsInWords(forms: CodeForms, locale: string): string {
  return oneOf(forms.map((form) => `\u2066${form.join("\u2011")}\u2069`), locale);
}

function oneOf(alternatives: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(alternatives);
}

function lengthsOf(forms: CodeForms): readonly number[] {
  return [...new Set(bySize(forms).map(size))];
}

function bySize(forms: CodeForms): CodeForms {
  return [...forms].sort((a, b) => size(a) - size(b));
}

function size(form: readonly number[]): number {
  return form.reduce((sum, length) => sum + length, 0);
}
