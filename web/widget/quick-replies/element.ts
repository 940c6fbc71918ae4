/**
 * <giftline-quick-replies>: a row of choices, from the bot's buttons or from starter suggestions.
 * It tells which choice was made (QuickReplyEvent) and does nothing about it.
 */
import { html, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import type { Button } from "../../shared/messages.ts";
import { botsLanguage, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

/** A button, or a suggestion of ours: that is sent as words, which need not be those it is shown in. */
export interface Choice extends Button {
  readonly sends?: string;
}

/** A choice was made. */
export class QuickReplyEvent extends Event {
  static readonly type = "quick-reply";
  readonly choice: Choice;
  constructor(choice: Choice) {
    super(QuickReplyEvent.type, { bubbles: true, composed: true });
    this.choice = choice;
  }
}

export class GiftlineQuickReplies extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = { choices: { attribute: false }, label: {} };

  declare choices: readonly Choice[];
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
            <button
              type="button"
              dir="auto"
              lang=${(choice.sends === undefined ? botsLanguage() : null) ?? nothing}
              @click=${() => this.dispatchEvent(new QuickReplyEvent(choice))}
            >
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
