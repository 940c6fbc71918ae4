/** What a page of a site may know of the chat: settings, the API, its events, the element. Types alone. */

export type Theme = "auto" | "light" | "dark";

export interface Settings {
  /** The site's short name, as `giftline sites add` was given it. */
  readonly site: string;
  /** Where Giftline is; the script's own server, if not given. */
  readonly server?: string;
  readonly locale?: string;
  readonly theme?: Theme;
  /** On which side of the window, as the page reads: at its end, if not given. */
  readonly position?: "start" | "end";
  /** "hidden" for pages that open the chat with a button of their own. */
  readonly launcher?: "shown" | "hidden";
  /**
   * When the chat is loaded, out of sight: "near", when somebody is about to press the launcher, or "idle", when the page is
   * loaded and has nothing to do. "near", if not given.
   */
  readonly prepare?: "near" | "idle";
  /** The colour of the launcher and of the chat, as CSS writes it; the chat has the site's, if not given. */
  readonly accent?: string;
}

/** What can be listened for, with what each listener is given. */
export interface GiftlineEvents {
  /** The chat is loaded, which it is when somebody is about to open it. */
  ready: undefined;
  open: undefined;
  close: undefined;
  /** So many messages wait that the customer has not seen. */
  unread: number;
  /** Somebody wrote. What, the page is not told. */
  message: { readonly author: string };
  "signed-in": { readonly user: string };
  error: { readonly code: string; readonly detail: string };
}

export type Listener<Name extends keyof GiftlineEvents> = (told: GiftlineEvents[Name]) => void;

/** A token of the site's server, or how to get one; it is asked for when a conversation is opened. */
export type Identity = string | (() => string | Promise<string>);

export interface User {
  readonly jwt: Identity;
}

/** `window.giftline`. */
export interface Giftline {
  readonly isOpen: boolean;
  /** Runs at once; before the script was there, the page's own array kept it for now. */
  push(...doing: readonly ((giftline: Giftline) => void)[]): void;
  /** Loads the chat, for whoever is about to open it by a button of the page's own. */
  prepare(): void;
  show(): void;
  hide(): void;
  toggle(): void;
  /**
   * Says who the customer is, under the name that the site has for them: `setUser("u-17", { jwt })`. A function
   * is better than a token, which lives for ten minutes at most: it is called when a conversation is opened.
   */
  setUser(id: string, user: User): void;
  /** Forgets the customer and their conversation here, for when they sign out of the site. */
  reset(): void;
  /** The language of the chat, such as "de"; null for the one that the browser prefers. */
  setLocale(locale: string | null): void;
  /** Returns what ends the listening. */
  on<Name extends keyof GiftlineEvents>(name: Name, listener: Listener<Name>): () => void;
  /** Takes the chat off the page. What was said stays with the server. */
  leave(): void;
}

/** `<gift-chat site="my-shop">`: the chat in a place of the page. */
export interface GiftChatElement extends HTMLElement {
  /** Null while the element is in no page. */
  readonly giftline: Giftline | null;
}

declare global {
  interface Window {
    giftline?: Giftline | ((giftline: Giftline) => void)[];
    giftlineSettings?: Partial<Settings>;
  }
  interface HTMLElementTagNameMap {
    "gift-chat": GiftChatElement;
  }
}
