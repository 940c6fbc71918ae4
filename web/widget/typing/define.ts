/** Registers <giftline-typing>. Importing this file is the only thing that does. */
import { GiftlineTyping } from "./element.ts";

customElements.define("giftline-typing", GiftlineTyping);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-typing": GiftlineTyping;
  }
}
