/**
 * <giftline-typing>: three dots while somebody writes to the customer. Of a person that is said in words;
 * of the bot it is, with a word of patience when it takes long, for whoever cannot see the dots.
 * It counts from when it is put on the page; who is at work is for others to know.
 */
import { html, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { say, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

const PATIENCE_MS = 6_000;

export class GiftlineTyping extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = { person: { type: Boolean }, slow: { state: true } };

  /** Whether it is a person who writes, and not the bot. */
  declare person: boolean;
  declare slow: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.person = false;
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
    const dots = html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`;
    if (this.person) return html`<p class="typing" data-person>${dots}<span>${say("typing.person")}</span></p>`;
    return html`
      <p class="typing">
        <span class="visually-hidden">${say("typing.bot")}</span>
        ${dots}
        ${this.slow ? html`<span>${say("typing.slow")}</span>` : nothing}
      </p>
    `;
  }
}
