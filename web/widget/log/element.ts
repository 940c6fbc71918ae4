/**
 * <giftline-log>: the messages in order, the choices under the last one, and where to scroll.
 * A live region, so that what is new is read out once. It shows what it is given and decides nothing.
 */
import { html, nothing, type PropertyValues } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";

import { controls } from "../../shared/controls.ts";
import type { Form, Ticket } from "../../shared/messages.ts";
import type { LoadFile } from "../attachment/element.ts";
import type { GiftlineCodeField } from "../code-field/element.ts";
import type { Entry } from "../conversation.ts";
import type { Choice } from "../quick-replies/element.ts";
import { botsLanguage, say, SpeakingElement, starters } from "../texts.ts";
import { styles } from "./styles.ts";

/** How far from its place the view may be and still count as following the conversation. */
const FOLLOWING_PX = 48;

export class GiftlineLog extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    entries: { attribute: false },
    choices: { attribute: false },
    form: { attribute: false },
    load: { attribute: false },
    codeProblem: {},
    sendingCode: { type: Boolean },
    answering: { type: Boolean },
    personWrites: { type: Boolean },
    restoring: { type: Boolean },
    ticket: { attribute: false },
    newFrom: { attribute: false },
    behind: { state: true },
    newBelow: { state: true },
    quiet: { state: true },
  };

  declare entries: readonly Entry[];
  declare choices: readonly Choice[];
  /** What the last reply asks to be filled in. */
  declare form: Form | null;
  declare load: LoadFile;
  declare codeProblem: string;
  declare sendingCode: boolean;
  declare answering: boolean;
  declare personWrites: boolean;
  declare restoring: boolean;
  declare ticket: Ticket | null;
  /** The key of the first message that came while the customer was not looking. */
  declare newFrom: string | null;
  /** True while there is something below that the customer has not seen. */
  declare newBelow: boolean;
  /** True while the latest message is out of sight. */
  declare behind: boolean;
  /** True from when history is read until it stands there: it is no news, and is not read out. */
  declare quiet: boolean;

  /** After which message it was announced that a person writes. */
  #saidWritingAfter: string | null = null;
  #saysWriting = false;
  #following = true;
  /** Something came since the view was last measured. */
  #arrived = false;
  /** The heights for which the view was last put in place. */
  #placedFor = "";
  readonly #resizes = new ResizeObserver(() => this.#follow());

  constructor() {
    super();
    this.entries = [];
    this.choices = [];
    this.form = null;
    this.codeProblem = "";
    this.sendingCode = false;
    this.answering = false;
    this.personWrites = false;
    this.restoring = false;
    this.ticket = null;
    this.newFrom = null;
    this.behind = false;
    this.newBelow = false;
    this.quiet = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observe();
  }

  /** Puts the focus on the conversation, where the next Tab finds what is new. */
  override focus(options?: FocusOptions): void {
    this.#view?.focus(options);
  }

  /** Puts a code into the field for one. False if there is no such field now. */
  insertCode(code: string): boolean {
    const field = this.#codeField;
    field?.insert(code);
    return field !== null;
  }

  get #codeField(): GiftlineCodeField | null {
    return this.renderRoot.querySelector("giftline-code-field");
  }

  get #view(): HTMLElement | null {
    return this.renderRoot.querySelector(".view");
  }

  #observe(): void {
    for (const part of this.renderRoot.querySelectorAll(".view, .column")) this.#resizes.observe(part);
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Screen readers look at a change once it has been drawn, and the history is a change until then.
    if (changed.get("restoring") === true) {
      requestAnimationFrame(() => setTimeout(() => (this.quiet = this.restoring)));
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const writes = this.personWrites && !this.answering;
    const lastKey = this.entries.at(-1)?.key ?? "";
    if (changed.get("personWrites") === true) this.#saysWriting = false;
    // Who stops and goes on is announced once: it is no news until something has been said.
    if (writes && !this.#saysWriting && this.#saidWritingAfter !== lastKey) {
      this.#saysWriting = true;
      this.#saidWritingAfter = lastKey;
    }
    if (this.restoring) this.quiet = true;
    const before = changed.get("entries");
    const last = this.entries.at(-1);
    // Whoever sends wants to see it go, wherever the view was.
    if (before && last !== undefined && last.delivery !== "confirmed" && last.key !== before.at(-1)?.key) {
      this.#following = true;
    }
    // Whether it can be seen is known once it has been drawn.
    if (before && before.length > 0 && last?.author !== "customer" && last?.key !== before.at(-1)?.key) this.#arrived = true;
    if (changed.has("form") && this.#codeField?.matches(":focus-within")) {
      // The field is about to go; without this the focus would fall back to the top of the page.
      this.focus({ preventScroll: true });
    }
  }

  protected override render() {
    const empty = this.entries.length === 0;
    const { ticket } = this;
    // The card stands beside the message that told its number last.
    const number = ticket?.id ?? null;
    const told =
      number === null
        ? undefined
        : this.entries.findLast(({ author, text }) => author === "bot" && text.includes(number));
    return html`
      <div class="view" role="region" aria-label=${say("chat.conversation")} tabindex="0" @scroll=${this.#scrolled}>
        <div class="column">
          ${empty ? this.#welcome() : nothing}
          <div
            class="messages"
            role="log"
            aria-label=${say("chat.messages")}
            aria-relevant="additions"
            aria-live=${this.quiet ? "off" : "polite"}
          >
            ${repeat(
              this.entries,
              ({ key }) => key,
              (entry, index) => html`
                ${entry.key === this.newFrom ? html`<p class="new" data-testid="new">${say("chat.new")}</p>` : nothing}
                <giftline-message
                  .entry=${entry}
                  .load=${this.load}
                  ?continued=${entry.key !== this.newFrom && isContinued(this.entries[index - 1], entry)}
                ></giftline-message>
                ${entry === told ? html`<giftline-ticket .ticket=${ticket}></giftline-ticket>` : nothing}
              `,
            )}
            ${this.form !== null
              ? // Asked again, it is another field: what was sent from the one before must not stay in it.
                keyed(
                  this.form,
                  html`
                    <giftline-code-field
                      .forms=${this.form.groups}
                      problem=${this.codeProblem}
                      ?sending=${this.sendingCode}
                    ></giftline-code-field>
                  `,
                )
              : nothing}
            ${this.choices.length > 0
              ? html`
                  <giftline-quick-replies label=${say("chat.answers")} .choices=${this.choices}>
                  </giftline-quick-replies>
                `
              : nothing}
          </div>
          <div role="status">
            ${this.answering ? html`<giftline-typing></giftline-typing>` : nothing}
            <span class="visually-hidden">${this.#saysWriting ? say("typing.person") : nothing}</span>
          </div>
          ${this.personWrites
            ? html`<giftline-typing person aria-hidden="true"></giftline-typing>`
            : nothing}
        </div>
      </div>
      ${this.behind
        ? html`<button class="latest" type="button" @click=${this.#showLatest}>${
            this.newBelow ? say("chat.new") : say("chat.latest")
          }</button>`
        : nothing}
    `;
  }

  #welcome() {
    if (this.restoring) return html`<p class="loading">${say("chat.loading")}</p>`;
    return html`
      <div class="welcome">
        <h2>${say("welcome.title")}</h2>
        <p>${say("welcome.text")}</p>
        ${botsLanguage() === null ? nothing : html`<p>${say("welcome.speaks")}</p>`}
        <giftline-quick-replies label=${say("chat.questions")} .choices=${starters()}>
        </giftline-quick-replies>
      </div>
    `;
  }

  /**
   * The end of the conversation, but never so far that what is to be read first is above the view: the customer's last
   * message with the assistant's answer, or what an agent wrote last.
   */
  #place(view: HTMLElement): number {
    if (this.entries.length === 0) return 0;
    const end = view.scrollHeight - view.clientHeight;
    const first = this.entries.findLastIndex(({ author }) => author === "customer" || author === "agent");
    const message = this.renderRoot.querySelectorAll<HTMLElement>("giftline-message")[first];
    return message ? Math.min(end, message.offsetTop - view.offsetTop - FOLLOWING_PX / 4) : end;
  }

  #follow(): void {
    const view = this.#view;
    if (view === null) return;
    this.#placedFor = heights(view);
    if (this.#following) view.scrollTop = this.#place(view);
    this.#measure(view);
  }

  #scrolled(): void {
    const view = this.#view;
    // When the heights are new, the scroll came from the page itself and #follow() is about to run.
    if (view === null || heights(view) !== this.#placedFor) return;
    this.#following = view.scrollTop >= this.#place(view) - FOLLOWING_PX;
    this.#measure(view);
  }

  #measure(view: HTMLElement): void {
    const hidden = view.scrollHeight - view.clientHeight - view.scrollTop;
    this.behind = this.entries.length > 0 && hidden > FOLLOWING_PX * 2;
    this.newBelow = this.behind && (this.newBelow || this.#arrived);
    this.#arrived = false;
  }

  #showLatest(): void {
    const view = this.#view;
    if (view === null) return;
    view.scrollTop = view.scrollHeight;
    view.focus({ preventScroll: true });
  }
}

/** True if the same person goes on, so that the name need not be said again. */
function isContinued(before: Entry | undefined, entry: Entry): boolean {
  return before?.author === entry.author && before.agentName === entry.agentName;
}

function heights(view: HTMLElement): string {
  return `${view.scrollHeight} ${view.clientHeight}`;
}
