/**
 * <giftline-desk-mentions>: the notes that name this agent, the unread first. Pressing one wants its
 * conversation (MentionEvent). It shows what it is given and decides nothing.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { LOADING, MENTIONS, NO_MENTIONS, UNREAD } from "../texts.ts";
import { moment } from "../times.ts";
import type { Mention } from "../words.ts";
import { styles } from "./styles.ts";

/** The conversation of a mention is to be opened. */
export class MentionEvent extends Event {
  static readonly type = "desk-mention";
  readonly mention: Mention;
  constructor(mention: Mention) {
    super(MentionEvent.type, { bubbles: true, composed: true });
    this.mention = mention;
  }
}

export class GiftlineDeskMentions extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    mentions: { attribute: false },
    nowMs: { type: Number },
  };

  /** Null until they have been read. */
  declare mentions: readonly Mention[] | null;
  declare nowMs: number;

  constructor() {
    super();
    this.mentions = null;
    this.nowMs = 0;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus(options);
  }

  protected override render() {
    return html`
      <header><h2 tabindex="-1">${MENTIONS}</h2></header>
      ${this.mentions === null || this.mentions.length === 0
        ? html`<p class="instead">${this.mentions === null ? LOADING : NO_MENTIONS}</p>`
        : html`<ul class="view">
            ${this.mentions.map((mention) => html`<li>${this.#mention(mention)}</li>`)}
          </ul>`}
    `;
  }

  #mention(mention: Mention) {
    const { note, read_at: readAt } = mention;
    return html`
      <button type="button" data-unread=${readAt === null} @click=${() => this.dispatchEvent(new MentionEvent(mention))}>
        <span class="first">
          <b>${note.agent.name}</b>
          ${readAt === null ? html`<span class="unread">${UNREAD}</span>` : nothing}
          <time datetime=${note.at}>${moment(note.at, this.nowMs)}</time>
        </span>
        <span class="text" dir="auto">${note.text}</span>
      </button>
    `;
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-mention": MentionEvent;
  }
}
