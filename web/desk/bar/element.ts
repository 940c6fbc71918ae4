/** <giftline-desk-bar>: the head of a page beside the desk's own: where one is, and where else one can go. */
import { html, LitElement } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { DESK, PAGES } from "../texts.ts";
import { styles } from "./styles.ts";

export class GiftlineDeskBar extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = { current: {} };

  /** The page that one is on. */
  declare current: keyof typeof PAGES;

  protected override render() {
    return html`
      <header>
        <a class="home" href="/desk"><img src="/favicon.svg" alt="" />${DESK}</a>
        <nav aria-label="Pages">
          <ul>
            ${Object.entries(PAGES).map(
              ([name, title]) => html`
                <li>
                  <a href="/desk/${name}" aria-current=${name === this.current ? "page" : "false"}>${title}</a>
                </li>
              `,
            )}
          </ul>
        </nav>
      </header>
    `;
  }
}
