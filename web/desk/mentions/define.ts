/** Registers <giftline-desk-mentions>. Importing this file is the only thing that does. */
import { GiftlineDeskMentions } from "./element.ts";

customElements.define("giftline-desk-mentions", GiftlineDeskMentions);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-mentions": GiftlineDeskMentions;
  }
}
