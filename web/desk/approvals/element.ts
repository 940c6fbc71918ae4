/**
 * <giftline-desk-approvals>: what waits for a second person. A supervisor approves it or declines it with a
 * reason (DecideEvent), but never what they asked for themselves.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { OpenEvent } from "../list/element.ts";
import { ACTION, ACTION_STATES, actionTitle, APPROVALS, CANCEL } from "../texts.ts";
import { moment } from "../times.ts";
import type { LedgerAction } from "../words.ts";
import { styles } from "./styles.ts";

const LONGEST_REASON = 1_000;

export type Verdict = "approve" | "decline";

/** Somebody has decided. `reason` is empty for what is approved. */
export class DecideEvent extends Event {
  static readonly type = "desk-decide";
  readonly action: LedgerAction;
  readonly verdict: Verdict;
  readonly reason: string;
  constructor(action: LedgerAction, verdict: Verdict, reason: string) {
    super(DecideEvent.type, { bubbles: true, composed: true });
    this.action = action;
    this.verdict = verdict;
    this.reason = reason;
  }
}

export class GiftlineDeskApprovals extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    actions: { attribute: false },
    me: {},
    opened: {},
    nowMs: { type: Number },
    asked: { state: true },
  };

  declare actions: readonly LedgerAction[];
  /** The e-mail address of who looks at it. */
  declare me: string;
  /** The conversation that is open, if one is. */
  declare opened: string | null;
  declare nowMs: number;
  /** What is being decided, until it is. */
  declare asked: { readonly action: LedgerAction; readonly verdict: Verdict } | null;

  constructor() {
    super();
    this.actions = [];
    this.me = "";
    this.opened = null;
    this.nowMs = 0;
    this.asked = null;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus(options);
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has("asked") || this.asked === null) return;
    this.renderRoot.querySelector("dialog")?.showModal();
    this.renderRoot.querySelector<HTMLElement>("dialog textarea, dialog .primary")?.focus();
  }

  protected override render() {
    return html`
      <header><h2 tabindex="-1">${APPROVALS.title}</h2></header>
      <div class="view">
        ${this.actions.length === 0
          ? html`<p class="none">${APPROVALS.empty}</p>`
          : html`<ul>${this.actions.map((action) => this.#action(action))}</ul>`}
      </div>
      ${this.asked === null ? nothing : this.#dialog(this.asked)}
    `;
  }

  #action(action: LedgerAction) {
    const isOwn = action.asked_by === this.me;
    return html`
      <li data-open=${action.conversation_id === this.opened}>
        <h3>${actionTitle(action)}</h3>
        <p>${action.text}</p>
        <blockquote>${action.reason}</blockquote>
        <p class="about">
          ${ACTION.askedBy(action.asked_by)},
          <time datetime=${action.asked_at}>${moment(action.asked_at, this.nowMs)}</time>
          ${action.expires_at === null ? nothing : html`· ${ACTION.until(moment(action.expires_at, this.nowMs))}`}
          ${action.state === "pending" ? nothing : html`· ${ACTION_STATES[action.state]}`}
        </p>
        ${isOwn ? html`<p class="own">${APPROVALS.own}</p>` : nothing}
        <div class="buttons">
          <button
            type="button"
            class="quiet"
            aria-label=${APPROVALS.openConversation}
            @click=${() => this.dispatchEvent(new OpenEvent(action.conversation_id))}
          >
            ${APPROVALS.open}
          </button>
          ${isOwn ? nothing : this.#decisions(action)}
        </div>
      </li>
    `;
  }

  #decisions(action: LedgerAction) {
    const ask = (verdict: Verdict) => () => (this.asked = { action, verdict });
    if (action.state === "decided") {
      return html`<button type="button" class="primary" @click=${ask("approve")}>${ACTION.sendAgain}</button>`;
    }
    return html`
      <button type="button" @click=${ask("decline")}>${APPROVALS.decline}</button>
      <button type="button" class="primary" @click=${ask("approve")}>${APPROVALS.approve}</button>
    `;
  }

  #dialog({ action, verdict }: { action: LedgerAction; verdict: Verdict }) {
    const isApproval = verdict === "approve";
    return html`
      <dialog aria-labelledby="title" @close=${this.#closed}>
        <form method="dialog" @submit=${this.#decide}>
          <h2 id="title">${isApproval ? APPROVALS.approveTitle : APPROVALS.declineTitle}</h2>
          <p class="what">${actionTitle(action)}</p>
          ${isApproval
            ? html`<p>${action.text}</p><blockquote>${action.reason}</blockquote>`
            : html`
                <label for="reason">${APPROVALS.why}</label>
                <textarea
                  id="reason"
                  name="reason"
                  rows="3"
                  required
                  maxlength=${LONGEST_REASON}
                  autocomplete="off"
                  aria-describedby="reason-says"
                ></textarea>
                <p class="about" id="reason-says">${APPROVALS.declineSays}</p>
              `}
          <div class="buttons">
            <button type="button" @click=${this.#cancel}>${CANCEL}</button>
            <button type="submit" class="primary">${isApproval ? APPROVALS.approve : APPROVALS.decline}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #decide(event: SubmitEvent): void {
    if (this.asked === null) return;
    const { action, verdict } = this.asked;
    const reason = String(new FormData(event.target as HTMLFormElement).get("reason") ?? "").trim();
    this.dispatchEvent(new DecideEvent(action, verdict, reason));
  }

  #cancel(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }

  #closed(): void {
    this.asked = null;
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-decide": DecideEvent;
  }
}
