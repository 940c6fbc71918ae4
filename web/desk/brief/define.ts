/** Registers <giftline-desk-brief>. Importing this file is the only thing that does. */
import { GiftlineDeskBrief } from "./element.ts";

customElements.define("giftline-desk-brief", GiftlineDeskBrief);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-brief": GiftlineDeskBrief;
  }
}
