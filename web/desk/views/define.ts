/** Registers <giftline-desk-views>. Importing this file is the only thing that does. */
import { GiftlineDeskViews } from "./element.ts";

customElements.define("giftline-desk-views", GiftlineDeskViews);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-views": GiftlineDeskViews;
  }
}
