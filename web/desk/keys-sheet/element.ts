/** <giftline-desk-keys>: the sheet of all keys, as keys.ts reads them. Escape or its button puts it away. */
import { html, LitElement } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { GROUPS } from "../keys.ts";
import { DoneEvent } from "../move/element.ts";
import { styles } from "./styles.ts";

export class GiftlineDeskKeys extends LitElement {
  static override styles = [controls, deskControls, styles];

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new DoneEvent())}>
        <h2 id="title">Keys</h2>
        <div class="groups">
          ${GROUPS.map(
            ({ title, shortcuts }) => html`
              <section>
                <h3>${title}</h3>
                <dl>
                  ${shortcuts.map(
                    ({ keys, says }) => html`
                      <div>
                        <dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt>
                        <dd>${says}</dd>
                      </div>
                    `,
                  )}
                </dl>
              </section>
            `,
          )}
        </div>
        <form method="dialog" class="buttons"><button type="submit">Done</button></form>
      </dialog>
    `;
  }
}
