/** Registers <giftline-attachment>. Importing this file is the only thing that does. */
import { GiftlineAttachment } from "./element.ts";

customElements.define("giftline-attachment", GiftlineAttachment);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-attachment": GiftlineAttachment;
  }
}
