/**
 * `window.giftline`: what a page of a site can do with the chat, and hear of it. It keeps who the customer is and
 * whether the chat is open; how that looks is decided in widget.ts.
 */
import type { Giftline as Api, GiftlineEvents, Identity, Listener, Settings, User } from "../npm/types.ts";
import { ChatFrame } from "./frame.ts";
import type { ToPage } from "./protocol.ts";

/** What the page shows of it: a button, and a place for the frame. */
export interface Look {
  /** Whether there is another way to get it back. */
  readonly closable: boolean;
  /** In the page, though not in sight, because a frame loads nothing before. */
  put(frame: HTMLElement): void;
  /** What was put is drawn, still out of sight: browsers hold up what is not drawn, and opening is then only showing. */
  prepare(): void;
  /** `isAsked` by somebody on this page, who then goes on in the chat. */
  open(isAsked: boolean): void;
  close(): void;
  tellUnread(count: number): void;
  speak(locale: string | null): void;
}

/** Whether this tab has used the chat, so that its next page has it too: a word, and nothing that was said. */
const USED = "giftline.used";

export class Giftline implements Api {
  readonly #settings: Settings & { server: string };
  readonly #look: Look;
  readonly #title: string;
  readonly #remembers: boolean;
  readonly #listeners = new Map<string, Set<(told: never) => void>>();
  #frame: ChatFrame | null = null;
  #isOpen = false;
  #user: { readonly id: string; readonly jwt: Identity } | null = null;
  #locale: string | null;

  /** `remembers` whether the chat was open, for the next page of this tab. */
  constructor(
    settings: Settings & { server: string },
    look: Look,
    { title, remembers }: { readonly title: string; readonly remembers: boolean },
  ) {
    this.#settings = settings;
    this.#look = look;
    this.#title = title;
    this.#remembers = remembers;
    this.#locale = settings.locale ?? null;
    const used = remembers ? usedBefore() : null;
    if (used === "open") this.#show(false);
    else if (used !== null) this.#load();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Runs at once; before the script was there, the page's own array kept it for now. */
  push(...doing: readonly ((giftline: Giftline) => void)[]): void {
    for (const act of doing) act(this);
  }

  /** Loads the chat, out of sight, for somebody who will open it in a moment. */
  prepare(): void {
    if (this.#frame !== null) return;
    this.#load();
    this.#look.prepare();
  }

  show(): void {
    this.#show(true);
  }

  #show(isAsked: boolean): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const frame = this.#load();
    this.#look.open(isAsked);
    if (this.#remembers) remember("open");
    frame.say({ giftline: "shown", shown: true, isAsked });
    this.#tell("open", undefined);
  }

  hide(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#look.close();
    if (this.#remembers) remember("used");
    this.#frame?.say({ giftline: "shown", shown: false, isAsked: true });
    this.#tell("close", undefined);
  }

  toggle(): void {
    if (this.#isOpen) this.hide();
    else this.show();
  }

  /**
   * Says who the customer is, under the name that the site has for them: `setUser("u-17", { jwt })`. A function
   * is better than a token, which lives for ten minutes at most: it is called when a conversation is opened.
   */
  setUser(id: string, { jwt }: User): void {
    if (typeof id !== "string" || id === "" || (typeof jwt !== "string" && typeof jwt !== "function")) {
      throw new TypeError("Giftline: setUser(id, { jwt }) needs an id, and a token or a function that gets one.");
    }
    this.#user = { id, jwt };
    this.#frame?.say({ giftline: "user", user: id });
  }

  /** Forgets the customer and their conversation here, for when they sign out of the site. */
  reset(): void {
    this.#user = null;
    // A conversation of this tab may be stored where only the chat can reach it.
    if (this.#frame === null && usedBefore() === null) return;
    this.#load().say({ giftline: "reset" });
    this.hide();
    this.#look.tellUnread(0);
  }

  /** The chat in the frame does not see the page, whose language is the next best. */
  #tellLocale(): void {
    this.#frame?.say({ giftline: "locale", locale: this.#locale ?? (document.documentElement.lang || null) });
  }

  /** The language of the chat, such as "de"; null for the one that the browser prefers. */
  setLocale(locale: string | null): void {
    this.#locale = locale;
    this.#look.speak(locale);
    this.#tellLocale();
  }

  /** Returns what ends the listening. */
  on<Name extends keyof GiftlineEvents>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Takes the chat off the page. What was said stays with the server. */
  leave(): void {
    this.#frame?.remove();
    this.#frame = null;
    this.#isOpen = false;
  }

  #load(): ChatFrame {
    if (this.#frame !== null) return this.#frame;
    const { server, site } = this.#settings;
    this.#frame = new ChatFrame(server, site, this.#title, (said) => void this.#hear(said));
    this.#look.put(this.#frame.element);
    return this.#frame;
  }

  async #hear(said: ToPage): Promise<void> {
    switch (said.giftline) {
      case "here":
        this.#frame?.greet({
          giftline: "hello",
          closable: this.#look.closable,
          user: this.#user?.id ?? null,
          theme: this.#settings.theme ?? "auto",
          accent: this.#settings.accent ?? null,
        });
        this.#tellLocale();
        return;
      case "ready":
        return this.#tell("ready", undefined);
      case "close":
        return this.hide();
      case "identity?":
        this.#frame?.say({ giftline: "identity", ask: said.ask, token: await this.#token() });
        return;
      case "signed-in":
        return this.#tell("signed-in", { user: said.user });
      case "unread":
        this.#look.tellUnread(said.count);
        return this.#tell("unread", said.count);
      case "message":
        return this.#tell("message", { author: said.author });
      case "error":
        return this.#tell("error", { code: said.code, detail: said.detail });
    }
  }

  async #token(): Promise<string | null> {
    const jwt = this.#user?.jwt ?? null;
    try {
      return typeof jwt === "function" ? await jwt() : jwt;
    } catch (error) {
      // The chat goes on without: whoever is not signed in can still ask.
      this.#tell("error", { code: "no_token", detail: `Your function gave no token: ${String(error)}` });
      return null;
    }
  }

  #tell<Name extends keyof GiftlineEvents>(name: Name, told: GiftlineEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as Listener<Name>)(told);
      } catch (error) {
        // What the page does wrong is the page's: it sees it where it looks for its own errors.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }
}

function usedBefore(): string | null {
  try {
    return sessionStorage.getItem(USED);
  } catch {
    return null;
  }
}

function remember(what: "open" | "used"): void {
  try {
    sessionStorage.setItem(USED, what);
  } catch {
    // Blocked storage: the next page begins anew.
  }
}
