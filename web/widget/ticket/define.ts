/** Registers <giftline-ticket>. Importing this file is the only thing that does. */
import { GiftlineTicket } from "./element.ts";

customElements.define("giftline-ticket", GiftlineTicket);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-ticket": GiftlineTicket;
  }
}
