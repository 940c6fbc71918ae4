/**
 * <giftline-quick-replies>: a row of choices, from the bot's buttons or from starter suggestions.
 * It tells which choice was made (QuickReplyEvent) and does nothing about it.
 */
import { html, LitElement } from "lit";

import { controls } from "../../shared/controls.ts";
import type { Button } from "../../shared/messages.ts";
import { styles } from "./styles.ts";

/** A choice was made. */
export class QuickReplyEvent extends Event {
  static readonly type = "quick-reply";
  readonly choice: Button;
  constructor(choice: Button) {
    super(QuickReplyEvent.type, { bubbles: true, composed: true });
    this.choice = choice;
  }
}

export class GiftlineQuickReplies extends LitElement {
  static override styles = [controls, styles];
  static override properties = { choices: { attribute: false }, label: {} };

  declare choices: readonly Button[];
  declare label: string;

  constructor() {
    super();
    this.choices = [];
    this.label = "";
  }

  protected override render() {
    return html`
      <div class="choices" role="group" aria-label=${this.label}>
        ${this.choices.map(
          (choice) => html`
            <button type="button" @click=${() => this.dispatchEvent(new QuickReplyEvent(choice))}>
              ${choice.title}
            </button>
          `,
        )}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementEventMap {
    "quick-reply": QuickReplyEvent;
  }
}
