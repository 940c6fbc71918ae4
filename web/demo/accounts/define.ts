/** Registers <giftline-demo-accounts>. Importing this file is the only thing that does. */
import { GiftlineDemoAccounts } from "./element.ts";

customElements.define("giftline-demo-accounts", GiftlineDemoAccounts);

declare global {
  interface HTMLElementTagNameMap {
    "giftline-demo-accounts": GiftlineDemoAccounts;
  }
}
