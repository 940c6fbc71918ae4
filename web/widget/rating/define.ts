/** Registers <giftline-rating>. Importing this file is the only thing that does. */
import { GiftlineRating } from "./element.ts";

customElements.define("giftline-rating", GiftlineRating);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-rating": GiftlineRating;
  }
}
