/**
 * <giftline-link>: the code by which a customer shows in Slack who they are, with what to do with it, over everything
 * else. Closed by its button and by Escape (LinkClosedEvent). The code is here alone, and gone with it.
 */
import { html, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import type { LinkCode } from "../../shared/messages.ts";
import { Problem } from "../../shared/problems.ts";
import { problemSays, say, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

export class LinkClosedEvent extends Event {
  static readonly type = "link-closed";
  constructor() {
    super(LinkClosedEvent.type);
  }
}

export class GiftlineLink extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    make: { attribute: false },
    code: { state: true },
    says: { state: true },
  };

  /** Asks the server for a new code, which ends the one before. */
  declare make: () => Promise<LinkCode>;
  declare code: string;
  /** What came of the last press, or of time. */
  declare says: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.code = "";
    this.says = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")!.showModal();
    void this.#ask();
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="title" @close=${this.#closed} @keydown=${this.#key}>
        <h2 id="title">${say("menu.slack")}</h2>
        <p>${say("link.send")}</p>
        <output>${this.code || nothing}</output>
        <p class="says" role="status">${this.says || nothing}</p>
        <form method="dialog">
          <button type="button" class="primary" @click=${this.code ? this.#copy : this.#ask}>
            ${this.code ? say("link.copy") : say("link.new")}
          </button>
          <button>${say("link.close")}</button>
        </form>
      </dialog>
    `;
  }

  async #ask(): Promise<void> {
    this.says = "";
    try {
      const { code, for_s: forS } = await this.make();
      this.code = code;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.code = "";
        this.says = say("link.ended");
      }, forS * 1_000);
    } catch (error) {
      this.says = error instanceof Problem ? problemSays(error) : say("problem.unexplained");
    }
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.code);
    } catch {
      // A page on plain http has no clipboard, and a frame may have none: then it is there to be copied by hand.
      getSelection()?.selectAllChildren(this.renderRoot.querySelector("output")!);
      if (!document.execCommand("copy")) return;
    }
    this.says = say("link.copied");
  }

  #closed(): void {
    this.dispatchEvent(new LinkClosedEvent());
  }

  #key(event: KeyboardEvent): void {
    // The page around it would close the whole chat.
    if (event.key === "Escape") event.stopPropagation();
  }
}

declare global {
  interface HTMLElementEventMap {
    "link-closed": LinkClosedEvent;
  }
}
