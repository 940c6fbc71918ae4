/**
 * <giftline-desk-entry>: one line of a conversation's log: a message, a note, a move, a day, or what is
 * on its way. A note looks like nothing that a customer gets. Text is shown as text.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { readBlocks, type Block } from "../../shared/text.ts";
import { deskControls } from "../controls.ts";
import type { Entry, Pending } from "../entries.ts";
import { lock } from "../icons.ts";
import { AUTHORS, confidence, EDIT, moved, NOT_SENT, NOTE_LABEL, SENDING, TRY_AGAIN } from "../texts.ts";
import { clockTime, dayOf } from "../times.ts";
import type { Note, Said } from "../words.ts";
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
  };

  declare entry: Entry;
  /** This agent's name. */
  declare me: string;
  declare customer: string;

  constructor() {
    super();
    this.me = "";
    this.customer = "";
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
        <div class="text">${texts(said)}</div>
        ${understood(said)}
      </div>
    `;
  }

  #note(note: Note) {
    return html`
      <div class="note">
        <p class="byline">${lock}<b>${NOTE_LABEL}</b> <span>${note.agent.name}</span> ${this.#time(note.at)}</p>
        <div class="text"><p dir="auto">${note.text}</p></div>
      </div>
    `;
  }

  #pending({ kind, text, clientId, failed, problem }: Pending) {
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
                  ${EDIT}
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

/** What the bot made of a message, on a line that only who looks for it sees. */
function understood({ intent, confidence: sure, case: problem, outcome }: Said) {
  const facts = [
    intent,
    sure === null ? null : confidence(sure),
    problem === null || problem === intent ? null : `case ${problem}`,
    outcome === null ? null : `outcome ${outcome}`,
  ].filter((fact) => fact !== null);
  if (facts.length === 0) return nothing;
  return html`<p class="understood"><span class="visually-hidden">Understood as </span>${facts.join(" · ")}</p>`;
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
    "desk-send-again": SendAgainEvent;
    "desk-take-back": TakeBackEvent;
  }
}
