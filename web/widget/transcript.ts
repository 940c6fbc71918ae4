/**
 * A conversation as plain text, for the customer to keep: who, when, what, as the page shows it.
 * Pure. Claim codes are in it as the log has them, by their last four.
 */
export interface Line {
  readonly sentAt: string;
  readonly by: string;
  readonly text: string;
}

/** `heading` stands above; times are written by the tag of a language. */
export function transcriptOf(heading: string, lines: readonly Line[], locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const parts = lines.map(({ sentAt, by, text }) => `${by}, ${format.format(new Date(sentAt))}\n${text}\n`);
  return [`${heading}\n`, ...parts].join("\n");
}

/** Such as giftline-2026-11-29.txt, by the day where the customer is. */
export function fileNameOf(now: Date): string {
  const part = (number: number) => String(number).padStart(2, "0");
  return `giftline-${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}.txt`;
}
