/**
 * <giftline-ticket>: a card beside the message that told of a ticket: its number, and how it stands now.
 * The message has all of it in words as well, as it stood then.
 */
import { html } from "lit";

import type { Ticket } from "../../shared/messages.ts";
import { controls } from "../../shared/controls.ts";
import { say, SpeakingElement, ticketSays } from "../texts.ts";
import { styles } from "./styles.ts";

export class GiftlineTicket extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = { ticket: { attribute: false } };

  declare ticket: Ticket;

  protected override render() {
    const { id, state } = this.ticket;
    return html`
      <section class="card" data-testid="ticket" data-state=${state} aria-label=${say("ticket.called", { number: id ?? "" })}>
        <p class="number">${say("ticket.called", { number: id ?? "" })}</p>
        <p class="state">${ticketSays(this.ticket, new Date())}</p>
      </section>
    `;
  }
}
