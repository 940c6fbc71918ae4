/**
 * <giftline-desk-brief>: the case at a glance: what is claimed against what is true, what was tried,
 * what is missing, what to do, and what can be done or was done in the ledger (AskActionEvent).
 * It shows what the server has put together and concludes nothing.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { PutReplyEvent } from "../action/element.ts";
import type { Asked } from "../action/flow.ts";
import { mayUnlock, othersOf, toldOf } from "../action/kinds.ts";
import { deskControls } from "../controls.ts";
import { BackEvent } from "../conversation/element.ts";
import { back } from "../icons.ts";
import { ACTION, ACTION_STATES, ACTIONS, actionTitle, BACK_TO_CONVERSATION, BRIEF, TAKE_FIRST } from "../texts.ts";
import { moment } from "../times.ts";
import type { ActionKind, Advice, Brief, CardBrief, LedgerAction } from "../words.ts";
import { styles } from "./styles.ts";

/** A ledger action is wanted; why, and whether it is meant, is asked for next. */
export class AskActionEvent extends Event {
  static readonly type = "desk-ask-action";
  readonly asked: Asked;
  constructor(asked: Asked) {
    super(AskActionEvent.type, { bubbles: true, composed: true });
    this.asked = asked;
  }
}

/** An action that was agreed on is not done yet, and is sent again. */
export class ActAgainEvent extends Event {
  static readonly type = "desk-act-again";
  readonly id: string;
  constructor(id: string) {
    super(ActAgainEvent.type, { bubbles: true, composed: true });
    this.id = id;
  }
}

export class GiftlineDeskBrief extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    brief: { attribute: false },
    actions: { attribute: false },
    me: {},
    holds: { type: Boolean },
    nowMs: { type: Number },
  };

  declare brief: Brief;
  /** What agents did or wanted to do in the ledger. */
  declare actions: readonly LedgerAction[];
  /** The e-mail address of who looks at it. */
  declare me: string;
  /** Whether this agent has the conversation, and so may reply. */
  declare holds: boolean;
  declare nowMs: number;

  constructor() {
    super();
    this.actions = [];
    this.me = "";
    this.holds = false;
    this.nowMs = 0;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus(options);
  }

  protected override render() {
    const { claim, cards, cautions, steps, missing, advice, locked_until: lockedUntil } = this.brief;
    return html`
      <header>
        <button
          class="back quiet"
          type="button"
          aria-label=${BACK_TO_CONVERSATION}
          @click=${() => this.dispatchEvent(new BackEvent())}
        >
          ${back}
        </button>
        <h2 tabindex="-1">${BRIEF}</h2>
      </header>
      <div class="view" role="region" aria-label="Case brief" tabindex="0">
        ${cautions.length === 0
          ? nothing
          : html`<ul class="cautions">${cautions.map((text) => html`<li>${text}</li>`)}</ul>`}
        ${lockedUntil === null
          ? nothing
          : html`<p class="cautions">No more tries until ${moment(lockedUntil, this.nowMs)}.</p>`}
        ${this.#actions()}
        ${claim !== null && cards.length === 0
          ? html`<section><h3>The customer says</h3><p>${claim.title}</p></section>`
          : nothing}
        ${cards.map((card) => this.#card(card))}
        ${advice === null ? nothing : this.#advised(advice, null)}
        ${mayUnlock(this.brief) ? html`<div class="others">${this.#ask("unlock", null)}</div>` : nothing}
        ${missing.length === 0
          ? nothing
          : html`<section>
              <h3>Not seen yet</h3>
              <ul class="points">${missing.map(({ text }) => html`<li>${text}</li>`)}</ul>
            </section>`}
        ${steps.length === 0
          ? nothing
          : html`<section>
              <h3>What the bot has told</h3>
              <ol class="steps">
                ${steps.map(
                  ({ text, at, times }) => html`<li>
                    ${text}${times > 1 ? html` <b>(${times} times)</b>` : nothing}
                    <time datetime=${at}>${moment(at, this.nowMs)}</time>
                  </li>`,
                )}
              </ol>
            </section>`}
      </div>
    `;
  }

  #card(card: CardBrief) {
    return html`
      <section class="card">
        <h3>Card ending <span class="code">${card.last_four}</span></h3>
        <p class="facts">
          ${[card.state?.replaceAll("_", " "), card.face_value?.text, card.region].filter(Boolean).join(" · ")}
        </p>
        <dl data-mismatch=${card.mismatch}>
          ${card.claim === null ? nothing : html`<dt>Claimed</dt><dd>${card.claim.title}</dd>`}
          <dt>Found</dt>
          <dd>${card.found}</dd>
        </dl>
        <p class="verdict" data-mismatch=${card.mismatch}>${card.verdict_text}</p>
        ${this.#advised(card.advice, card)} ${this.#others(card)}
        ${card.evidence.length === 0
          ? nothing
          : html`<h4>Evidence</h4><ul class="points">${card.evidence.map((text) => html`<li>${text}</li>`)}</ul>`}
        ${card.timeline.length === 0
          ? nothing
          : html`<h4>Ledger</h4>
              <ol class="steps">
                ${card.timeline.map(
                  ({ at, text, amount }) => html`<li>
                    ${text}${amount === null ? nothing : html` <b>${amount.text}</b>`}
                    <time datetime=${at}>${moment(at, this.nowMs)}</time>
                  </li>`,
                )}
              </ol>`}
      </section>
    `;
  }

  #advised({ do: what, macro, action }: Advice, card: CardBrief | null) {
    return html`<section class="advice">
      <h3>Do this</h3>
      <p>${what}</p>
      ${action === null ? nothing : this.#ask(action, card, "primary")}
      ${macro.text === ""
        ? nothing
        : html`<details><summary>What to write</summary><p>${macro.text}</p>${this.#put(macro.text)}</details>`}
    </section>`;
  }

  #others(card: CardBrief) {
    const others = othersOf(card);
    if (others.length === 0) return nothing;
    return html`
      <div class="others" role="group" aria-label=${ACTION.others}>${others.map((kind) => this.#ask(kind, card))}</div>
    `;
  }

  #ask(kind: ActionKind, card: CardBrief | null, look = "") {
    return html`
      <button type="button" class=${look} @click=${() => this.dispatchEvent(new AskActionEvent({ kind, card }))}>
        ${ACTIONS[kind]}…
      </button>
    `;
  }

  #put(text: string) {
    return html`
      <button
        type="button"
        ?disabled=${!this.holds}
        title=${this.holds ? nothing : TAKE_FIRST}
        @click=${() => this.dispatchEvent(new PutReplyEvent(text))}
      >
        ${ACTION.putIntoReply}
      </button>
    `;
  }

  #actions() {
    const told = toldOf(this.actions);
    if (told.length === 0) return nothing;
    return html`
      <section>
        <h3>${ACTION.list}</h3>
        <ol class="actions">${told.map((action) => this.#action(action))}</ol>
      </section>
    `;
  }

  #action(action: LedgerAction) {
    const { state, decided_by: decidedBy, decision_reason: declinedFor } = action;
    return html`
      <li data-state=${state}>
        <p class="state">${ACTION_STATES[state]}</p>
        <h4>${actionTitle(action)}</h4>
        <p>${action.text}</p>
        ${declinedFor === "" ? nothing : html`<p>${declinedFor}</p>`}
        <p class="by">
          ${ACTION.askedBy(action.asked_by)}: ${action.reason}
          ${decidedBy === null ? nothing : html`<br />${ACTION.decidedBy(state, decidedBy)}`}
          <time datetime=${action.asked_at}>${moment(action.asked_at, this.nowMs)}</time>
        </p>
        ${action.macro === null
          ? nothing
          : html`<details>
              <summary>${ACTION.forCustomer}</summary>
              <p>${action.macro.text}</p>
              ${this.#put(action.macro.text)}
            </details>`}
        ${state === "decided" && action.asked_by === this.me
          ? html`<button type="button" @click=${() => this.dispatchEvent(new ActAgainEvent(action.id))}>
              ${ACTION.sendAgain}
            </button>`
          : nothing}
      </li>
    `;
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-ask-action": AskActionEvent;
    "desk-act-again": ActAgainEvent;
  }
}
