/** Registers <giftline-desk-action>. Importing this file is the only thing that does. */
import { GiftlineDeskAction } from "./element.ts";

customElements.define("giftline-desk-action", GiftlineDeskAction);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-action": GiftlineDeskAction;
  }
}
