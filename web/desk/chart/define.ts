/** Registers <giftline-desk-chart>. Importing this file is the only thing that does. */
import { GiftlineDeskChart } from "./element.ts";

customElements.define("giftline-desk-chart", GiftlineDeskChart);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-chart": GiftlineDeskChart;
  }
}
