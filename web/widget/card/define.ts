/** Registers <giftline-card>. Importing this file is the only thing that does. */
import { GiftlineCard } from "./element.ts";

customElements.define("giftline-card", GiftlineCard);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-card": GiftlineCard;
  }
}
