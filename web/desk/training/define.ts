/** Registers <giftline-desk-training>. Importing this file is the only thing that does. */
import { GiftlineDeskTraining } from "./element.ts";

customElements.define("giftline-desk-training", GiftlineDeskTraining);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-training": GiftlineDeskTraining;
  }
}
