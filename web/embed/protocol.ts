/**
 * What the page of a site and the chat in its frame say to each other. Neither reads a message before it has
 * checked where it came from, and what a customer wrote is in none of them.
 */
import type { Theme } from "../npm/types.ts";

/** From the page to the chat. */
export type ToChat =
  /** Answers "here"; from then on the chat knows which page it is in. */
  | {
      readonly giftline: "hello";
      readonly closable: boolean;
      readonly user: string | null;
      readonly theme: Theme;
      /** As CSS writes it; null for that of the site. */
      readonly accent: string | null;
    }
  /** `isAsked` by somebody who now goes on in the chat. */
  | { readonly giftline: "shown"; readonly shown: boolean; readonly isAsked: boolean }
  /** Who the customer is to the site. That it is true says the token, which is asked for when it is needed. */
  | { readonly giftline: "user"; readonly user: string }
  | { readonly giftline: "identity"; readonly ask: number; readonly token: string | null }
  | { readonly giftline: "locale"; readonly locale: string | null }
  | { readonly giftline: "reset" };

/** From the chat to the page. */
export type ToPage =
  /** The first word, before the chat knows the page; it tells nothing. */
  | { readonly giftline: "here" }
  | { readonly giftline: "ready" }
  | { readonly giftline: "close" }
  | { readonly giftline: "identity?"; readonly ask: number }
  | { readonly giftline: "signed-in"; readonly user: string }
  | { readonly giftline: "unread"; readonly count: number }
  | { readonly giftline: "message"; readonly author: string }
  | { readonly giftline: "error"; readonly code: string; readonly detail: string };

/** Whether it is one of ours at all; which one is then told by its type. */
export function isOurs(data: unknown): data is { readonly giftline: string } {
  return typeof data === "object" && data !== null && "giftline" in data && typeof data.giftline === "string";
}

/** Whether CSS takes it for a colour, so that it goes into no style as anything else. */
export function isColour(written: unknown): written is string {
  return typeof written === "string" && CSS.supports("color", written);
}
