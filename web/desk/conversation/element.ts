/**
 * <giftline-desk-conversation>: one conversation with who has it, what can be done with it (AskMoveEvent),
 * its log and the fields to write in. It shows what it is given and decides nothing.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import type { GiftlineDeskComposer } from "../composer/element.ts";
import { deskControls } from "../controls.ts";
import type { Draft, Kind } from "../drafts.ts";
import type { Entry } from "../entries.ts";
import { back } from "../icons.ts";
import type { MoveKind } from "../moves.ts";
import { NOBODY, type Others } from "../presence.ts";
import { problemSays } from "../problem.ts";
import {
  ANONYMOUS,
  BACK_TO_LIST,
  BRIEF,
  LOADING,
  MOVES,
  PRIORITIES,
  rated,
  standing,
  types,
  VIEWS_IT,
  waits,
  whoIs,
  WRITES_TO_CUSTOMER,
} from "../texts.ts";
import { due, moment, since } from "../times.ts";
import type { Intent } from "../training/inbox.ts";
import type { Rating, Row, Ticket } from "../words.ts";
import { styles } from "./styles.ts";

const MOVE_KEYS: Readonly<Record<MoveKind, string>> = { take: "t", return: "b", transfer: "x", close: "c" };

const dots = html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`;

/** A move is wanted; where it needs a reason, that is asked for. */
export class AskMoveEvent extends Event {
  static readonly type = "desk-ask-move";
  readonly move: MoveKind;
  constructor(move: MoveKind) {
    super(AskMoveEvent.type, { bubbles: true, composed: true });
    this.move = move;
  }
}

/** Back to the list, where both have no room beside one another. */
export class BackEvent extends Event {
  static readonly type = "desk-back";
  constructor() {
    super(BackEvent.type, { bubbles: true, composed: true });
  }
}

/** The brief is to be shown, or hidden. */
export class BriefEvent extends Event {
  static readonly type = "desk-brief";
  constructor() {
    super(BriefEvent.type, { bubbles: true, composed: true });
  }
}

export class GiftlineDeskConversation extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    row: { attribute: false },
    tickets: { attribute: false },
    entries: { attribute: false },
    draft: { attribute: false },
    me: { attribute: false },
    hasOlder: { type: Boolean },
    loading: { type: Boolean },
    moves: { attribute: false },
    holds: { type: Boolean },
    others: { attribute: false },
    rating: { attribute: false },
    colleagues: { attribute: false },
    intents: { attribute: false },
    labels: { attribute: false },
    files: {},
    hasBrief: { type: Boolean },
    showsBrief: { type: Boolean },
    problem: {},
    nowMs: { type: Number },
  };

  declare row: Row;
  declare tickets: readonly Ticket[];
  declare entries: readonly Entry[];
  declare draft: Draft;
  declare me: { readonly id: string; readonly name: string };
  declare hasOlder: boolean;
  declare loading: boolean;
  /** What this agent may do with it. */
  declare moves: readonly MoveKind[];
  /** Whether this agent has the conversation. */
  declare holds: boolean;
  /** Who else is in it. */
  declare others: Others;
  declare rating: Rating | null;
  /** The names that a note can mention. */
  declare colleagues: readonly string[];
  /** What a message can be said to mean, and what this agent has said. */
  declare intents: readonly Intent[];
  declare labels: ReadonlyMap<number, string>;
  /** Where the files are, each by its id. */
  declare files: string;
  declare hasBrief: boolean;
  declare showsBrief: boolean;
  declare problem: string;
  declare nowMs: number;

  constructor() {
    super();
    this.tickets = [];
    this.entries = [];
    this.draft = { note: "", reply: "" };
    this.me = { id: "", name: "" };
    this.hasOlder = false;
    this.loading = false;
    this.moves = [];
    this.holds = false;
    this.others = NOBODY;
    this.rating = null;
    this.colleagues = [];
    this.intents = [];
    this.labels = new Map();
    this.files = "";
    this.hasBrief = false;
    this.showsBrief = false;
    this.problem = "";
    this.nowMs = 0;
  }

  /** Puts the focus on who this is about, from where Tab leads to the moves. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus(options);
  }

  write(kind: Kind): void {
    void this.#composer?.write(kind);
  }

  restore(kind: Kind, text: string): void {
    void this.#composer?.restore(kind, text);
  }

  /** Puts a text into the reply's field, for the agent to read and send. */
  putReply(text: string): void {
    void this.#composer?.put(text);
  }

  get #composer(): GiftlineDeskComposer | null {
    return this.renderRoot.querySelector("giftline-desk-composer");
  }

  protected override render() {
    const { row } = this;
    return html`
      <header>
        <button class="back quiet" type="button" aria-label=${BACK_TO_LIST} @click=${this.#back}>${back}</button>
        <div class="who">
          <h2 tabindex="-1">${row.customer ?? ANONYMOUS}</h2>
          <p class="about">${row.title}</p>
        </div>
        <div class="moves" role="group" aria-label="Moves">
          ${this.moves.map((move) => this.#move(move))}
          ${this.hasBrief
            ? html`<button
                type="button"
                class="brief"
                aria-pressed=${this.showsBrief}
                aria-keyshortcuts="i"
                @click=${() => this.dispatchEvent(new BriefEvent())}
              >
                ${BRIEF}
              </button>`
            : nothing}
        </div>
        <ul class="facts" aria-label="Facts">
          <li class="standing" data-owner=${row.owner} data-mine=${this.holds}>${standing(row, this.me.id)}</li>
          ${row.waiting_since === null
            ? nothing
            : html`<li>${waits(since(row.waiting_since, this.nowMs))}</li>`}
          ${this.#due()}
          ${row.priority === "high" || row.priority === "urgent"
            ? html`<li class="priority">${PRIORITIES[row.priority]} priority</li>`
            : nothing}
          ${row.region === null ? nothing : html`<li>${row.region}</li>`}
          ${this.tickets.map(
            (ticket) => html`<li title=${ticket.summary}><span class="ticket">${ticket.id}</span> ${ticket.status}</li>`,
          )}
          ${this.rating === null
            ? nothing
            : html`<li class="rating">
                <b>${rated(this.rating.score)}</b>${this.rating.comment === null || this.rating.comment === ""
                  ? nothing
                  : html`<q>${this.rating.comment}</q>`}
              </li>`}
        </ul>
      </header>
      ${this.#log()}
      ${this.#company()}
      <giftline-desk-composer .colleagues=${this.colleagues} .draft=${this.draft} ?holds=${this.holds}></giftline-desk-composer>
    `;
  }

  #log() {
    if (this.problem !== "") return problemSays(this, this.problem);
    if (this.loading) return html`<p class="instead">${LOADING}</p>`;
    return html`
      <giftline-desk-log
        .entries=${this.entries}
        ?hasOlder=${this.hasOlder}
        me=${this.me.name}
        customer=${this.row.customer ?? ANONYMOUS}
        .intents=${this.intents}
        .labels=${this.labels}
        files=${this.files}
      ></giftline-desk-log>
    `;
  }

  /** Always there, so that nothing moves when somebody comes. The desk says aloud who begins to write. */
  #company() {
    const { writing, viewing, customerWrites } = this.others;
    return html`
      <p class="company" data-testid="company">
        ${customerWrites
          ? html`<span class="types">${types(this.row.customer)}${dots}</span>`
          : nothing}
        ${writing.length > 0
          ? html`<span class="writes">${whoIs(writing)} ${WRITES_TO_CUSTOMER}${dots}</span>`
          : nothing}
        ${viewing.length > 0 ? html`<span>${whoIs(viewing)} ${VIEWS_IT}</span>` : nothing}
      </p>
    `;
  }

  #due() {
    const { answer_by: answerBy, waiting_since: waitingSince, breached, last_message_at: last } = this.row;
    if (answerBy === null || this.row.owner === "closed") return nothing;
    const { urgency, text } = due(answerBy, waitingSince ?? last, breached, this.nowMs);
    return html`<li class="due" data-urgency=${urgency}>
      Answer by <time datetime=${answerBy}>${moment(answerBy, this.nowMs)}</time> (${text})
    </li>`;
  }

  #move(move: MoveKind) {
    const key = MOVE_KEYS[move];
    return html`
      <button
        type="button"
        class=${move === "take" ? "primary" : ""}
        data-move=${move}
        aria-keyshortcuts=${key}
        @click=${() => this.dispatchEvent(new AskMoveEvent(move))}
      >
        ${MOVES[move]} <kbd aria-hidden="true">${key}</kbd>
      </button>
    `;
  }

  #back(): void {
    this.dispatchEvent(new BackEvent());
  }
}

declare global {
  interface HTMLElementEventMap {
    "desk-ask-move": AskMoveEvent;
    "desk-back": BackEvent;
    "desk-brief": BriefEvent;
  }
}
