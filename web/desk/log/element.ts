/**
 * <giftline-desk-log>: a conversation from its first line to its last, with as many lines in the document
 * as are in sight. It stays at the end while one is there (SeenEvent), and asks for older lines near the
 * beginning (OlderEvent). What is new is read aloud by the desk, not from here, where lines come and go.
 */
import { VirtualizerController } from "@tanstack/lit-virtual";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import type { Entry } from "../entries.ts";
import { LATEST, OLDER } from "../texts.ts";
import type { Intent } from "../training/inbox.ts";
import { styles } from "./styles.ts";

/** How high a line is until it has been measured. */
const LINE_PX = 88;
/** So near to the end counts as at the end. */
const AT_END_PX = 64;
const OLDER_WITHIN_PX = 800;

/** The end of the conversation is in sight. */
export class SeenEvent extends Event {
  static readonly type = "desk-seen";
  constructor() {
    super(SeenEvent.type, { bubbles: true, composed: true });
  }
}

/** The beginning of what is loaded is near. */
export class OlderEvent extends Event {
  static readonly type = "desk-older";
  constructor() {
    super(OlderEvent.type, { bubbles: true, composed: true });
  }
}

export class GiftlineDeskLog extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    entries: { attribute: false },
    hasOlder: { type: Boolean },
    me: {},
    customer: {},
    intents: { attribute: false },
    labels: { attribute: false },
    files: {},
    behind: { state: true },
  };

  declare entries: readonly Entry[];
  declare hasOlder: boolean;
  /** This agent's name. */
  declare me: string;
  declare customer: string;
  /** What a message can be said to mean, and what this agent has said. */
  declare intents: readonly Intent[];
  declare labels: ReadonlyMap<number, string>;
  /** Where the files are, each by its id. */
  declare files: string;
  /** True while the latest line is out of sight. */
  declare behind: boolean;

  /** True once the view has been at the end, where a conversation is opened. */
  #isPlaced = false;
  readonly #measure = async (line?: Element): Promise<void> => {
    // A line is told of before it is in the document, where it has a height.
    await this.updateComplete;
    await line?.querySelector("giftline-desk-entry")?.updateComplete;
    this.#virtual.measureElement(line ?? null);
  };
  readonly #controller: VirtualizerController<HTMLElement, Element>;

  constructor() {
    super();
    this.entries = [];
    this.hasOlder = false;
    this.me = "";
    this.customer = "";
    this.intents = [];
    this.labels = new Map();
    this.files = "";
    this.behind = false;
    this.#controller = new VirtualizerController<HTMLElement, Element>(this, {
      count: 0,
      getScrollElement: () => this.renderRoot?.querySelector<HTMLElement>(".view") ?? null,
      estimateSize: () => LINE_PX,
      getItemKey: (index) => this.entries[index]?.key ?? index,
      anchorTo: "end",
      followOnAppend: true,
      scrollEndThreshold: AT_END_PX,
      overscan: 8,
      paddingStart: 12,
      paddingEnd: 16,
      onChange: () => this.#look(),
    });
  }

  get #virtual() {
    return this.#controller.getVirtualizer();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".view")?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("entries")) return;
    const { entries } = this;
    // Where one line takes another's place the end may be a little further down.
    if (this.#isPlaced && this.#virtual.isAtEnd(AT_END_PX)) this.#goToEnd();
    this.#virtual.setOptions({
      ...this.#virtual.options,
      count: entries.length,
      // Another function for other lines: what was measured of those before is looked up by their keys.
      getItemKey: (index) => entries[index]?.key ?? index,
    });
    // Whoever sends wants to see it go, wherever the view was.
    const before = changed.get("entries")?.at(-1)?.key;
    const last = entries.at(-1);
    if (last?.kind === "pending" && last.key !== before) this.#goToEnd();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("entries") && !this.#isPlaced && this.entries.length > 0) this.#goToEnd();
    if (changed.has("entries")) this.#look();
  }

  protected override render() {
    return html`
      <div class="view" role="region" aria-label="Conversation" tabindex="0" @scroll=${this.#look}>
        ${this.hasOlder
          ? html`<button class="older" type="button" @click=${() => this.dispatchEvent(new OlderEvent())}>
              ${OLDER}
            </button>`
          : nothing}
        <ol class="all" role="list" .style=${`block-size: ${this.#virtual.getTotalSize()}px`}>
          ${repeat(
            this.#virtual.getVirtualItems(),
            ({ key }) => key,
            ({ index, start }) => {
              const entry = this.entries[index];
              if (entry === undefined) return nothing;
              return html`
                <li
                  data-index=${index}
                  .style=${`transform: translateY(${start}px)`}
                  aria-posinset=${index + 1}
                  aria-setsize=${this.hasOlder ? -1 : this.entries.length}
                  ${ref(this.#measure)}
                >
                  <giftline-desk-entry
                    .entry=${entry}
                    me=${this.me}
                    customer=${this.customer}
                    .intents=${this.intents}
                    label=${ifDefined(entry.kind === "said" ? this.labels.get(entry.said.sequence) : undefined)}
                    files=${this.files}
                  ></giftline-desk-entry>
                </li>
              `;
            },
          )}
        </ol>
      </div>
      ${this.behind
        ? html`<button class="latest" type="button" @click=${this.#showLatest}>${LATEST}</button>`
        : nothing}
    `;
  }

  #goToEnd(): void {
    this.updateComplete.then(() => this.#virtual.scrollToEnd());
  }

  #look(): void {
    const view = this.renderRoot?.querySelector(".view");
    if (!view || this.entries.length === 0) return;
    const hidden = view.scrollHeight - view.clientHeight - view.scrollTop;
    if (hidden <= AT_END_PX) {
      this.#isPlaced = true;
      this.dispatchEvent(new SeenEvent());
    }
    if (!this.#isPlaced) return;
    this.behind = hidden > AT_END_PX * 2;
    if (this.hasOlder && view.scrollTop < OLDER_WITHIN_PX) this.dispatchEvent(new OlderEvent());
  }

  #showLatest(): void {
    this.#virtual.scrollToEnd();
    this.focus({ preventScroll: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-seen": SeenEvent;
    "desk-older": OlderEvent;
  }
}
