/** Registers <giftline-log>. Importing this file is the only thing that does. */
import { GiftlineLog } from "./element.ts";

customElements.define("giftline-log", GiftlineLog);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-log": GiftlineLog;
  }
}
