/** Registers <giftline-desk-reports>. Importing this file is the only thing that does. */
import { GiftlineDeskReports } from "./element.ts";

customElements.define("giftline-desk-reports", GiftlineDeskReports);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-reports": GiftlineDeskReports;
  }
}
