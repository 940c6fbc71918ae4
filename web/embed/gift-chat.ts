/** <gift-chat site="my-shop">: the chat in a place of the page, without a launcher. `giftline` is its API. */
import { Giftline, type Look } from "./api.ts";
import { labelsFor } from "./labels.ts";
import { settingsOf } from "./settings.ts";

const STYLES = `
  :host { display: block; block-size: 40rem; max-block-size: 100dvh }
  :host([hidden]) { display: none }
  iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; color-scheme: normal }
`;

/** Where the script is, which is where the chat is unless the element says otherwise. */
export function defineGiftChat(scriptUrl: string): void {
  class GiftChat extends HTMLElement {
    #giftline: Giftline | null = null;

    /** Null while the element is in no page. */
    get giftline(): Giftline | null {
      return this.#giftline;
    }

    connectedCallback(): void {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      root.adoptedStyleSheets = [sheet];
      const look: Look = {
        closable: false,
        put: (frame) => root.replaceChildren(frame),
        prepare: () => undefined,
        open: () => undefined,
        close: () => undefined,
        tellUnread: () => undefined,
        speak: () => undefined,
      };
      const attributes = Object.fromEntries([...this.attributes].map(({ name, value }) => [name, value]));
      const { chat } = labelsFor([this.getAttribute("locale") ?? document.documentElement.lang]);
      this.#giftline = new Giftline(settingsOf(attributes, {}, scriptUrl), look, { title: chat, remembers: false });
      this.#giftline.show();
    }

    disconnectedCallback(): void {
      this.#giftline?.leave();
      this.#giftline = null;
      this.shadowRoot?.replaceChildren();
    }
  }
  if (customElements.get("gift-chat") === undefined) customElements.define("gift-chat", GiftChat);
}
