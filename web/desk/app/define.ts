/** Registers <giftline-desk>. Importing this file is the only thing that does. */
import { GiftlineDesk } from "./element.ts";

customElements.define("giftline-desk", GiftlineDesk);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk": GiftlineDesk;
  }
}
