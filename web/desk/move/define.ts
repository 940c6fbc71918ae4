/** Registers <giftline-desk-move>. Importing this file is the only thing that does. */
import { GiftlineDeskMove } from "./element.ts";

customElements.define("giftline-desk-move", GiftlineDeskMove);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-move": GiftlineDeskMove;
  }
}
