/**
 * Reads the plain text of a message into paragraphs, numbered steps and lists.
 * Pure, and never HTML: what comes out are strings that an element shows as text.
 */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "steps"; readonly start: number; readonly items: readonly string[] }
  | { readonly kind: "list"; readonly items: readonly string[] };

// At most two digits, so that a line that begins with a year stays a sentence.
const STEP = /^(\d{1,2})\.\s+(.*)$/;
const ITEM = /^-\s+(.*)$/;

type OpenBlock =
  | { kind: "paragraph"; text: string }
  | { kind: "steps"; start: number; items: string[] }
  | { kind: "list"; items: string[] };

export function readBlocks(text: string): readonly Block[] {
  const blocks: OpenBlock[] = [];
  let afterBlank = true;

  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    if (line.trim() === "") {
      afterBlank = true;
      continue;
    }
    const last = blocks.at(-1);
    const step = STEP.exec(line.trim());
    const item = ITEM.exec(line.trim());

    if (step) {
      const number = Number(step[1]);
      // Blank lines between steps do not end the list as long as the count goes on.
      if (last?.kind === "steps" && number === last.start + last.items.length) {
        last.items.push(step[2]!);
      } else {
        blocks.push({ kind: "steps", start: number, items: [step[2]!] });
      }
    } else if (item) {
      if (last?.kind === "list") last.items.push(item[1]!);
      else blocks.push({ kind: "list", items: [item[1]!] });
    } else if (!afterBlank && last?.kind === "paragraph") {
      last.text += `\n${line}`;
    } else if (!afterBlank && last && last.kind !== "paragraph" && /^\s/.test(line)) {
      // An indented line goes on with the item above it.
      last.items.push(`${last.items.pop()!}\n${line.trim()}`);
    } else {
      blocks.push({ kind: "paragraph", text: line });
    }
    afterBlank = false;
  }
  return blocks;
}
