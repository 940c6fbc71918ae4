/**
 * giftline.js, the script that a site's pages load: puts the launcher on the page, makes `window.giftline`, and
 * defines <gift-chat>. Nothing else is loaded before somebody is about to open the chat, or the page is idle if it asks for
 * that.
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
  if (settings.prepare === "idle") whenIdle(() => giftline.prepare());
  window.dispatchEvent(new CustomEvent("giftline-ready", { detail: giftline }));
}

/** Once the page has all that it asked for. Safari has no idle callbacks. */
function whenIdle(act: () => void): void {
  const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(act, { timeout: 2_000 }) : setTimeout(act));
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}

defineGiftChat(script.src);
// Twice on one page is once; and a page with <gift-chat> alone names no site here.
const isHere = window.giftline !== undefined && !Array.isArray(window.giftline);
if (!isHere && (script.dataset["site"] ?? window.giftlineSettings?.site) !== undefined) begin();
