/** What the page of a site says about the chat: attributes of the script, or `window.giftlineSettings`. Pure. */
import type { Settings, Theme } from "../npm/types.ts";
import { isColour } from "./protocol.ts";

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
    prepare: value("prepare") === "idle" ? "idle" : "near",
    ...(locale === undefined ? {} : { locale }),
    ...(isColour(accent) ? { accent } : {}),
  };
}
