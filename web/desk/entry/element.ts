/**
 * <giftline-desk-entry>: one line of a conversation's log: a message, a note, a move, a day, or what is
 * on its way. A note looks like nothing that a customer gets. Text is shown as text.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { paperclip } from "../../shared/icons.ts";
import { readBlocks, type Block } from "../../shared/text.ts";
import { deskControls } from "../controls.ts";
import type { Entry, Pending } from "../entries.ts";
import { lock } from "../icons.ts";
import {
  AUTHORS,
  CANCEL,
  CHOOSE,
  confidence,
  EDIT,
  FILE_KINDS,
  labelled,
  moved,
  NOT_SENT,
  NOTE_LABEL,
  OPEN_FILE,
  RELABEL,
  REMOVE,
  SAVE_FILE,
  SAVE_LABEL,
  SENDING,
  size,
  TRY_AGAIN,
  WHAT_IT_MEANS,
} from "../texts.ts";
import { clockTime, dayOf } from "../times.ts";
import type { Intent } from "../training/inbox.ts";
import type { Attachment, Note, Said } from "../words.ts";
import { styles } from "./styles.ts";

/** What was not sent is to be sent again. */
export class SendAgainEvent extends Event {
  static readonly type = "desk-send-again";
  readonly clientId: string;
  constructor(clientId: string) {
    super(SendAgainEvent.type, { bubbles: true, composed: true });
    this.clientId = clientId;
  }
}

/** A customer's message means this. */
export class RelabelEvent extends Event {
  static readonly type = "desk-relabel";
  readonly sequence: number;
  readonly intent: string;
  constructor(sequence: number, intent: string) {
    super(RelabelEvent.type, { bubbles: true, composed: true });
    this.sequence = sequence;
    this.intent = intent;
  }
}

/** What was not sent goes back into the field it came from. */
export class TakeBackEvent extends Event {
  static readonly type = "desk-take-back";
  readonly clientId: string;
  constructor(clientId: string) {
    super(TakeBackEvent.type, { bubbles: true, composed: true });
    this.clientId = clientId;
  }
}

export class GiftlineDeskEntry extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    entry: { attribute: false },
    me: {},
    customer: {},
    intents: { attribute: false },
    label: {},
    files: {},
    isRelabelling: { state: true },
  };

  declare entry: Entry;
  /** This agent's name. */
  declare me: string;
  declare customer: string;
  /** What a message can be said to mean, and what this agent has said that it does. */
  declare intents: readonly Intent[];
  declare label: string | null;
  /** Where the files are, each by its id. */
  declare files: string;
  declare isRelabelling: boolean;

  constructor() {
    super();
    this.me = "";
    this.customer = "";
    this.intents = [];
    this.label = null;
    this.files = "";
    this.isRelabelling = false;
  }

  protected override render() {
    const { entry } = this;
    switch (entry.kind) {
      case "day":
        return html`<p class="day"><span>${dayOf(entry.at)}</span></p>`;
      case "said":
        return this.#said(entry.said, entry.continued);
      case "note":
        return this.#note(entry.note);
      case "move":
        return html`<p class="aside">${moved(entry.move)} ${this.#time(entry.move.at)}</p>`;
      case "pending":
        return this.#pending(entry.pending);
    }
  }

  #said(said: Said, continued: boolean) {
    if (said.author === "system") {
      return html`<p class="aside" data-author="system">${said.text} ${this.#time(said.sent_at)}</p>`;
    }
    const name = said.author === "customer" ? this.customer : (said.agent ?? AUTHORS[said.author]);
    return html`
      <div class="said" data-author=${said.author} data-continued=${continued}>
        ${continued ? nothing : html`<p class="byline"><b>${name}</b> ${this.#time(said.sent_at)}</p>`}
        ${said.attachment === null
          ? html`<div class="text">${texts(said)}</div>`
          : this.#attachment(said.attachment)}
        ${this.#understood(said)}
      </div>
    `;
  }

  /** A link and no picture: every look at a file is in the audit, and so it is a person's choice. */
  #attachment({ id, kind, name, bytes }: Attachment) {
    const address = `${this.files}${id}`;
    return html`
      <div class="file">
        ${paperclip}
        <p><span class="file-name">${name}</span> <span class="file-size">${FILE_KINDS[kind]}, ${size(bytes)}</span></p>
        ${kind === "picture"
          ? html`<a href=${address} target="_blank" rel="noopener noreferrer" aria-label="${OPEN_FILE} ${name}">
              ${OPEN_FILE}
            </a>`
          : html`<a href=${address} download=${name} aria-label="${SAVE_FILE} ${name}">${SAVE_FILE}</a>`}
      </div>
    `;
  }

  /** What the bot made of a message, on a line that only who looks for it sees, and what it really means. */
  #understood(said: Said) {
    const facts = factsOf(said);
    const mayLabel = said.author === "customer" && said.attachment === null && this.intents.length > 0;
    if (facts.length === 0 && !mayLabel) return nothing;
    return html`
      <div class="understood">
        ${facts.length === 0
          ? nothing
          : html`<p class="facts"><span class="visually-hidden">Understood as </span>${facts.join(" · ")}</p>`}
        ${this.label === null ? nothing : html`<p>${labelled(this.#titleOf(this.label))}</p>`}
        ${mayLabel ? this.#relabel(said) : nothing}
      </div>
    `;
  }

  #relabel({ sequence, intent }: Said) {
    if (!this.isRelabelling) {
      return html`<button type="button" class="relabel" @click=${this.#startRelabel}>${RELABEL}</button>`;
    }
    const chosen = this.label ?? intent;
    return html`
      <form
        @submit=${(event: SubmitEvent) => this.#saveLabel(event, sequence)}
        @keydown=${this.#relabelKey}
      >
        <select aria-label=${WHAT_IT_MEANS} required>
          <option value="">${CHOOSE}</option>
          ${this.intents.map(
            (one) => html`<option value=${one.intent} ?selected=${one.intent === chosen}>${one.title}</option>`,
          )}
        </select>
        <button type="submit">${SAVE_LABEL}</button>
        <button type="button" class="quiet" @click=${this.#endRelabel}>${CANCEL}</button>
      </form>
    `;
  }

  #titleOf(intent: string): string {
    return this.intents.find((one) => one.intent === intent)?.title ?? intent;
  }

  async #startRelabel(): Promise<void> {
    this.isRelabelling = true;
    await this.updateComplete;
    this.renderRoot.querySelector("select")?.focus();
  }

  async #endRelabel(): Promise<void> {
    this.isRelabelling = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".relabel")?.focus();
  }

  #relabelKey(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    // Out of this choice, and not out of the conversation.
    event.stopPropagation();
    void this.#endRelabel();
  }

  #saveLabel(event: SubmitEvent, sequence: number): void {
    event.preventDefault();
    const intent = this.renderRoot.querySelector("select")?.value ?? "";
    if (intent === "") return;
    this.dispatchEvent(new RelabelEvent(sequence, intent));
    void this.#endRelabel();
  }

  #note(note: Note) {
    return html`
      <div class="note">
        <p class="byline">${lock}<b>${NOTE_LABEL}</b> <span>${note.agent.name}</span> ${this.#time(note.at)}</p>
        <div class="text"><p dir="auto">${note.text}</p></div>
      </div>
    `;
  }

  #pending({ kind, text, file, clientId, failed, problem }: Pending) {
    return html`
      <div class=${kind === "note" ? "note" : "said"} data-author="agent" data-failed=${failed}>
        <p class="byline">
          ${kind === "note" ? html`${lock}<b>${NOTE_LABEL}</b>` : html`<b>${this.me}</b>`}
          ${failed ? nothing : html`<span>${SENDING[kind]}</span>`}
        </p>
        <div class="text"><p dir="auto">${text}</p></div>
        ${failed
          ? html`
              <p class="failed" role="alert">
                <span>${NOT_SENT[kind]} ${problem}</span>
                <button type="button" @click=${() => this.dispatchEvent(new SendAgainEvent(clientId))}>
                  ${TRY_AGAIN}
                </button>
                <button type="button" @click=${() => this.dispatchEvent(new TakeBackEvent(clientId))}>
                  ${file === null ? EDIT : REMOVE}
                </button>
              </p>
            `
          : nothing}
      </div>
    `;
  }

  #time(at: string) {
    return html`<time datetime=${at}>${clockTime(at)}</time>`;
  }
}

function texts(said: Said) {
  return said.author === "bot" ? readBlocks(said.text).map(block) : html`<p dir="auto">${said.text}</p>`;
}

function factsOf({ intent, confidence: sure, case: problem, outcome }: Said): readonly string[] {
  return [
    intent,
    sure === null ? null : confidence(sure),
    problem === null || problem === intent ? null : `case ${problem}`,
    outcome === null ? null : `outcome ${outcome}`,
  ].filter((fact) => fact !== null);
}

function block(content: Block) {
  const items = (lines: readonly string[]) => lines.map((line) => html`<li dir="auto">${line}</li>`);
  switch (content.kind) {
    case "paragraph":
      return html`<p dir="auto">${content.text}</p>`;
    case "steps":
      return html`<ol start=${content.start}>${items(content.items)}</ol>`;
    case "list":
      return html`<ul>${items(content.items)}</ul>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-relabel": RelabelEvent;
    "desk-send-again": SendAgainEvent;
    "desk-take-back": TakeBackEvent;
  }
}
