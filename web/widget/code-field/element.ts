/**
 * <giftline-code-field>: the protected field for a claim code. It writes what is typed or pasted as it is
 * printed, and hands it over when it is sent (CodeSubmitEvent). The code lives in the input only, and is
 * wiped when the field goes; whether it is a code, the server says (`problem`).
 */
import { html, nothing, type PropertyValues } from "lit";

import {
  asPrinted,
  codeWithin,
  formsInWords,
  lengthsInWords,
  lettersAndDigits,
  missingOf,
  placeAfter,
  progressOf,
  type CodeForms,
  type Progress,
} from "../../shared/code-format.ts";
import { controls } from "../../shared/controls.ts";
import { formatsInUse, say, sayCount, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

/** The customer wants this code looked up. It must be put nowhere but into the request to the vault. */
export class CodeSubmitEvent extends Event {
  static readonly type = "code-submit";
  readonly code: string;
  constructor(code: string) {
    super(CodeSubmitEvent.type, { bubbles: true, composed: true });
    this.code = code;
  }
}

export class GiftlineCodeField extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    forms: { attribute: false },
    problem: {},
    sending: { type: Boolean },
    count: { state: true },
    left: { state: true },
  };

  /** How the brand prints its codes. */
  declare forms: CodeForms;
  /** Why the code was not taken; empty when nothing is wrong. */
  declare problem: string;
  declare sending: boolean;
  /** How many letters and digits there are by now. */
  declare count: number;
  /** True once the customer has gone elsewhere, which is when what is missing is worth saying. */
  declare left: boolean;

  constructor() {
    super();
    this.forms = [];
    this.problem = "";
    this.sending = false;
    this.count = 0;
    this.left = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#box !== null) this.#box.value = "";
    this.count = 0;
  }

  override focus(options?: FocusOptions): void {
    this.#box?.focus(options);
  }

  /** Puts a code into the field, in place of what is there. */
  insert(code: string): void {
    const box = this.#box;
    if (box === null || this.sending) return;
    box.value = asPrinted(code, this.forms);
    box.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    box.focus();
  }

  get #box(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Whoever pressed the button goes on at the code, where there is something to mend.
    const hasFocus = this.matches(":focus-within");
    if (changed.has("problem") && this.problem !== "" && hasFocus) this.#box?.focus();
  }

  protected override render() {
    const lengths = lengthsInWords(this.forms, formatsInUse());
    const progress = progressOf("x".repeat(this.count), this.forms);
    // Spell checking in the cloud would send the code to the maker of the browser.
    return html`
      <form novalidate autocomplete="off" @submit=${this.#submit}>
        <div class="head">
          <label for="code">
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2" fill="none" stroke="currentColor" stroke-width="1.6" />
              <rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor" />
            </svg>
            ${say("code.label")}
          </label>
          <p class="count" data-progress=${progress} aria-hidden="true">${
            this.#counted(lengths) || nothing
          }</p>
        </div>
        <div class="row">
          <input
            id="code"
            data-testid="code-field"
            type="text"
            dir="ltr"
            autocomplete="off"
            autocapitalize="characters"
            autocorrect="off"
            spellcheck="false"
            translate="no"
            enterkeyhint="send"
            aria-describedby="problem hint"
            aria-invalid=${this.problem === "" ? "false" : "true"}
            ?readonly=${this.sending}
            @input=${this.#input}
            @paste=${this.#paste}
            @focus=${this.#enter}
            @blur=${this.#leave}
          />
          <button
            class="primary"
            type="submit"
            data-testid="send-code"
            aria-disabled=${this.sending ? "true" : "false"}
          >${this.sending ? say("message.sending") : say("code.send")}</button>
        </div>
        <p id="problem" class="problem" role="alert" data-testid="code-problem">${this.problem || nothing}</p>
        <p id="hint" class="hint">${say("code.hint", { lengths, forms: formsInWords(this.forms, formatsInUse()) })} ${say("code.protected")}</p>
        <p class="visually-hidden" role="status">${
          this.#progressSays(progress) || nothing
        }</p>
      </form>
    `;
  }

  /** How far the code has got: what is missing once the last group is begun, and what is too much. */
  #counted(lengths: string): string {
    if (this.count === 0) return "";
    const missing = missingOf(this.count, this.forms);
    if (missing < 0) return sayCount("code.over", -missing);
    const lastGroup = Math.min(...this.forms.map((form) => form.at(-1) ?? 0));
    const isNear = missing > 0 && missing < lastGroup;
    return isNear ? sayCount("code.missing", missing) : say("code.count", { count: this.count, lengths });
  }

  /** What a screen reader is told: nothing while the code is being typed. */
  #progressSays(progress: Progress): string {
    if (progress === "whole") return say("code.whole");
    if (progress === "long") return say("code.tooLong");
    return progress === "short" && this.left ? sayCount("code.missing", missingOf(this.count, this.forms)) : "";
  }

  #enter(): void {
    this.left = false;
  }

  #leave(): void {
    this.left = true;
  }

  /** A code that was copied with words around it is taken out of them. Anything else is pasted as it is. */
  #paste(event: ClipboardEvent): void {
    const code = codeWithin(event.clipboardData?.getData("text") ?? "", this.forms);
    if (code === null) return;
    event.preventDefault();
    this.insert(code);
  }

  #input(event: Event): void {
    const box = this.#box;
    if (box === null) return;
    // A word that is still being composed is not ours to rewrite.
    if (!(event as InputEvent).isComposing) this.#writeAsPrinted(box);
    this.count = lettersAndDigits(box.value).length;
  }

  #writeAsPrinted(box: HTMLInputElement): void {
    const printed = asPrinted(box.value, this.forms);
    if (printed === box.value) return;
    const before = lettersAndDigits(box.value.slice(0, box.selectionStart ?? box.value.length)).length;
    box.value = printed;
    const place = placeAfter(printed, before);
    box.setSelectionRange(place, place);
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const box = this.#box;
    if (box !== null && !this.sending) this.dispatchEvent(new CodeSubmitEvent(box.value));
  }
}

declare global {
  interface HTMLElementEventMap {
    "code-submit": CodeSubmitEvent;
  }
}
