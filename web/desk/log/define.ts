/** Registers <giftline-desk-log>. Importing this file is the only thing that does. */
import { GiftlineDeskLog } from "./element.ts";

customElements.define("giftline-desk-log", GiftlineDeskLog);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-log": GiftlineDeskLog;
  }
}
