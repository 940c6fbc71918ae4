/**
 * <giftline-desk-list>: the conversations of a view, as many in the document as are in sight.
 * A listbox: arrows and j and k select (SelectEvent), Enter or a click opens (OpenEvent), and near its
 * end it asks for more (MoreEvent). It shows what it is given and decides nothing.
 */
import { defaultRangeExtractor, VirtualizerController } from "@tanstack/lit-virtual";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { magnifier } from "../icons.ts";
import { problemSays } from "../problem.ts";
import { around, isFound } from "../rows.ts";
import {
  ANONYMOUS,
  AUTHORS,
  FOUND_IN,
  foundCount,
  LOADING,
  ownerOf,
  PRIORITIES,
  SEARCH,
  TAKE_NEXT,
  unreadLabel,
} from "../texts.ts";
import { due, since, type Due } from "../times.ts";
import type { Found, Row } from "../words.ts";
import { styles } from "./styles.ts";

/** How high a row is until it has been measured. */
const ROW_PX = 84;
const MORE_WITHIN = 12;
const SEARCH_AFTER_MS = 300;
/** As few characters as the server searches for. */
const FEWEST = 2;

/** Another row is selected. */
export class SelectEvent extends Event {
  static readonly type = "desk-select";
  readonly id: string;
  constructor(id: string) {
    super(SelectEvent.type, { bubbles: true, composed: true });
    this.id = id;
  }
}

/** A conversation is to be opened. */
export class OpenEvent extends Event {
  static readonly type = "desk-open";
  readonly id: string;
  constructor(id: string) {
    super(OpenEvent.type, { bubbles: true, composed: true });
    this.id = id;
  }
}

/** The end of what is loaded is near. */
export class MoreEvent extends Event {
  static readonly type = "desk-more";
  constructor() {
    super(MoreEvent.type, { bubbles: true, composed: true });
  }
}

/** Whoever has to be answered next is to be taken. */
export class TakeNextEvent extends Event {
  static readonly type = "desk-take-next";
  constructor() {
    super(TakeNextEvent.type, { bubbles: true, composed: true });
  }
}

/** Something is searched for; an empty text shows all again. */
export class SearchEvent extends Event {
  static readonly type = "desk-search";
  readonly query: string;
  constructor(query: string) {
    super(SearchEvent.type, { bubbles: true, composed: true });
    this.query = query;
  }
}

export class GiftlineDeskList extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    heading: {},
    rows: { attribute: false },
    notices: { attribute: false },
    selected: {},
    opened: {},
    me: {},
    query: {},
    empty: {},
    problem: {},
    loading: { type: Boolean },
    hasMore: { type: Boolean },
    someoneWaits: { type: Boolean },
    nowMs: { type: Number },
  };

  declare heading: string;
  declare rows: readonly Row[];
  /** What does not work that agents rely on. */
  declare notices: readonly string[];
  declare selected: string | null;
  declare opened: string | null;
  /** The agent's id. */
  declare me: string;
  declare query: string;
  /** What is said where there is no row. */
  declare empty: string;
  declare problem: string;
  declare loading: boolean;
  declare hasMore: boolean;
  /** Whether there is anybody to take. */
  declare someoneWaits: boolean;
  declare nowMs: number;

  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #measure = async (row?: Element): Promise<void> => {
    // A row is told of before it is in the document, where it has a height.
    await this.updateComplete;
    this.#virtual.measureElement(row ?? null);
  };
  readonly #controller: VirtualizerController<HTMLElement, Element>;

  constructor() {
    super();
    this.heading = "";
    this.rows = [];
    this.notices = [];
    this.selected = null;
    this.opened = null;
    this.me = "";
    this.query = "";
    this.empty = "";
    this.problem = "";
    this.loading = false;
    this.hasMore = false;
    this.someoneWaits = false;
    this.nowMs = 0;
    this.#controller = new VirtualizerController<HTMLElement, Element>(this, {
      count: 0,
      getScrollElement: () => this.renderRoot?.querySelector<HTMLElement>(".view") ?? null,
      estimateSize: () => ROW_PX,
      getItemKey: (index) => this.rows[index]?.id ?? index,
      // What has the keyboard's attention stays in the document, however far the wheel has turned.
      rangeExtractor: (range) => {
        const shown = defaultRangeExtractor(range);
        const selected = this.#selectedIndex;
        return selected < 0 || shown.includes(selected) ? shown : [...shown, selected].sort((a, b) => a - b);
      },
      overscan: 6,
    });
  }

  get #virtual() {
    return this.#controller.getVirtualizer();
  }

  get #selectedIndex(): number {
    return this.rows.findIndex(({ id }) => id === this.selected);
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".view")?.focus(options);
  }

  focusSearch(): void {
    this.renderRoot.querySelector("input")?.select();
    this.renderRoot.querySelector("input")?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetTyped();
  }

  /** Shows all again. False if nothing was searched for. */
  leaveSearch(): boolean {
    const field = this.renderRoot.querySelector("input");
    this.#forgetTyped();
    if (field !== null) field.value = "";
    if (this.query === "") return false;
    this.dispatchEvent(new SearchEvent(""));
    return true;
  }

  #forgetTyped(): void {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rows")) {
      this.#virtual.setOptions({ ...this.#virtual.options, count: this.rows.length });
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Another list was chosen; but what is too short to search for is still being typed.
    const field = this.renderRoot.querySelector("input");
    if (changed.has("query") && this.query === "" && !field?.matches(":focus")) this.leaveSearch();
    if (changed.has("selected") && this.#selectedIndex >= 0) {
      this.#virtual.scrollToIndex(this.#selectedIndex, { align: "auto" });
    }
    const last = this.#virtual.getVirtualItems().at(-1)?.index ?? 0;
    if (this.hasMore && last >= this.rows.length - MORE_WITHIN) this.dispatchEvent(new MoreEvent());
  }

  protected override render() {
    const active = this.#selectedIndex >= 0 ? `row-${this.selected}` : nothing;
    return html`
      <header>
        <h2>${this.heading}</h2>
        ${this.someoneWaits && this.query === ""
          ? html`<button
              type="button"
              aria-keyshortcuts="g n"
              @click=${() => this.dispatchEvent(new TakeNextEvent())}
            >
              ${TAKE_NEXT} <kbd aria-hidden="true">g n</kbd>
            </button>`
          : nothing}
        <label class="search">
          <span class="visually-hidden">${SEARCH}</span>
          ${magnifier}
          <input
            type="search"
            placeholder="Search"
            autocomplete="off"
            spellcheck="false"
            maxlength="200"
            aria-keyshortcuts="/"
            aria-controls="view"
            aria-activedescendant=${this.query === "" ? nothing : active}
            @input=${this.#typed}
            @keydown=${this.#searchKey}
          />
          <kbd aria-hidden="true">/</kbd>
        </label>
        <div class="notices" role="status">${this.notices.map((notice) => html`<p>${notice}</p>`)}</div>
        <p class="visually-hidden" role="status">
          ${this.query === "" || this.loading ? nothing : foundCount(this.rows.length)}
        </p>
      </header>
      <div
        id="view"
        class="view"
        role="listbox"
        tabindex="0"
        aria-label=${`${this.heading}: conversations`}
        aria-activedescendant=${active}
        @keydown=${this.#keydown}
      >
        <div class="all" role="presentation" .style=${`block-size: ${this.#virtual.getTotalSize()}px`}>
          ${repeat(
            this.#virtual.getVirtualItems(),
            ({ key }) => key,
            ({ index, start }) => this.#row(index, start),
          )}
        </div>
      </div>
      ${this.#instead()}
    `;
  }

  #instead() {
    if (this.problem !== "") return problemSays(this, this.problem);
    if (this.rows.length > 0) return nothing;
    return html`<p class="instead">${this.loading ? LOADING : this.empty}</p>`;
  }

  #row(index: number, start: number) {
    const row = this.rows[index];
    if (row === undefined) return nothing;
    const standing = dueOf(row, this.nowMs);
    return html`
      <div
        id=${`row-${row.id}`}
        class="row"
        role="option"
        data-index=${index}
        data-id=${row.id}
        data-opened=${row.id === this.opened}
        data-unread=${row.unread > 0}
        aria-selected=${row.id === this.selected}
        aria-posinset=${index + 1}
        aria-setsize=${this.hasMore ? -1 : this.rows.length}
        .style=${`transform: translateY(${start}px)`}
        @click=${() => this.dispatchEvent(new OpenEvent(row.id))}
        ${ref(this.#measure)}
      >
        ${standing === null
          ? nothing
          : html`<span class="fuse" data-urgency=${standing.urgency} aria-hidden="true">
              <span .style=${`block-size: ${Math.round(standing.spent * 100)}%`}></span>
            </span>`}
        <p class="first">
          <span class="customer">${row.customer ?? ANONYMOUS}</span>
          ${row.region === null ? nothing : html`<span class="region">${row.region}</span>`}
          ${row.unread > 0
            ? html`<span class="unread"><span aria-hidden="true">${row.unread}</span
                ><span class="visually-hidden">${unreadLabel(row.unread)}</span></span>`
            : nothing}
          <span class="wait">${this.#wait(row)}</span>
        </p>
        <p class="second">
          ${row.priority === "high" || row.priority === "urgent"
            ? html`<span class="priority" data-priority=${row.priority}>${PRIORITIES[row.priority]}</span>`
            : nothing}
          <span class="title">${row.title}</span>
          <span class="owner" data-owner=${row.owner}>${ownerOf(row, this.me)}</span>
        </p>
        <p class="third">
          ${isFound(row) ? this.#snippet(row) : html`<span class="preview">${preview(row)}</span>`}
          ${standing === null
            ? nothing
            : html`<span class="due" data-urgency=${standing.urgency}>${standing.text}</span>`}
        </p>
      </div>
    `;
  }

  #snippet({ found_in: foundIn, snippet }: Found) {
    const [before, words, after] = around(snippet, this.query);
    return html`
      <span class="found"
        ><b>${FOUND_IN[foundIn]}</b> ${before}${words === "" ? nothing : html`<mark>${words}</mark>`}${after}</span
      >
    `;
  }

  #wait(row: Row) {
    const at = row.waiting_since ?? row.last_message_at;
    const text = since(at, this.nowMs);
    return html`
      <span class="visually-hidden">${row.waiting_since === null ? "Last message" : "Waiting for"}</span>
      <time datetime=${at}>${text}</time>
    `;
  }

  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity, PageDown: 8, PageUp: -8 };
    const step = steps[event.key as keyof typeof steps];
    if (step === undefined) return;
    event.preventDefault();
    this.#step(step);
  }

  #step(step: number): void {
    const from = this.#selectedIndex < 0 ? (step > 0 ? -1 : 0) : this.#selectedIndex;
    const to = this.rows[Math.max(0, Math.min(this.rows.length - 1, from + step))];
    if (to !== undefined) this.dispatchEvent(new SelectEvent(to.id));
  }

  /** From the field one goes through what was found, and opens it; what is still to be asked is asked first. */
  #searchKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.#searchTimer !== undefined) this.#search((event.target as HTMLInputElement).value);
      else if (this.query !== "" && !this.loading && this.#selectedIndex >= 0) {
        this.dispatchEvent(new OpenEvent(this.selected ?? ""));
      }
    }
  }

  #typed(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    this.#forgetTyped();
    this.#searchTimer = setTimeout(() => this.#search(value), value === "" ? 0 : SEARCH_AFTER_MS);
  }

  #search(typed: string): void {
    this.#forgetTyped();
    const query = typed.trim().length < FEWEST ? "" : typed.trim();
    if (query !== this.query) this.dispatchEvent(new SearchEvent(query));
  }
}

function preview({ preview: text, preview_author: author }: Row): string {
  return author === null || author === "customer" ? text : `${AUTHORS[author]}: ${text}`;
}

function dueOf(row: Row, nowMs: number): Due | null {
  if (row.answer_by === null || row.owner === "closed") return null;
  return due(row.answer_by, row.waiting_since ?? row.last_message_at, row.breached, nowMs);
}

declare global {
  interface HTMLElementEventMap {
    "desk-select": SelectEvent;
    "desk-open": OpenEvent;
    "desk-more": MoreEvent;
    "desk-search": SearchEvent;
    "desk-take-next": TakeNextEvent;
  }
}
