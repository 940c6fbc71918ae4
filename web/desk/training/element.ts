/**
 * <giftline-desk-training>: one line of the training inbox at a time, and a key for everything that it may
 * mean. What a key does stands on the button that does the same.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { Problem } from "../../shared/problems.ts";
import { DeskApi } from "../api.ts";
import { deskControls } from "../controls.ts";
import { fragmentOf } from "../place.ts";
import { FIRST_VIEW } from "../api.ts";
import { loadPrefs } from "../prefs.ts";
import { confidence, LOADING, NO_ANSWER, TRAINING } from "../texts.ts";
import { Inbox, type Intent, type Line, type LineState } from "./inbox.ts";
import { styles } from "./styles.ts";

const SIGN_IN = "/desk/sign-in";
const LONGEST = 500;
const STATES: readonly LineState[] = ["open", "labelled", "skipped"];

export class GiftlineDeskTraining extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    intents: { state: true },
    problem: { state: true },
    said: { state: true },
    editing: { state: true },
  };

  declare intents: readonly Intent[];
  declare problem: string;
  /** What was said aloud last. */
  declare said: string;
  /** The line in other words; null while it is as it was. */
  declare editing: string | null;

  readonly #api = new DeskApi();
  readonly #inbox = new Inbox(this.#api, (error) => this.#changed(error));
  readonly #singleKeys = loadPrefs().singleKeys;
  #lifetime = new AbortController();

  constructor() {
    super();
    this.intents = [];
    this.problem = "";
    this.said = "";
    this.editing = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#lifetime = new AbortController();
    window.addEventListener("keydown", (event) => this.#keydown(event), { signal: this.#lifetime.signal });
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#lifetime.abort();
  }

  protected override render() {
    const inbox = this.#inbox;
    return html`
      <giftline-desk-bar current="training"></giftline-desk-bar>
      <main>
        <div class="head">
          <h1>${TRAINING.title}</h1>
          <div class="states" role="group" aria-label=${TRAINING.which}>
            ${STATES.map(
              (state) => html`
                <button type="button" aria-pressed=${state === inbox.state} @click=${() => this.#show(state)}>
                  ${TRAINING.states[state]} <span class="count">${inbox.counts[state]}</span>
                </button>
              `,
            )}
          </div>
        </div>
        <p class="problem" role="alert">${this.problem === "" ? nothing : this.problem}</p>
        ${inbox.current === null
          ? html`<p class="none">${inbox.isLoaded ? TRAINING.empty[inbox.state] : LOADING}</p>`
          : this.#line(inbox.current)}
        <div class="decide">
          <button type="button" ?disabled=${inbox.current === null} @click=${() => this.#skip()}>
            <kbd>${TRAINING.space}</kbd> ${TRAINING.skip}
          </button>
          <button type="button" ?disabled=${inbox.current === null} @click=${() => this.#edit()}>
            <kbd>${TRAINING.enter}</kbd> ${TRAINING.edit}
          </button>
          <button type="button" ?disabled=${!inbox.canUndo} @click=${() => this.#undo()}>
            <kbd>⌫</kbd> ${TRAINING.undo}
          </button>
        </div>
        <ul class="intents" aria-label=${TRAINING.intents}>
          ${this.intents.map((each) => this.#intent(each))}
        </ul>
        ${inbox.next.length === 0
          ? nothing
          : html`
              <section aria-labelledby="next">
                <h2 id="next">${TRAINING.next}</h2>
                <ol>${inbox.next.map(({ text }) => html`<li dir="auto">${text}</li>`)}</ol>
              </section>
            `}
      </main>
      <p class="visually-hidden" role="log" aria-live="polite" aria-label="News">${this.said}</p>
    `;
  }

  #line(line: Line) {
    return html`
      <section class="line" aria-label=${TRAINING.line}>
        ${this.editing === null
          ? html`<p class="text" dir="auto">${line.text}</p>`
          : html`
              <label>
                ${TRAINING.otherWords}
                <textarea
                  rows="3"
                  maxlength=${LONGEST}
                  dir="auto"
                  .value=${this.editing}
                  @input=${(event: Event) => (this.editing = (event.target as HTMLTextAreaElement).value)}
                ></textarea>
              </label>
            `}
        <p class="facts">
          ${TRAINING.why[line.why]}
          ${line.guessed === null
            ? nothing
            : html`· ${TRAINING.understood(this.#titleOf(line.guessed))}
              ${line.confidence === null ? nothing : confidence(line.confidence)}`}
          ${line.label === null ? nothing : html`· ${TRAINING.labelled(this.#titleOf(line.label), line.labelled_by)}`}
          ${line.conversation === null
            ? nothing
            : html`· <a href="/desk${fragmentOf({ listed: FIRST_VIEW, conversation: line.conversation, approvals: false })}"
                >${TRAINING.conversation}</a
              >`}
        </p>
      </section>
    `;
  }

  #intent(each: Intent) {
    const isGuess = each.intent === this.#inbox.current?.guessed;
    return html`
      <li>
        <button
          type="button"
          class=${isGuess ? "guess" : ""}
          ?disabled=${this.#inbox.current === null}
          @click=${() => this.#label(each)}
        >
          ${each.key === null ? nothing : html`<kbd>${each.key}</kbd>`} <span>${each.title}</span>
        </button>
      </li>
    `;
  }

  #titleOf(intent: string): string {
    return this.intents.find((each) => each.intent === intent)?.title ?? intent;
  }

  async #start(): Promise<void> {
    try {
      // Every change needs the token that this answers.
      await this.#api.me();
      this.intents = await this.#api.trainingIntents();
    } catch (error) {
      this.#changed(error);
      return;
    }
    await this.#inbox.show("open");
  }

  #show(state: LineState): void {
    this.editing = null;
    void this.#inbox.show(state);
  }

  #label({ intent, title }: Intent): void {
    const text = this.editing?.trim() ?? "";
    const isChanged = text !== "" && text !== this.#inbox.current?.text;
    this.#leaveField();
    this.#inbox.label(intent, isChanged ? text : null);
    this.#say(TRAINING.saidLabelled(title));
  }

  #skip(): void {
    this.#leaveField();
    this.#inbox.skip();
    this.#say(TRAINING.saidSkipped);
  }

  #undo(): void {
    if (!this.#inbox.canUndo) return;
    this.#leaveField();
    this.#inbox.undo();
    this.#say(TRAINING.saidUndone);
  }

  async #edit(): Promise<void> {
    const { current } = this.#inbox;
    if (current === null) return;
    this.editing ??= current.text;
    await this.updateComplete;
    this.renderRoot.querySelector("textarea")?.focus();
  }

  #leaveField(): void {
    this.editing = null;
  }

  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const at = event.composedPath()[0];
    if (at instanceof HTMLTextAreaElement) {
      // What is written stays while a key is chosen for it.
      if (event.key === "Escape" || event.key === "Enter") {
        event.preventDefault();
        at.blur();
      }
      return;
    }
    const isOnControl = at instanceof HTMLElement && at.matches("button, a, input, select, summary");
    if (!this.#singleKeys) return;
    if ((event.key === " " || event.key === "Enter") && isOnControl) return;
    const intent = this.intents.find(({ key }) => key === event.key.toLowerCase());
    if (event.key === " ") this.#skip();
    else if (event.key === "Enter") void this.#edit();
    else if (event.key === "Backspace") this.#undo();
    else if (intent !== undefined && this.#inbox.current !== null) this.#label(intent);
    else return;
    event.preventDefault();
  }

  #say(what: string): void {
    const { current } = this.#inbox;
    this.said = current === null ? what : `${what} ${current.text}`;
  }

  #changed(error: unknown): void {
    if (error instanceof Problem && error.status === 401) location.assign(SIGN_IN);
    if (error !== null) this.problem = error instanceof Problem ? error.detail : NO_ANSWER;
    else this.problem = "";
    this.requestUpdate();
  }
}
