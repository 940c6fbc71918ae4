/**
 * <giftline-desk-settings>: what an agent sets for this browser (PrefsEvent). The browser is asked for
 * notifications only here, by a click on their own switch.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { DoneEvent } from "../move/element.ts";
import type { Prefs } from "../prefs.ts";
import { NOTIFY, NOTIFY_REFUSED, NOTIFY_SAYS, SETTINGS, SINGLE_KEYS, SINGLE_KEYS_SAYS } from "../texts.ts";
import { styles } from "./styles.ts";

export class PrefsEvent extends Event {
  static readonly type = "desk-prefs";
  readonly prefs: Prefs;
  constructor(prefs: Prefs) {
    super(PrefsEvent.type, { bubbles: true, composed: true });
    this.prefs = prefs;
  }
}

export class GiftlineDeskSettings extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    prefs: { attribute: false },
    refused: { state: true },
  };

  declare prefs: Prefs;
  declare refused: boolean;

  constructor() {
    super();
    this.prefs = { notify: false, singleKeys: true };
    this.refused = false;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render() {
    const { notify, singleKeys } = this.prefs;
    return html`
      <dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new DoneEvent())}>
        <h2 id="title">${SETTINGS}</h2>
        <label>
          <input type="checkbox" .checked=${notify} @change=${this.#notify} />
          <span>${NOTIFY}<small>${NOTIFY_SAYS}</small></span>
        </label>
        <p class="refused" role="alert">${this.refused ? NOTIFY_REFUSED : nothing}</p>
        <label>
          <input type="checkbox" .checked=${singleKeys} @change=${this.#singleKeys} />
          <span>${SINGLE_KEYS}<small>${SINGLE_KEYS_SAYS}</small></span>
        </label>
        <form method="dialog" class="buttons"><button type="submit">Done</button></form>
      </dialog>
    `;
  }

  async #notify(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const permission = box.checked && "Notification" in window ? await Notification.requestPermission() : "denied";
    this.refused = box.checked && permission !== "granted";
    box.checked = permission === "granted";
    this.#set({ ...this.prefs, notify: box.checked });
  }

  #singleKeys(event: Event): void {
    this.#set({ ...this.prefs, singleKeys: (event.target as HTMLInputElement).checked });
  }

  #set(prefs: Prefs): void {
    this.prefs = prefs;
    this.dispatchEvent(new PrefsEvent(prefs));
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-prefs": PrefsEvent;
  }
}
