/** What the page of a site says about the chat: attributes of the script, or `window.giftlineSettings`. Pure. */
import { isColour, type Theme } from "./protocol.ts";

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
  /** The colour of the launcher and of the chat, as CSS writes it; the chat has the site's, if not given. */
  readonly accent?: string;
}

const THEMES: readonly string[] = ["auto", "light", "dark"] satisfies readonly Theme[];

/** What is written in the script's tag wins. Throws with what to do if there is no site. */
export function settingsOf(tag: DOMStringMap, written: Partial<Settings>, scriptUrl: string): Settings & { server: string } {
  const value = (name: keyof Settings) => tag[name] ?? written[name];
  const site = value("site");
  if (site === undefined || !/^[a-z0-9-]{1,40}$/.test(site)) {
    throw new Error('Giftline: name your site, as in <script async src="…/giftline.js" data-site="my-shop">.');
  }
  const theme = value("theme") ?? "auto";
  const locale = value("locale");
  const accent = value("accent");
  return {
    site,
    server: new URL(value("server") ?? scriptUrl).origin,
    theme: (THEMES.includes(theme) ? theme : "auto") as Theme,
    position: value("position") === "start" ? "start" : "end",
    launcher: value("launcher") === "hidden" ? "hidden" : "shown",
    ...(locale === undefined ? {} : { locale }),
    ...(isColour(accent) ? { accent } : {}),
  };
}
