/**
 * <giftline-demo-accounts>: pick who you are (AccountChangeEvent) and take a card's code (CardUseEvent).
 * For demos only and no part of the widget. A panel beside the chat; on a phone, a sheet that unfolds.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import type { DemoAccount, DemoCard } from "../../shared/messages.ts";
import { styles } from "./styles.ts";

const NOT_SIGNED_IN = "Not signed in";

/** Somebody else was picked; null for nobody. */
export class AccountChangeEvent extends Event {
  static readonly type = "account-change";
  readonly account: string | null;
  constructor(account: string | null) {
    super(AccountChangeEvent.type);
    this.account = account;
  }
}

/** A card's code is wanted where the customer would type it. */
export class CardUseEvent extends Event {
  static readonly type = "card-use";
  readonly code: string;
  constructor(code: string) {
    super(CardUseEvent.type);
    this.code = code;
  }
}

export class GiftlineDemoAccounts extends LitElement {
  static override styles = [controls, styles];
  static override properties = {
    accounts: { attribute: false },
    account: {},
    unfolded: { type: Boolean, reflect: true },
  };

  declare accounts: readonly DemoAccount[];
  declare account: string | null;
  /** Whether the sheet is open; has no meaning beside the chat, where everything is in view. */
  declare unfolded: boolean;

  constructor() {
    super();
    this.accounts = [];
    this.account = null;
    this.unfolded = false;
  }

  get #chosen(): DemoAccount | undefined {
    return this.accounts.find(({ id }) => id === this.account);
  }

  protected override render() {
    return html`
      <aside aria-labelledby="title" @keydown=${this.#keydown} @focusout=${this.#left}>
        <div class="bar">
          <h2 id="title">Demo accounts</h2>
          <button
            class="fold"
            type="button"
            aria-controls="sheet"
            aria-expanded=${this.unfolded ? "true" : "false"}
            @click=${this.#fold}
          >
            <span>${this.#chosen?.name ?? NOT_SIGNED_IN}</span>
          </button>
        </div>
        <div class="sheet" id="sheet">
          <p>Pick who you are, say what goes wrong, paste a card's code.</p>
          <div class="field">
            <label for="account">Account</label>
            <select id="account" data-testid="account-select" @change=${this.#pick}>
              <option value="" ?selected=${this.account === null}>${NOT_SIGNED_IN}</option>
              ${this.accounts.map(
                ({ id, name, region }) => html`
                  <option value=${id} ?selected=${id === this.account}>${name} (${region})</option>
                `,
              )}
            </select>
          </div>
          ${this.#cards()}
        </div>
      </aside>
    `;
  }

  #cards() {
    const chosen = this.#chosen;
    if (chosen === undefined) return html`<p>Pick an account to see its cards.</p>`;
    if (chosen.cards.length === 0) return html`<p>${chosen.name} has no cards.</p>`;
    return html`
      <h3 id="cards">Cards of ${chosen.name}</h3>
      <ul aria-labelledby="cards">
        ${chosen.cards.map((card) => this.#card(card))}
      </ul>
    `;
  }

  #card({ code, label }: DemoCard) {
    return html`
      <li>
        <div class="card">
          ${label === "" ? nothing : html`<span class="label">${label}</span>`}
          <code>${code}</code>
        </div>
        <button type="button" aria-label=${`Use ${code}`} @click=${() => this.#use(code)}>Use</button>
      </li>
    `;
  }

  #fold(): void {
    this.unfolded = !this.unfolded;
  }

  #keydown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.unfolded) return;
    this.unfolded = false;
    this.renderRoot.querySelector<HTMLElement>(".fold")?.focus();
  }

  /** Whoever moves on to the chat must not find it under the sheet. */
  #left({ currentTarget, relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !(currentTarget as Node).contains(relatedTarget)) {
      this.unfolded = false;
    }
  }

  #pick(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.dispatchEvent(new AccountChangeEvent(value === "" ? null : value));
  }

  #use(code: string): void {
    this.unfolded = false;
    this.dispatchEvent(new CardUseEvent(code));
  }
}

declare global {
  interface HTMLElementEventMap {
    "account-change": AccountChangeEvent;
    "card-use": CardUseEvent;
  }
}
