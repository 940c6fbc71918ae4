/** Registers <giftline-desk-approvals>. Importing this file is the only thing that does. */
import { GiftlineDeskApprovals } from "./element.ts";

customElements.define("giftline-desk-approvals", GiftlineDeskApprovals);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-desk-approvals": GiftlineDeskApprovals;
  }
}
