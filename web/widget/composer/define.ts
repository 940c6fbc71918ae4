/** Registers <giftline-composer>. Importing this file is the only thing that does. */
import { GiftlineComposer } from "./element.ts";

customElements.define("giftline-composer", GiftlineComposer);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-composer": GiftlineComposer;
  }
}
