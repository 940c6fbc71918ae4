/**
 * What an agent has begun to write, for each conversation: a note and a reply, apart from one another.
 * In memory only: a draft may hold what a customer said.
 */
export type Kind = "note" | "reply";

export type Draft = Readonly<Record<Kind, string>>;

const NOTHING: Draft = { note: "", reply: "" };

export class Drafts {
  readonly #drafts = new Map<string, Draft>();

  of(conversation: string): Draft {
    return this.#drafts.get(conversation) ?? NOTHING;
  }

  keep(conversation: string, kind: Kind, text: string): void {
    const draft = { ...this.of(conversation), [kind]: text };
    if (draft.note === "" && draft.reply === "") this.#drafts.delete(conversation);
    else this.#drafts.set(conversation, draft);
  }

  /** The conversations that have one. */
  get begun(): readonly string[] {
    return [...this.#drafts.keys()];
  }
}
