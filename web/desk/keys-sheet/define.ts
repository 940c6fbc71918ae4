/** Registers <giftline-desk-keys>. Importing this file is the only thing that does. */
import { GiftlineDeskKeys } from "./element.ts";

customElements.define("giftline-desk-keys", GiftlineDeskKeys);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-keys": GiftlineDeskKeys;
  }
}
