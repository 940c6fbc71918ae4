/**
 * What a page of a site shows of the chat: a button in the corner, and a panel with the frame in it. All of it is in a
 * shadow root in the browser's top layer, out of reach of the page's styles, and needs nothing of the page's
 * Content-Security-Policy but the frame itself.
 */
import { labelsFor, type Labels } from "./labels.ts";
import type { Giftline, Look } from "./api.ts";
import type { Settings } from "../npm/types.ts";

const SVG = "http://www.w3.org/2000/svg";
const MOST_SHOWN = 99;
/** Set on the host element, where no rule of the page is stronger. */
const HOST = { all: "initial", display: "block", position: "fixed", inset: "auto 0 0 auto", "z-index": "2147483647" };

const STYLES = `
  :host { font: 600 0.875rem/1.2 system-ui, sans-serif }
  button {
    position: fixed; inset-block-end: 20px; inset-inline-end: 20px; box-sizing: border-box;
    display: grid; place-items: center; inline-size: 60px; block-size: 60px; padding: 0;
    border: 2px solid #fff; border-radius: 50%; background: var(--accent); cursor: pointer;
    /* White while it has 3:1, which it has up to a lightness of 61; black has more from there on. */
    color: lch(from var(--accent) clamp(0, (60 - l) * 1000, 100) 0 0);
    box-shadow: 0 2px 6px rgb(0 0 0 / 20%), 0 8px 24px rgb(0 0 0 / 20%);
    transition: transform 120ms;
  }
  button:hover { transform: scale(1.05) }
  button:focus-visible { outline: 3px solid #1c64c4; outline-offset: 3px; box-shadow: 0 0 0 3px #fff }
  svg { inline-size: 28px; block-size: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round;
    stroke-linejoin: round }
  .unread { position: absolute; inset-block-start: -6px; inset-inline-end: -6px; min-inline-size: 24px;
    padding: 4px 6px; box-sizing: border-box; border-radius: 12px; background: #a72c1b; color: #fff; text-align: center }
  .start button, .start .panel { inset-inline: 20px auto }
  .panel {
    position: fixed; inset-block-end: 92px; inset-inline-end: 20px; inline-size: 25rem;
    block-size: min(44rem, calc(100dvh - 112px)); overflow: hidden; border-radius: 16px; background: Canvas;
    box-shadow: 0 2px 8px rgb(0 0 0 / 16%), 0 16px 48px rgb(0 0 0 / 24%);
  }
  iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; color-scheme: normal }
  [hidden] { display: none !important }
  .panel.near { display: block !important; opacity: 0; pointer-events: none }
  @media (max-width: 30rem), (max-height: 30rem) {
    .panel, .start .panel { inset: var(--top, 0) 0 auto 0; inline-size: 100%; block-size: var(--height, 100dvh);
      border-radius: 0 }
    .open button { display: none }
  }
  @media (prefers-reduced-motion: reduce) { button { transition: none } button:hover { transform: none } }
  @media (forced-colors: active) { button { border-color: ButtonText } }
  @media print { .all { display: none } }
`;

/** What the launcher does. */
export type Pressed = Pick<Giftline, "prepare" | "toggle">;

export class Widget implements Look {
  readonly closable = true;
  readonly #host = document.createElement("giftline-widget");
  readonly #all = document.createElement("div");
  readonly #button = document.createElement("button");
  readonly #unread = document.createElement("span");
  readonly #panel = document.createElement("div");
  readonly #pressed: Pressed;
  readonly #isFullScreen = matchMedia("(max-width: 30rem), (max-height: 30rem)");
  #labels: Labels;
  #count = 0;

  constructor({ position, launcher, accent, locale }: Settings, pressed: Pressed) {
    this.#pressed = pressed;
    this.#labels = labelsFor(languages(locale ?? null));
    for (const [name, value] of Object.entries(HOST)) this.#host.style.setProperty(name, value, "important");
    const root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
    this.#all.className = `all ${position === "start" ? "start" : ""}`;
    this.#all.style.setProperty("--accent", accent ?? "#0f6664");
    this.#all.dir = getComputedStyle(document.documentElement).direction;
    this.#panel.className = "panel";
    this.#panel.id = "panel";
    this.#panel.hidden = true;
    this.#panel.setAttribute("role", "dialog");
    this.#button.type = "button";
    this.#button.hidden = launcher === "hidden";
    this.#button.setAttribute("aria-controls", "panel");
    this.#button.append(drawing("M4 5h16v11H9l-5 4z"));
    this.#unread.className = "unread";
    this.#unread.hidden = true;
    this.#unread.ariaHidden = "true";
    this.#button.append(this.#unread);
    this.#button.addEventListener("click", () => this.#pressed.toggle());
    // Whoever is about to press: the chat is loaded by the time they do, which a mouse, a finger or a key takes.
    for (const near of ["pointerenter", "focus"]) this.#button.addEventListener(near, () => this.#pressed.prepare());
    this.#all.append(this.#panel, this.#button);
    this.#all.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && !this.#panel.hidden) this.#pressed.toggle();
    });
    root.append(this.#all);
    this.#name();
    this.#place();
  }

  put(frame: HTMLElement): void {
    this.#panel.replaceChildren(frame);
  }

  prepare(): void {
    this.#panel.classList.add("near");
    this.#panel.inert = true;
  }

  open(isAsked: boolean): void {
    this.#panel.classList.remove("near");
    this.#panel.inert = false;
    this.#panel.hidden = false;
    this.#all.classList.add("open");
    this.#raise();
    this.#follow();
    this.#name();
    if (isAsked) this.#panel.querySelector("iframe")?.focus();
  }

  close(): void {
    const hadFocus = document.activeElement === this.#host;
    this.#panel.hidden = true;
    this.#all.classList.remove("open");
    this.#name();
    if (hadFocus) this.#button.focus({ preventScroll: true });
  }

  tellUnread(count: number): void {
    this.#count = count;
    this.#unread.hidden = count === 0;
    this.#unread.textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
    this.#name();
  }

  speak(locale: string | null): void {
    this.#labels = labelsFor(languages(locale));
    this.#name();
  }

  #name(): void {
    const isOpen = !this.#panel.hidden;
    const { chat, open, close, unread } = this.#labels;
    const news = isOpen || this.#count === 0 ? "" : `, ${unread(this.#count)}`;
    this.#button.ariaLabel = (isOpen ? close : open) + news;
    this.#button.ariaExpanded = String(isOpen);
    this.#panel.ariaLabel = chat;
  }

  /** Beside the body, because frameworks replace what is in it. */
  #place(): void {
    document.documentElement.append(this.#host);
    if ("popover" in this.#host) this.#host.popover = "manual";
    this.#raise();
    const viewport = window.visualViewport;
    viewport?.addEventListener("resize", () => this.#follow());
    viewport?.addEventListener("scroll", () => this.#follow());
  }

  /** Over whatever the page has put into the top layer since. */
  #raise(): void {
    if (!("popover" in this.#host)) return;
    if (this.#host.matches(":popover-open")) this.#host.hidePopover();
    this.#host.showPopover();
  }

  /** On a phone the panel ends where the keyboard begins. */
  #follow(): void {
    const viewport = window.visualViewport;
    if (viewport === null || this.#panel.hidden || !this.#isFullScreen.matches) return;
    this.#panel.style.setProperty("--top", `${viewport.offsetTop}px`);
    this.#panel.style.setProperty("--height", `${viewport.height}px`);
  }
}

function languages(locale: string | null): readonly string[] {
  const page = document.documentElement.lang;
  return [locale ?? "", page, ...navigator.languages].filter((one) => one !== "");
}

function drawing(path: string): SVGElement {
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", "0 0 24 24");
  image.ariaHidden = "true";
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  image.append(line);
  return image;
}
