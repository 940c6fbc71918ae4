/** Registers <giftline-link>. Importing this file is the only thing that does. */
import { GiftlineLink } from "./element.ts";

customElements.define("giftline-link", GiftlineLink);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-link": GiftlineLink;
  }
}
