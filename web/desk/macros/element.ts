/**
 * <giftline-desk-macros>: finds a macro by a few words of it, with arrows and Enter or the mouse. It goes into
 * the reply's field (PutReplyEvent), where it is read, changed and sent like everything else.
 */
import { html, LitElement, nothing } from "lit";

import { PutReplyEvent } from "../action/element.ts";
import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { DoneEvent } from "../move/element.ts";
import { LOADING, MACROS } from "../texts.ts";
import type { Macro } from "../words.ts";
import { matching, partsOf } from "./blanks.ts";
import { styles } from "./styles.ts";

export class GiftlineDeskMacros extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    macros: { attribute: false },
    topic: {},
    query: { state: true },
    at: { state: true },
  };

  /** Null until they are there. */
  declare macros: readonly Macro[] | null;
  /** The case that the conversation is about, if it is about one. */
  declare topic: string | null;
  declare query: string;
  /** Which of those found is chosen. */
  declare at: number;

  constructor() {
    super();
    this.macros = null;
    this.topic = null;
    this.query = "";
    this.at = 0;
  }

  get #found(): readonly Macro[] {
    return matching(this.macros ?? [], this.query);
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
    this.renderRoot.querySelector("input")?.focus();
  }

  protected override updated(): void {
    this.renderRoot.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }

  protected override render() {
    const found = this.#found;
    const chosen = found[this.at];
    return html`
      <dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new DoneEvent())}>
        <h2 id="title">${MACROS.title}</h2>
        <input
          type="text"
          role="combobox"
          aria-label=${MACROS.filter}
          aria-expanded="true"
          aria-controls="found"
          aria-autocomplete="list"
          aria-activedescendant=${found.length === 0 ? nothing : `macro-${this.at}`}
          placeholder=${MACROS.filter}
          autocomplete="off"
          spellcheck="false"
          @input=${this.#filter}
          @keydown=${this.#key}
        />
        <p class="none" role="status">${found.length > 0 ? nothing : this.macros === null ? LOADING : MACROS.none}</p>
        <ul id="found" role="listbox" aria-label=${MACROS.title} tabindex="-1" ?hidden=${found.length === 0}>
          ${found.map((macro, at) => this.#macro(macro, at))}
        </ul>
        ${chosen === undefined ? nothing : html`<p class="whole" aria-hidden="true">${marked(chosen.text)}</p>`}
        <p class="keys">${MACROS.keys}</p>
      </dialog>
    `;
  }

  #macro(macro: Macro, at: number) {
    return html`
      <li
        id=${`macro-${at}`}
        role="option"
        aria-selected=${at === this.at}
        @click=${() => this.#choose(macro)}
      >
        <p class="title">
          ${macro.title}
          ${macro.case !== null && macro.case === this.topic ? html`<span class="case">${MACROS.ofTheCase}</span>` : nothing}
          ${macro.missing.length === 0
            ? nothing
            : html`<span class="missing">${MACROS.missing(macro.missing.length)}</span>`}
        </p>
        <p class="text">${marked(macro.text)}</p>
      </li>
    `;
  }

  #filter(event: InputEvent): void {
    this.query = (event.target as HTMLInputElement).value;
    this.at = 0;
  }

  #key(event: KeyboardEvent): void {
    const found = this.#found;
    if (event.isComposing || found.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) this.at = (this.at + step + found.length) % found.length;
    else if (event.key === "Enter") this.#choose(found[this.at]);
    else return;
    event.preventDefault();
  }

  #choose(macro: Macro | undefined): void {
    if (macro === undefined) return;
    this.renderRoot.querySelector("dialog")?.close();
    this.dispatchEvent(new PutReplyEvent(macro.text));
  }
}

function marked(text: string) {
  return partsOf(text).map((part) => (part.isBlank ? html`<mark>${part.text}</mark>` : part.text));
}
