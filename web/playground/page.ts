/**
 * The page /playground/<site>: the chat as a page of the site has it, what can be set, and the line to copy. The
 * settings stand in the address, so that a look can be sent to somebody.
 */
import type { Giftline, GiftlineEvents } from "../npm/types.ts";
import { lineFor } from "./line.ts";

const NAMES = ["ready", "open", "close", "unread", "message", "signed-in", "error"] as const satisfies readonly (keyof GiftlineEvents)[];
const CALLS: Readonly<Record<string, (giftline: Giftline) => void>> = {
  "show()": (giftline) => giftline.show(),
  "hide()": (giftline) => giftline.hide(),
  "toggle()": (giftline) => giftline.toggle(),
  'setLocale("de")': (giftline) => giftline.setLocale("de"),
  "setLocale(null)": (giftline) => giftline.setLocale(null),
  "reset()": (giftline) => giftline.reset(),
};

function element<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found as Kind;
}

const site = location.pathname.split("/").at(-1) ?? "";
const form = element<HTMLFormElement>("settings");
const asked = new URLSearchParams(location.search);
const settings: Record<string, string> = {};
for (const control of form.querySelectorAll<HTMLSelectElement | HTMLInputElement>("[name]")) {
  control.value = asked.get(control.name) ?? "";
  // Empty as well where the address names what a select does not offer.
  if (control.value !== "") settings[control.name] = control.value;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
  location.search = new URLSearchParams(chosen as [string, string][]).toString();
});

element("site").textContent = site;
element("line").textContent = lineFor(location.origin, site, settings);

function tell(what: string): void {
  const line = document.createElement("div");
  line.textContent = what;
  element("events").append(line);
}

(window.giftline ??= []).push((giftline) => {
  for (const name of NAMES) {
    giftline.on(name, (told) => tell(told === undefined ? name : `${name} ${JSON.stringify(told)}`));
  }
  element("calls").addEventListener("click", ({ target }) => {
    const call = target instanceof HTMLElement ? target.dataset["call"] : undefined;
    if (call !== undefined) CALLS[call]?.(giftline);
  });
});

// The script stands at the end of the page and reads them there.
window.giftlineSettings = { site, ...settings };
