/**
 * <giftline-desk-brief>: the case at a glance: what is claimed against what is true, what was tried,
 * what is missing, what to do. It shows what the server has put together and concludes nothing.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { BackEvent } from "../conversation/element.ts";
import { back } from "../icons.ts";
import { BACK_TO_CONVERSATION, BRIEF } from "../texts.ts";
import { moment } from "../times.ts";
import type { Advice, Brief, CardBrief } from "../words.ts";
import { styles } from "./styles.ts";

export class GiftlineDeskBrief extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    brief: { attribute: false },
    nowMs: { type: Number },
  };

  declare brief: Brief;
  declare nowMs: number;

  constructor() {
    super();
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
        ${claim !== null && cards.length === 0
          ? html`<section><h3>The customer says</h3><p>${claim.title}</p></section>`
          : nothing}
        ${cards.map((card) => this.#card(card))}
        ${advice === null ? nothing : advised(advice)}
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
        ${advised(card.advice)}
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
}

function advised({ do: what, macro }: Advice) {
  return html`<section class="advice">
    <h3>Do this</h3>
    <p>${what}</p>
    ${macro.text === "" ? nothing : html`<details><summary>What to write</summary><p>${macro.text}</p></details>`}
  </section>`;
}
