/**
 * giftline.js, the script that a site's pages load: puts the launcher on the page, makes `window.giftline`, and
 * defines <gift-chat>. Nothing else is loaded before somebody is about to open the chat.
 */
import { Giftline } from "./api.ts";
import { defineGiftChat } from "./gift-chat.ts";
import { labelsFor } from "./labels.ts";
import { settingsOf } from "./settings.ts";
import { Widget } from "./widget.ts";

const script = document.currentScript as HTMLScriptElement;

function begin(): void {
  const settings = settingsOf(script.dataset, window.giftlineSettings ?? {}, script.src);
  const waiting = Array.isArray(window.giftline) ? window.giftline : [];
  const widget = new Widget(settings, { toggle: () => giftline.toggle(), prepare: () => giftline.prepare() });
  const giftline = new Giftline(settings, widget, {
    title: labelsFor([settings.locale ?? document.documentElement.lang]).chat,
    remembers: true,
  });
  window.giftline = giftline;
  giftline.push(...waiting);
  window.dispatchEvent(new CustomEvent("giftline-ready", { detail: giftline }));
}

defineGiftChat(script.src);
// Twice on one page is once; and a page with <gift-chat> alone names no site here.
const isHere = window.giftline !== undefined && !Array.isArray(window.giftline);
if (!isHere && (script.dataset["site"] ?? window.giftlineSettings?.site) !== undefined) begin();
