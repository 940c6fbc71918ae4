/** Registers <giftline-chat>. Importing this file is the only thing that does. */
import { GiftlineChat } from "./element.ts";

customElements.define("giftline-chat", GiftlineChat);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-chat": GiftlineChat;
  }
}
