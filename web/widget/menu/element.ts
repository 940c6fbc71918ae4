/**
 * <giftline-menu>: what a customer does with the chat rather than in it (MenuEvent). A button that shows and
 * hides a short list, closed by Escape, by a choice and by going elsewhere. It decides nothing.
 */
import { html, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { dots } from "../../shared/icons.ts";
import { type Alerts, OFF } from "../alerts.ts";
import { say, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

export type MenuChoice = "transcript" | "sound" | "notifications" | "slack" | "new";

export class MenuEvent extends Event {
  static readonly type = "menu-choice";
  readonly choice: MenuChoice;
  constructor(choice: MenuChoice) {
    super(MenuEvent.type);
    this.choice = choice;
  }
}

export class GiftlineMenu extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    begun: { type: Boolean },
    mayLeave: { type: Boolean },
    alerts: { attribute: false },
    canNotify: { type: Boolean },
    inSlack: { type: Boolean },
    problem: {},
    open: { state: true },
  };

  /** True once there is a conversation to save. */
  declare begun: boolean;
  /** True where nothing is lost by starting another one. */
  declare mayLeave: boolean;
  /** What is switched on; asked while the list is shown, because a browser reads what it has stored slowly at first. */
  declare alerts: () => Alerts;
  /** True where the browser would ask. */
  declare canNotify: boolean;
  /** True where the customer can go on in Slack. */
  declare inSlack: boolean;
  /** Why the last choice came to nothing. */
  declare problem: string;
  declare open: boolean;

  constructor() {
    super();
    this.begun = false;
    this.mayLeave = false;
    this.alerts = () => OFF;
    this.canNotify = false;
    this.inSlack = false;
    this.problem = "";
    this.open = false;
  }

  protected override render() {
    const { sound, notifications } = this.open ? this.alerts() : OFF;
    return html`
      <div @keydown=${this.#key} @focusout=${this.#left}>
        <button
          class="opener"
          type="button"
          data-testid="menu"
          aria-label=${say("menu.open")}
          aria-expanded=${this.open ? "true" : "false"}
          aria-controls="list"
          @click=${this.#toggle}
        >${dots}</button>
        <div id="list" ?hidden=${!this.open}>
          <ul>
            ${this.begun ? html`<li>${this.#action("transcript", say("menu.transcript"))}</li>` : nothing}
            <li>${this.#switch("sound", say("menu.sound"), sound)}</li>
            ${this.canNotify
              ? html`<li>${this.#switch("notifications", say("menu.notifications"), notifications)}</li>`
              : nothing}
            ${this.inSlack ? html`<li>${this.#action("slack", say("menu.slack"))}</li>` : nothing}
            ${this.mayLeave ? html`<li>${this.#action("new", say("menu.new"))}</li>` : nothing}
          </ul>
          <p class="problem" role="alert">${this.problem || nothing}</p>
        </div>
      </div>
    `;
  }

  #action(choice: MenuChoice, words: string) {
    const choose = () => {
      this.open = false;
      this.#opener?.focus();
      this.dispatchEvent(new MenuEvent(choice));
    };
    return html`<button type="button" @click=${choose}>${words}</button>`;
  }

  /** Stays open, so that what came of it is seen. */
  #switch(choice: MenuChoice, words: string, on: boolean) {
    return html`<button
      type="button"
      role="switch"
      aria-checked=${on ? "true" : "false"}
      @click=${() => this.dispatchEvent(new MenuEvent(choice))}
    >${words}<span class="track" aria-hidden="true"></span></button>`;
  }

  get #opener(): HTMLElement | null {
    return this.renderRoot.querySelector(".opener");
  }

  #toggle(): void {
    this.open = !this.open;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.open) return;
    // The page around it would close the whole chat.
    event.preventDefault();
    event.stopPropagation();
    this.open = false;
    this.#opener?.focus();
  }

  #left(event: FocusEvent): void {
    const next = event.relatedTarget as Node | null;
    // Nothing has the focus after a press on what cannot have it, within the list as well as outside.
    if (next === null || !this.renderRoot.contains(next)) this.open = false;
  }
}

declare global {
  interface HTMLElementEventMap {
    "menu-choice": MenuEvent;
  }
}
