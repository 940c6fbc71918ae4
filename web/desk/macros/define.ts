/** Registers <giftline-desk-macros>. Importing this file is the only thing that does. */
import { GiftlineDeskMacros } from "./element.ts";

customElements.define("giftline-desk-macros", GiftlineDeskMacros);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-macros": GiftlineDeskMacros;
  }
}
