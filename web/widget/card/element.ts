/** <giftline-card>: what became of a card, step by step, in the message that tells of it. */
import { html, nothing } from "lit";

import type { Card } from "../../shared/messages.ts";
import { daySays, say, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

export class GiftlineCard extends SpeakingElement {
  static override styles = styles;
  static override properties = { card: { attribute: false } };

  declare card: Card;

  protected override render() {
    const { last_four: lastFour, steps } = this.card;
    return html`
      <section data-testid="card" aria-label=${say("card.called", { lastFour })}>
        <p>${say("card.called", { lastFour })}</p>
        <ol>
          ${steps.map(
            ({ what, on }) => html`
              <li data-step=${what}>
                ${say(`card.${what}`)}${on === null ? nothing : html` <time datetime=${on}>${daySays(on)}</time>`}
              </li>
            `,
          )}
        </ol>
      </section>
    `;
  }
}
