/** Registers <giftline-desk-composer>. Importing this file is the only thing that does. */
import { GiftlineDeskComposer } from "./element.ts";

customElements.define("giftline-desk-composer", GiftlineDeskComposer);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-composer": GiftlineDeskComposer;
  }
}
