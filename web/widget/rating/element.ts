/**
 * <giftline-rating>: five steps and a comment, once the help has come to an end. Sending is a RateEvent.
 * Nobody has to: it stands beside what else can be done.
 */
import { html, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import type { Rating } from "../../shared/messages.ts";
import { ratingSteps, say, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

/** The customer wants this said of the help. */
export class RateEvent extends Event {
  static readonly type = "rate";
  readonly score: number;
  readonly comment: string;
  constructor(score: number, comment: string) {
    super(RateEvent.type, { bubbles: true, composed: true });
    this.score = score;
    this.comment = comment;
  }
}

export class GiftlineRating extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    rating: { attribute: false },
    problem: {},
    score: { state: true },
  };

  /** What was said before; null before anything was. */
  declare rating: Rating;
  declare problem: string;
  declare score: number;

  constructor() {
    super();
    this.problem = "";
    this.score = 0;
  }

  protected override render() {
    const chosen = this.score || (this.rating.score ?? 0);
    return html`
      <form data-testid="rating" @submit=${this.#submit}>
        <fieldset>
          <legend>${say("rating.question")}</legend>
          ${ratingSteps().map(
            (step, index) => html`
              <label>
                <input
                  type="radio"
                  name="score"
                  .value=${String(index + 1)}
                  .checked=${chosen === index + 1}
                  @change=${() => (this.score = index + 1)}
                />
                ${step}
              </label>
            `,
          )}
        </fieldset>
        <label class="comment">
          ${say("rating.comment")}
          <textarea rows="2" maxlength="2000" spellcheck="false" .value=${this.rating.comment ?? ""}></textarea>
        </label>
        <button type="submit" ?disabled=${chosen === 0}>${say("rating.send")}</button>
        <p role="status">${this.problem || (this.rating.score === null ? nothing : say("rating.thanks"))}</p>
      </form>
    `;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const comment = this.renderRoot.querySelector("textarea")?.value ?? "";
    this.dispatchEvent(new RateEvent(this.score || (this.rating.score ?? 0), comment));
  }
}

declare global {
  interface HTMLElementEventMap {
    rate: RateEvent;
  }
}
