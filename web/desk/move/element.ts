/**
 * <giftline-desk-move>: asks why a conversation is closed, returned or passed on, and to whom; then it is
 * wanted for good (MoveEvent). A reason is chosen already, so that Enter is enough.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import type { Receiver } from "../api.ts";
import { deskControls } from "../controls.ts";
import type { MoveAsked } from "../open-conversation.ts";
import { CANCEL, MOVE_SAYS, MOVES, OTHER_REASON, PASS_TO, REASON, REASONS } from "../texts.ts";
import type { Person } from "../words.ts";
import { styles } from "./styles.ts";

export type Reasoned = "return" | "transfer" | "close";

const LONGEST_REASON = 300;

/** The move is wanted, with its reason. */
export class MoveEvent extends Event {
  static readonly type = "desk-move";
  readonly asked: MoveAsked;
  constructor(asked: MoveAsked) {
    super(MoveEvent.type, { bubbles: true, composed: true });
    this.asked = asked;
  }
}

/** The dialog is gone, with or without a move. */
export class DoneEvent extends Event {
  static readonly type = "desk-done";
  constructor() {
    super(DoneEvent.type, { bubbles: true, composed: true });
  }
}

export class GiftlineDeskMove extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    move: {},
    agents: { attribute: false },
    teams: { attribute: false },
    reason: { state: true },
  };

  declare move: Reasoned;
  declare agents: readonly Person[];
  declare teams: readonly Person[];
  /** The chosen one; empty for another, which is written. */
  declare reason: string;

  constructor() {
    super();
    this.move = "close";
    this.agents = [];
    this.teams = [];
    this.reason = "";
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.reason = REASONS[this.move][0] ?? "";
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
    this.renderRoot.querySelector<HTMLElement>("select, input:checked")?.focus();
  }

  protected override render() {
    const title = `${MOVES[this.move]} this conversation`;
    return html`
      <dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new DoneEvent())}>
        <form method="dialog" @submit=${this.#submit}>
          <h2 id="title">${title}</h2>
          <p class="says">${MOVE_SAYS[this.move]}</p>
          ${this.move === "transfer" ? this.#receivers() : nothing}
          <fieldset>
            <legend>${REASON}</legend>
            ${[...REASONS[this.move], ""].map(
              (reason) => html`
                <label>
                  <input
                    type="radio"
                    name="reason"
                    .checked=${this.reason === reason}
                    @change=${() => this.#choose(reason)}
                  />
                  ${reason === "" ? OTHER_REASON : reason}
                </label>
              `,
            )}
            ${this.reason === ""
              ? html`<input
                  class="other"
                  type="text"
                  name="other"
                  aria-label=${OTHER_REASON}
                  maxlength=${LONGEST_REASON}
                  required
                  autocomplete="off"
                />`
              : nothing}
          </fieldset>
          <div class="buttons">
            <button type="button" @click=${this.#cancel}>${CANCEL}</button>
            <button type="submit" class="primary">${MOVES[this.move]}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #receivers() {
    return html`
      <label class="to">
        ${PASS_TO}
        <select name="to" required>
          <optgroup label="Teams">
            ${this.teams.map(({ id, name }) => html`<option value=${`team:${id}`}>${name}</option>`)}
          </optgroup>
          ${this.agents.length === 0
            ? nothing
            : html`<optgroup label="Agents">
                ${this.agents.map(({ id, name }) => html`<option value=${`agent:${id}`}>${name}</option>`)}
              </optgroup>`}
        </select>
      </label>
    `;
  }

  async #choose(reason: string): Promise<void> {
    this.reason = reason;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".other")?.focus();
  }

  #cancel(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }

  #submit(event: SubmitEvent): void {
    const written = new FormData(event.target as HTMLFormElement);
    const other = written.get("other");
    const reason = this.reason === "" && typeof other === "string" ? other.trim() : this.reason;
    if (this.move === "transfer") {
      const to = receiver(String(written.get("to") ?? ""));
      this.dispatchEvent(new MoveEvent({ move: "transfer", to, reason }));
    } else {
      this.dispatchEvent(new MoveEvent({ move: this.move, reason }));
    }
  }
}

function receiver(value: string): Receiver {
  const [kind = "", name = ""] = value.split(/:(.*)/s);
  return kind === "agent" ? { to_agent: name } : { to_team: name };
}

declare global {
  interface HTMLElementEventMap {
    "desk-move": MoveEvent;
    "desk-done": DoneEvent;
  }
}
