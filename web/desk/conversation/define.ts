/** Registers <giftline-desk-conversation>. Importing this file is the only thing that does. */
import { GiftlineDeskConversation } from "./element.ts";

customElements.define("giftline-desk-conversation", GiftlineDeskConversation);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-conversation": GiftlineDeskConversation;
  }
}
