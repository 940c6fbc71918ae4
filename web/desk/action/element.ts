/**
 * <giftline-desk-action>: one ledger action in a dialog: why, what would happen, and what did. What may be
 * written to the customer then goes into the reply's field (PutReplyEvent), and never further by itself.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { DoneEvent } from "../move/element.ts";
import { ACTION, ACTION_STATES, ACTIONS, CANCEL, TAKE_FIRST } from "../texts.ts";
import type { LedgerAction } from "../words.ts";
import type { ActionFlow, Step } from "./flow.ts";
import { asksForAccount } from "./kinds.ts";
import { styles } from "./styles.ts";

const LONGEST_REASON = 1_000;
const LONGEST_ACCOUNT = 120;

/** A text is to be put into the reply's field. */
export class PutReplyEvent extends Event {
  static readonly type = "desk-put-reply";
  readonly text: string;
  constructor(text: string) {
    super(PutReplyEvent.type, { bubbles: true, composed: true });
    this.text = text;
  }
}

export class GiftlineDeskAction extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    flow: { attribute: false },
    step: {},
    busy: { type: Boolean },
    problem: {},
    holds: { type: Boolean },
    account: {},
  };

  declare flow: ActionFlow;
  /** How the flow stands, so that its changes are drawn. */
  declare step: Step;
  declare busy: boolean;
  declare problem: string;
  /** Whether this agent has the conversation, and so may reply. */
  declare holds: boolean;
  /** The account that is signed in, or empty. */
  declare account: string;

  constructor() {
    super();
    this.step = "asking";
    this.busy = false;
    this.problem = "";
    this.holds = false;
    this.account = "";
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
    this.renderRoot.querySelector<HTMLElement>("textarea")?.focus();
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has("step") || changed.get("step") === undefined) return;
    // Each step begins with what it says; the reason is where one goes on writing.
    this.renderRoot.querySelector<HTMLElement>(this.step === "asking" ? "textarea" : ".says")?.focus();
  }

  protected override render() {
    const { kind, card } = this.flow.asked;
    const title = card === null || kind === "unlock" ? ACTIONS[kind] : `${ACTIONS[kind]}: ${ACTION.card(card.last_four)}`;
    return html`
      <dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new DoneEvent())}>
        <h2 id="title">${title}</h2>
        <form class="why" ?hidden=${this.step !== "asking"} @submit=${this.#preview}>${this.#why()}</form>
        ${this.step === "asking" || this.flow.action === null ? nothing : this.#told(this.flow.action)}
        <p class="problem" role="alert">${this.problem === "" ? nothing : this.problem}</p>
        <div class="buttons">${this.#buttons()}</div>
      </dialog>
    `;
  }

  #why() {
    return html`
      <label for="reason">${ACTION.whyAsked}</label>
      <textarea
        id="reason"
        name="reason"
        rows="3"
        required
        maxlength=${LONGEST_REASON}
        autocomplete="off"
        aria-describedby="reason-says"
        @keydown=${this.#fieldKey}
      ></textarea>
      <p class="hint" id="reason-says">${ACTION.whySays}</p>
      ${asksForAccount(this.flow.asked.kind)
        ? html`
            <label for="account">${ACTION.account}</label>
            <input
              id="account"
              name="account"
              type="text"
              maxlength=${LONGEST_ACCOUNT}
              autocomplete="off"
              spellcheck="false"
              placeholder=${this.account === "" ? nothing : this.account}
              ?required=${this.account === ""}
              aria-describedby=${this.account === "" ? nothing : "account-says"}
            />
            ${this.account === "" ? nothing : html`<p class="hint" id="account-says">${ACTION.accountSays}</p>`}
          `
        : nothing}
    `;
  }

  #told({ state, text, amount, macro, reason }: LedgerAction) {
    return html`
      <section class="told" data-state=${state}>
        <h3>${state === "draft" ? ACTION.would : ACTION_STATES[state]}</h3>
        <p class="says" tabindex="-1">${text}</p>
        <dl>
          ${amount === null ? nothing : html`<div><dt>${ACTION.amount}</dt><dd class="amount">${amount.text}</dd></div>`}
          <div><dt>${ACTION.whyAsked}</dt><dd>${reason}</dd></div>
        </dl>
      </section>
      ${macro === null
        ? nothing
        : html`
            <section class="macro">
              <h3>${ACTION.forCustomer}</h3>
              <p>${macro.text}</p>
              <p class="hint">${this.holds ? ACTION.neverSent : TAKE_FIRST}</p>
            </section>
          `}
    `;
  }

  #buttons() {
    const { action } = this.flow;
    if (this.step === "over") {
      const macro = action?.macro ?? null;
      return html`
        <button type="button" @click=${this.#close}>${ACTION.over}</button>
        ${macro === null
          ? nothing
          : html`<button type="button" class="primary" ?disabled=${!this.holds} @click=${() => this.#put(macro.text)}>
              ${ACTION.putIntoReply}
            </button>`}
      `;
    }
    if (this.step === "asking") {
      return html`
        <button type="button" @click=${this.#close}>${CANCEL}</button>
        <button type="button" class="primary" aria-disabled=${this.busy} @click=${this.#submit}>
          ${this.busy ? ACTION.previewing : ACTION.preview}
        </button>
      `;
    }
    const isDecided = action?.state === "decided";
    const word = isDecided ? ACTION.sendAgain : action?.needs_second ? ACTION.askApproval : ACTION.confirm;
    return html`
      ${isDecided
        ? html`<button type="button" @click=${this.#close}>${ACTION.over}</button>`
        : html`<button type="button" aria-disabled=${this.busy} @click=${() => this.flow.back()}>${ACTION.back}</button>`}
      <button type="button" class="primary" aria-disabled=${this.busy} @click=${() => this.flow.confirm()}>
        ${this.busy ? ACTION.confirming : word}
      </button>
    `;
  }

  #submit(): void {
    this.renderRoot.querySelector<HTMLFormElement>("form.why")?.requestSubmit();
  }

  /** Enter goes on, as in every other dialog; a reason needs no second line, and Shift makes one. */
  #fieldKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #preview(event: SubmitEvent): void {
    event.preventDefault();
    const written = new FormData(event.target as HTMLFormElement);
    const of = (name: string) => String(written.get(name) ?? "").trim();
    void this.flow.preview(of("reason"), of("account"));
  }

  #close(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }

  #put(text: string): void {
    this.#close();
    this.dispatchEvent(new PutReplyEvent(text));
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-put-reply": PutReplyEvent;
  }
}
