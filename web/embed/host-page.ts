/**
 * The chat's side of the frame: hears the page of the site that it is in, and tells it what a page may know. Which page
 * may frame the chat says our Content-Security-Policy; from its first word on, only that page is listened to.
 */
import { type Customer, NotSignedInEvent, ReceivedEvent, SignedInEvent } from "../widget/conversation.ts";
import { CloseChatEvent, type GiftlineChat, UnreadEvent } from "../widget/chat/element.ts";
import { chooseTag } from "../widget/texts.ts";
import { isColour, isOurs, type ToChat, type ToPage } from "./protocol.ts";

export class HostPage {
  readonly #chat: GiftlineChat;
  readonly #page: Window;
  /** Of the page, once it has spoken. */
  #origin: string | null = null;
  #asked = 0;
  readonly #answers = new Map<number, (token: string | null) => void>();

  constructor(chat: GiftlineChat, page: Window) {
    this.#chat = chat;
    this.#page = page;
    chat.shown = false;
    window.addEventListener("message", (event: MessageEvent<unknown>) => this.#hear(event));
    window.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#say({ giftline: "close" });
    });
    chat.addEventListener(CloseChatEvent.type, () => this.#say({ giftline: "close" }));
    chat.addEventListener(UnreadEvent.type, ({ count }) => this.#say({ giftline: "unread", count }));
    chat.conversation.addEventListener(ReceivedEvent.type, (event) => {
      this.#say({ giftline: "message", author: (event as ReceivedEvent).author });
    });
    chat.conversation.addEventListener(SignedInEvent.type, (event) => {
      this.#say({ giftline: "signed-in", user: (event as SignedInEvent).customer });
    });
    chat.conversation.addEventListener(NotSignedInEvent.type, (event) => {
      const { code, detail } = (event as NotSignedInEvent).problem;
      this.#say({ giftline: "error", code, detail });
    });
    // To whoever it is: it says no more than that the chat is there.
    const here: ToPage = { giftline: "here" };
    page.postMessage(here, "*");
  }

  #say(message: ToPage): void {
    if (this.#origin !== null) this.#page.postMessage(message, this.#origin);
  }

  #hear({ source, origin, data }: MessageEvent<unknown>): void {
    if (source !== this.#page || !isOurs(data) || (this.#origin ?? origin) !== origin) return;
    const said = data as ToChat;
    // A page whose origin is hidden cannot be answered, and nobody knows which it is.
    if (this.#origin === null && (said.giftline !== "hello" || origin === "null")) return;
    switch (said.giftline) {
      case "hello":
        this.#origin = origin;
        this.#chat.closable = said.closable;
        this.#chat.setAttribute("theme", said.theme);
        if (isColour(said.accent)) this.#chat.style.setProperty("--giftline-accent", said.accent);
        if (said.user !== null) this.#signIn(said.user);
        return this.#say({ giftline: "ready" });
      case "shown":
        this.#chat.shown = said.shown;
        // On a phone it would bring up the keyboard.
        if (said.shown && said.isAsked && matchMedia("(pointer: fine)").matches) this.#chat.focus();
        return;
      case "user":
        return this.#signIn(said.user);
      case "identity":
        this.#answers.get(said.ask)?.(said.token);
        this.#answers.delete(said.ask);
        return;
      case "locale":
        this.#chat.locale = chooseTag([said.locale, ...navigator.languages]);
        return;
      case "reset":
        return this.#chat.conversation.signOut();
    }
  }

  #signIn(id: string): void {
    const customer: Customer = {
      id,
      token: () =>
        new Promise((resolve) => {
          this.#asked += 1;
          this.#answers.set(this.#asked, resolve);
          this.#say({ giftline: "identity?", ask: this.#asked });
        }),
    };
    void this.#chat.conversation.signIn(customer);
  }
}
