/** Registers <giftline-desk-entry>. Importing this file is the only thing that does. */
import { GiftlineDeskEntry } from "./element.ts";

customElements.define("giftline-desk-entry", GiftlineDeskEntry);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-entry": GiftlineDeskEntry;
  }
}
