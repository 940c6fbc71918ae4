/**
 * <giftline-message>: one message, who wrote it and when; one that waits
 * or has failed offers to try again (RetryEvent). Text is shown as text: what looks like markup stays what it is.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { readBlocks, type Block } from "../../shared/text.ts";
import type { Entry } from "../conversation.ts";
import type { LoadFile } from "../attachment/element.ts";
import { AUTHOR_NAMES, NOT_SENT, SENDING, TRY_AGAIN, WAITING_TO_BE_SENT } from "../texts.ts";
import { styles } from "./styles.ts";

/** The customer wants a message that waits or has failed sent now. */
export class RetryEvent extends Event {
  static readonly type = "message-retry";
  readonly key: string;
  constructor(key: string) {
    super(RetryEvent.type, { bubbles: true, composed: true });
    this.key = key;
  }
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

export class GiftlineMessage extends LitElement {
  static override styles = [controls, styles];
  static override properties = {
    entry: { attribute: false },
    load: { attribute: false },
    continued: { type: Boolean },
  };

  declare entry: Entry;
  declare load: LoadFile;
  /** True when the message before is by the same author, so the name need not be said again. */
  declare continued: boolean;

  constructor() {
    super();
    this.continued = false;
  }

  protected override render() {
    const { author, text, delivery, attachment } = this.entry;
    return html`
      <div class="message" data-author=${author}>
        ${this.continued ? nothing : this.#byline()}
        <div
          class="bubble"
          data-testid="message"
          data-author=${author}
          data-delivery=${delivery}
        >${author === "customer" ? html`<p dir="auto">${text}</p>` : readBlocks(text).map(block)}${
          attachment === null
            ? nothing
            : html`<giftline-attachment .attachment=${attachment} .load=${this.load}></giftline-attachment>`
        }</div>
        ${this.#delivery()}
      </div>
    `;
  }

  #byline() {
    const { author, agentName, sentAt } = this.entry;
    const sent = new Date(sentAt);
    const format = sent.toDateString() === new Date().toDateString() ? timeOfDay : dayAndTime;
    return html`
      <p class="byline">
        <span class="author">${agentName ?? AUTHOR_NAMES[author]}</span>
        <time datetime=${sentAt}>${format.format(sent)}</time>
      </p>
    `;
  }

  #delivery() {
    switch (this.entry.delivery) {
      case "confirmed":
        return nothing;
      case "sending":
        return html`<p class="delivery">${SENDING}</p>`;
      case "waiting":
        return this.#unsent(WAITING_TO_BE_SENT, "");
      case "failed":
        return this.#unsent(NOT_SENT, "failed");
    }
  }

  #unsent(why: string, kind: string) {
    return html`
      <p class="delivery ${kind}">
        <span>${why}</span>
        <button type="button" @click=${this.#retry}>${TRY_AGAIN}</button>
      </p>
    `;
  }

  #retry(): void {
    this.dispatchEvent(new RetryEvent(this.entry.key));
  }
}

function block(content: Block) {
  const items = (texts: readonly string[]) => texts.map((text) => html`<li dir="auto">${text}</li>`);
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
    "message-retry": RetryEvent;
  }
}
