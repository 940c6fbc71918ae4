/**
 * <giftline-desk-views>: the lists that there are, with how much is in each; one is chosen (ShowEvent).
 * Where there is little room the cases fold into one field.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import type { Listed, View } from "../api.ts";
import { deskControls } from "../controls.ts";
import { APPROVALS, BY_CASE, MENTIONS, VIEWS } from "../texts.ts";
import type { Counts } from "../words.ts";
import { styles } from "./styles.ts";

/** Another list is wanted. */
export class ShowEvent extends Event {
  static readonly type = "desk-show";
  readonly listed: Listed;
  constructor(listed: Listed) {
    super(ShowEvent.type, { bubbles: true, composed: true });
    this.listed = listed;
  }
}

/** What waits for approval is wanted instead of a list. */
export class ShowApprovalsEvent extends Event {
  static readonly type = "desk-show-approvals";
  constructor() {
    super(ShowApprovalsEvent.type, { bubbles: true, composed: true });
  }
}

/** The notes that name this agent are wanted. */
export class ShowMentionsEvent extends Event {
  static readonly type = "desk-show-mentions";
  constructor() {
    super(ShowMentionsEvent.type, { bubbles: true, composed: true });
  }
}

const ALL: readonly View[] = ["mine", "queue", "open", "breached", "closed"];

export function listedOf(view: View): Listed {
  return { view, topic: null, query: "" };
}

export class GiftlineDeskViews extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    listed: { attribute: false },
    counts: { attribute: false },
    topics: { attribute: false },
    approvals: { attribute: false },
    showsApprovals: { type: Boolean },
    mentions: { type: Number },
    showsMentions: { type: Boolean },
  };

  declare listed: Listed;
  declare counts: Counts | null;
  /** How many notes that name this agent are unread. */
  declare mentions: number;
  declare showsMentions: boolean;
  /** The titles of the cases by their names. */
  declare topics: Readonly<Record<string, string>>;
  /** How many actions wait for approval; null for whoever approves none. */
  declare approvals: number | null;
  /** Whether those are shown, and no list. */
  declare showsApprovals: boolean;

  constructor() {
    super();
    this.listed = listedOf("queue");
    this.counts = null;
    this.topics = {};
    this.approvals = null;
    this.showsApprovals = false;
    this.mentions = 0;
    this.showsMentions = false;
  }

  protected override render() {
    const { topic, query } = this.listed;
    const isList = query === "" && !this.showsMentions && !this.showsApprovals;
    const topics = Object.entries(this.topics);
    return html`
      <nav aria-label="Views">
        <ul>
          ${ALL.map((name) => {
            const chosen = isList && topic === null && this.listed.view === name;
            return html`<li>${this.#choice(VIEWS[name], new ShowEvent(listedOf(name)), chosen, this.#count(name), name)}</li>`;
          })}
          <li>
            ${this.#choice(MENTIONS, new ShowMentionsEvent(), this.showsMentions, this.mentions || null, "mentions")}
          </li>
          ${this.approvals === null
            ? nothing
            : html`<li>
                ${this.#choice(APPROVALS.title, new ShowApprovalsEvent(), this.showsApprovals, this.approvals, "approvals")}
              </li>`}
        </ul>
        ${topics.length === 0
          ? nothing
          : html`
              <h2 id="by-case">${BY_CASE}</h2>
              <ul class="topics" aria-labelledby="by-case">
                ${topics.map(
                  ([name, title]) => html`<li>
                    ${this.#choice(title, new ShowEvent(byCase(name)), isList && topic === name, null, "topic")}
                  </li>`,
                )}
              </ul>
              <select aria-label=${BY_CASE} .value=${topic ?? ""} @change=${this.#chosen}>
                <option value="">${BY_CASE}</option>
                ${topics.map(
                  ([name, title]) => html`<option value=${name} ?selected=${topic === name}>${title}</option>`,
                )}
              </select>
            `}
      </nav>
    `;
  }

  #choice(text: string, wanted: Event, chosen: boolean, count: number | null, kind: string) {
    return html`
      <button
        type="button"
        class="choice"
        data-kind=${kind}
        aria-current=${chosen ? "true" : "false"}
        @click=${() => this.dispatchEvent(wanted)}
      >
        <span>${text}</span>
        ${count === null ? nothing : html`<span class="count">${count}</span>`}
      </button>
    `;
  }

  #count(name: View): number | null {
    return name === "closed" ? null : (this.counts?.[name] ?? null);
  }

  #chosen(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.dispatchEvent(new ShowEvent(value === "" ? listedOf("open") : byCase(value)));
  }
}

function byCase(topic: string): Listed {
  return { ...listedOf("open"), topic };
}

declare global {
  interface HTMLElementEventMap {
    "desk-show": ShowEvent;
    "desk-show-approvals": ShowApprovalsEvent;
    "desk-show-mentions": ShowMentionsEvent;
  }
}
