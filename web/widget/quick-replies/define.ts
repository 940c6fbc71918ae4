/** Registers <giftline-quick-replies>. Importing this file is the only thing that does. */
import { GiftlineQuickReplies } from "./element.ts";

customElements.define("giftline-quick-replies", GiftlineQuickReplies);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-quick-replies": GiftlineQuickReplies;
  }
}
