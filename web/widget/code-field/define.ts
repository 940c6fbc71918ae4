/** Registers <giftline-code-field>. Importing this file is the only thing that does. */
import { GiftlineCodeField } from "./element.ts";

customElements.define("giftline-code-field", GiftlineCodeField);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-code-field": GiftlineCodeField;
  }
}
