/** Registers <giftline-desk-bar>. Importing this file is the only thing that does. */
import { GiftlineDeskBar } from "./element.ts";

customElements.define("giftline-desk-bar", GiftlineDeskBar);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-bar": GiftlineDeskBar;
  }
}
