/** Registers <giftline-desk-settings>. Importing this file is the only thing that does. */
import { GiftlineDeskSettings } from "./element.ts";

customElements.define("giftline-desk-settings", GiftlineDeskSettings);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-settings": GiftlineDeskSettings;
  }
}
