/**
 * <giftline-desk-composer>: a private note, or a reply to the customer. Two fields, two buttons, two
 * colours, and the note first: what is meant for the team can be sent to nobody by mistake.
 * Each text lives in its own field (DraftEvent says how it stands), and leaves by its own button (SendEvent).
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { paperclip } from "../../shared/icons.ts";
import { deskControls } from "../controls.ts";
import type { Draft, Kind } from "../drafts.ts";
import { lock } from "../icons.ts";
import { blanksOf } from "../macros/blanks.ts";
import { namingAt, type Naming } from "../mention-typing.ts";
import {
  BUTTONS,
  COLLEAGUES,
  FIELDS,
  MACROS,
  PLACEHOLDERS,
  SEND_FILE,
  TABS,
  TAKE_FIRST,
} from "../texts.ts";
import { styles } from "./styles.ts";

const KINDS: readonly Kind[] = ["note", "reply"];
const LONGEST = 10_000;
/** What a file is, the server finds out. */
const FILES = "image/jpeg,image/png,image/webp,application/pdf";

export class DraftEvent extends Event {
  static readonly type = "desk-draft";
  readonly kind: Kind;
  readonly text: string;
  constructor(kind: Kind, text: string) {
    super(DraftEvent.type, { bubbles: true, composed: true });
    this.kind = kind;
    this.text = text;
  }
}

/** A file is to be sent to the customer. */
export class SendFileEvent extends Event {
  static readonly type = "desk-send-file";
  readonly file: File;
  constructor(file: File) {
    super(SendFileEvent.type, { bubbles: true, composed: true });
    this.file = file;
  }
}

export class SendEvent extends Event {
  static readonly type = "desk-send";
  readonly kind: Kind;
  readonly text: string;
  constructor(kind: Kind, text: string) {
    super(SendEvent.type, { bubbles: true, composed: true });
    this.kind = kind;
    this.text = text;
  }
}

/** A macro is to be chosen for the reply. */
export class AskMacroEvent extends Event {
  static readonly type = "desk-ask-macro";
  constructor() {
    super(AskMacroEvent.type, { bubbles: true, composed: true });
  }
}

export class GiftlineDeskComposer extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    draft: { attribute: false },
    holds: { type: Boolean },
    colleagues: { attribute: false },
    naming: { state: true },
    named: { state: true },
    kind: { state: true },
    blank: { state: true },
    toFillIn: { state: true },
  };

  /** What the fields hold at first. */
  declare draft: Draft;
  /** Whether this agent has the conversation, and so may reply. */
  declare holds: boolean;
  /** The names that a note can mention. */
  declare colleagues: readonly string[];
  /** The names that are offered, and which of them is meant. */
  declare naming: Naming | null;
  declare named: number;
  declare kind: Kind;
  declare blank: Readonly<Record<Kind, boolean>>;
  /** What of a macro in the reply is not filled in: it is not sent like that. */
  declare toFillIn: readonly string[];

  constructor() {
    super();
    this.draft = { note: "", reply: "" };
    this.holds = false;
    this.colleagues = [];
    this.naming = null;
    this.named = 0;
    this.kind = "note";
    this.blank = { note: true, reply: true };
    this.toFillIn = [];
  }

  /** Shows that field and puts the cursor into it. A reply needs that one has the conversation. */
  async write(kind: Kind): Promise<void> {
    if (kind === "reply" && !this.holds) return;
    this.kind = kind;
    await this.updateComplete;
    this.#field(kind)?.focus();
  }

  /** Puts a text back that was not sent, before anything written since. */
  async restore(kind: Kind, text: string): Promise<void> {
    await this.write(kind);
    const field = this.#field(kind);
    if (field === null) return;
    field.value = field.value === "" ? text : `${text}\n${field.value}`;
    this.#written(kind);
  }

  /** Puts a text into the reply where the cursor is, and chooses the first thing to fill in. */
  async put(text: string): Promise<void> {
    await this.write("reply");
    const field = this.#field("reply");
    if (field === null || !this.holds) return;
    const begun = field.value.slice(0, field.selectionStart);
    field.setRangeText(begun === "" || /\s$/.test(begun) ? text : ` ${text}`, field.selectionStart, field.selectionEnd, "end");
    this.#written("reply");
    this.#chooseBlank(0);
  }

  /** So that what is typed next replaces it. */
  #chooseBlank(index: number): void {
    const field = this.#field("reply");
    const blank = blanksOf(field?.value ?? "")[index];
    if (field === null || blank === undefined) return;
    field.focus();
    field.setSelectionRange(blank.start, blank.end);
  }

  #field(kind: Kind): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector(`#field-${kind}`);
  }

  protected override firstUpdated(): void {
    for (const kind of KINDS) {
      const field = this.#field(kind);
      if (field !== null) field.value = this.draft[kind];
    }
    this.blank = { note: this.draft.note.trim() === "", reply: this.draft.reply.trim() === "" };
    this.toFillIn = blanksOf(this.draft.reply).map(({ text }) => text);
  }

  protected override render() {
    return html`
      <div class="box" data-kind=${this.kind}>
        <div class="tabs" role="tablist" aria-label="What to write" @keydown=${this.#tabKey}>
          ${KINDS.map((kind) => this.#tab(kind))}
        </div>
        ${KINDS.map((kind) => this.#panel(kind))}
      </div>
    `;
  }

  #tab(kind: Kind) {
    const chosen = this.kind === kind;
    const allowed = kind === "note" || this.holds;
    return html`
      <button
        id=${`tab-${kind}`}
        type="button"
        role="tab"
        data-kind=${kind}
        aria-selected=${chosen}
        aria-controls=${`panel-${kind}`}
        aria-disabled=${!allowed}
        tabindex=${chosen ? 0 : -1}
        title=${allowed ? nothing : TAKE_FIRST}
        @click=${() => this.write(kind)}
      >
        ${kind === "note" ? lock : nothing}${TABS[kind]}
        <kbd aria-hidden="true">${kind === "note" ? "n" : "r"}</kbd>
      </button>
    `;
  }

  #panel(kind: Kind) {
    const mayGo = !this.blank[kind] && (kind === "note" || (this.holds && this.toFillIn.length === 0));
    const names = kind === "note" ? this.naming : null;
    return html`
      <div
        id=${`panel-${kind}`}
        role="tabpanel"
        aria-labelledby=${`tab-${kind}`}
        ?hidden=${this.kind !== kind}
      >
        <form data-kind=${kind} @submit=${(event: SubmitEvent) => this.#submit(event, kind)}>
          <label class="visually-hidden" for=${`field-${kind}`}>${FIELDS[kind]}</label>
          <textarea
            id=${`field-${kind}`}
            rows="2"
            maxlength=${LONGEST}
            placeholder=${PLACEHOLDERS[kind]}
            autocomplete="off"
            aria-autocomplete=${kind === "note" ? "list" : nothing}
            aria-controls=${names === null ? nothing : "names"}
            aria-activedescendant=${names === null ? nothing : `name-${this.named}`}
            @input=${() => this.#written(kind)}
            @keydown=${this.#fieldKey}
            @blur=${() => (this.naming = null)}
          ></textarea>
          ${kind === "reply" ? this.#blanks() : nothing}
          ${names === null ? nothing : this.#names(names)}
          <div class="row">
            ${kind === "reply" && this.holds
              ? html`<button
                  type="button"
                  class="macro"
                  aria-keyshortcuts="m"
                  @click=${() => this.dispatchEvent(new AskMacroEvent())}
                >
                  ${MACROS.button} <kbd aria-hidden="true">m</kbd>
                </button>`
              : nothing}
            ${kind === "reply" ? this.#file() : nothing}
            <p class="hint">
              ${kind === "reply" && !this.holds ? TAKE_FIRST : html`<span class="keys">Ctrl Enter</span>`}
            </p>
            <button class="send" type="submit" ?disabled=${!mayGo}>${BUTTONS[kind]}</button>
          </div>
        </form>
      </div>
    `;
  }

  #blanks() {
    return html`
      <div class="blanks" role="status">
        ${this.toFillIn.length === 0
          ? nothing
          : html`${MACROS.fillIn}
            ${this.toFillIn.map(
              (text, index) => html`<button type="button" @click=${() => this.#chooseBlank(index)}>${text}</button>`,
            )}`}
      </div>
    `;
  }

  #file() {
    const choose = () => this.renderRoot.querySelector<HTMLInputElement>("#file")?.click();
    return html`
      <input hidden id="file" type="file" data-testid="file" accept=${FILES} @change=${this.#chosen} />
      <button
        type="button"
        class="quiet file"
        aria-label=${SEND_FILE}
        title=${SEND_FILE}
        ?disabled=${!this.holds}
        @click=${choose}
      >
        ${paperclip}
      </button>
    `;
  }

  #chosen({ target }: Event): void {
    const input = target as HTMLInputElement;
    const file = input.files?.[0];
    // So that the same file can be chosen again.
    input.value = "";
    this.#field("reply")?.focus();
    if (file !== undefined) this.dispatchEvent(new SendFileEvent(file));
  }

  #written(kind: Kind): void {
    const field = this.#field(kind);
    if (field === null) return;
    this.blank = { ...this.blank, [kind]: field.value.trim() === "" };
    if (kind === "reply") this.toFillIn = blanksOf(field.value).map(({ text }) => text);
    this.naming = kind === "note" ? namingAt(field.value, field.selectionStart, this.colleagues) : null;
    this.named = 0;
    this.dispatchEvent(new DraftEvent(kind, field.value));
  }

  #tabKey(event: KeyboardEvent): void {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const other: Kind = this.kind === "note" ? "reply" : "note";
    if (other === "reply" && !this.holds) return;
    this.kind = other;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#tab-${other}`)?.focus(),
    );
  }

  #names({ names }: Naming) {
    return html`
      <ul id="names" class="names" role="listbox" aria-label=${COLLEAGUES}>
        ${names.map(
          (name, index) => html`<li
            id=${`name-${index}`}
            role="option"
            aria-selected=${index === this.named}
            @pointerdown=${(event: PointerEvent) => {
              // The field keeps the focus.
              event.preventDefault();
              this.#name(name);
            }}
          >${name}</li>`,
        )}
      </ul>
    `;
  }

  #name(name: string): void {
    const field = this.#field("note");
    if (field === null || this.naming === null) return;
    field.setRangeText(`@${name} `, this.naming.start, field.selectionStart, "end");
    this.#written("note");
    this.naming = null;
  }

  /** True if the key was for the names that are offered. */
  #namesKey(event: KeyboardEvent): boolean {
    const { naming } = this;
    if (naming === null || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
    const count = naming.names.length;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.named = (this.named + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
        break;
      case "Enter":
      case "Tab":
        this.#name(naming.names[this.named] ?? "");
        break;
      case "Escape":
        this.naming = null;
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #fieldKey(event: KeyboardEvent): void {
    if (this.#namesKey(event)) return;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    (event.target as HTMLTextAreaElement).form?.requestSubmit();
  }

  #submit(event: SubmitEvent, kind: Kind): void {
    event.preventDefault();
    const field = this.#field(kind);
    if (field === null || this.blank[kind] || (kind === "reply" && !this.holds)) return;
    if (kind === "reply" && this.toFillIn.length > 0) {
      this.#chooseBlank(0);
      return;
    }
    const text = field.value.trim();
    field.value = "";
    this.#written(kind);
    field.focus();
    this.dispatchEvent(new SendEvent(kind, text));
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-draft": DraftEvent;
    "desk-send": SendEvent;
    "desk-ask-macro": AskMacroEvent;
    "desk-send-file": SendFileEvent;
  }
}
