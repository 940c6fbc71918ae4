/** Registers <giftline-menu>. Importing this file is the only thing that does. */
import { GiftlineMenu } from "./element.ts";

customElements.define("giftline-menu", GiftlineMenu);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-menu": GiftlineMenu;
  }
}
