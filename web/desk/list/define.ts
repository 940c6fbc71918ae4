/** Registers <giftline-desk-list>. Importing this file is the only thing that does. */
import { GiftlineDeskList } from "./element.ts";

customElements.define("giftline-desk-list", GiftlineDeskList);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-list": GiftlineDeskList;
  }
}
