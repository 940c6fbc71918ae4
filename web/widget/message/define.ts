/** Registers <giftline-message>. Importing this file is the only thing that does. */
import { GiftlineMessage } from "./element.ts";

customElements.define("giftline-message", GiftlineMessage);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-message": GiftlineMessage;
  }
}
