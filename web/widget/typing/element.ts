/**
 * <giftline-typing>: three dots while the bot is at work, with a word of patience when it takes long.
 * It counts from when it is put on the page; whether the bot is at work is for others to know.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { STILL_WORKING, TYPING } from "../texts.ts";
import { styles } from "./styles.ts";

const PATIENCE_MS = 6_000;

export class GiftlineTyping extends LitElement {
  static override styles = [controls, styles];
  static override properties = { slow: { state: true } };

  declare slow: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.slow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.slow = false;
    this.#timer = setTimeout(() => {
      this.slow = true;
    }, PATIENCE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render() {
    return html`
      <p class="typing">
        <span class="visually-hidden">${TYPING}</span>
        <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
        ${this.slow ? html`<span>${STILL_WORKING}</span>` : nothing}
      </p>
    `;
  }
}
