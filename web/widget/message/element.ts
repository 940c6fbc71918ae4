/**
 * <giftline-message>: one message, who wrote it and when; one that waits
 * or has failed offers to try again (RetryEvent). Text is shown as text: what looks like markup stays what it is.
 */
import { html, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { readBlocks, type Block } from "../../shared/text.ts";
import type { Entry } from "../conversation.ts";
import type { LoadFile } from "../attachment/element.ts";
import {
  authorName,
  botsLanguage,
  directionInUse,
  languageInUse,
  momentSays,
  say,
  SpeakingElement,
} from "../texts.ts";
import { initials } from "./initials.ts";
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

export class GiftlineMessage extends SpeakingElement {
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
    const { author, text, delivery, attachment, card } = this.entry;
    return html`
      <div class="message" data-author=${author}>
        ${this.continued ? nothing : this.#byline()}
        <div
          class="bubble"
          data-testid="message"
          data-author=${author}
          data-delivery=${delivery}
          lang=${(author === "bot" || author === "system" ? botsLanguage() : null) ?? nothing}
        >${author === "customer" ? html`<p dir="auto">${text}</p>` : readBlocks(text).map(block)}${
          attachment === null
            ? nothing
            : html`<giftline-attachment .attachment=${attachment} .load=${this.load}></giftline-attachment>`
        }${card === null ? nothing : html`<giftline-card lang=${languageInUse()} dir=${directionInUse()} .card=${card}></giftline-card>`}</div>
        ${this.#delivery()}
      </div>
    `;
  }

  #byline() {
    const { author, agentName, sentAt } = this.entry;
    return html`
      <p class="byline">
        ${agentName === null ? nothing : html`<span class="picture" aria-hidden="true">${initials(agentName)}</span>`}
        <span class="author">${agentName === null ? authorName(author) : html`<bdi>${agentName}</bdi>`}</span>
        <time datetime=${sentAt}>${momentSays(new Date(sentAt), new Date())}</time>
      </p>
    `;
  }

  #delivery() {
    switch (this.entry.delivery) {
      case "confirmed":
        return nothing;
      case "sending":
        return html`<p class="delivery">${say("message.sending")}</p>`;
      case "waiting":
        return this.#unsent(say("message.waiting"), "");
      case "failed":
        return this.#unsent(say("message.notSent"), "failed");
    }
  }

  #unsent(why: string, kind: string) {
    return html`
      <p class="delivery ${kind}">
        <span>${why}</span>
        <button type="button" @click=${this.#retry}>${say("message.tryAgain")}</button>
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
      return html`<ol dir="auto" start=${content.start}>${items(content.items)}</ol>`;
    case "list":
      return html`<ul dir="auto">${items(content.items)}</ul>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    "message-retry": RetryEvent;
  }
}
