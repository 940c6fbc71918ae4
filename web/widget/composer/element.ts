/**
 * <giftline-composer>: the box to write in. Enter sends (ComposeEvent), Shift+Enter breaks the line.
 * The text lives in the textarea only; nothing here keeps a copy of it.
 */
import { html, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { camera, paperclip } from "../../shared/icons.ts";
import { charactersLeft, say, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

const MAX_CHARACTERS = 10_000;
/** By name, because phones then make a JPEG of a HEIC. What a file is, the server finds out. */
const PICTURES = "image/jpeg,image/png,image/webp";
/** The counter appears when this many are left. */
const NEAR_LIMIT_CHARACTERS = 500;

/** The customer wants this text sent. */
export class ComposeEvent extends Event {
  static readonly type = "compose";
  readonly text: string;
  constructor(text: string) {
    super(ComposeEvent.type, { bubbles: true, composed: true });
    this.text = text;
  }
}

/** The customer wants this file sent. */
export class ChooseFileEvent extends Event {
  static readonly type = "choose-file";
  readonly file: File;
  constructor(file: File) {
    super(ChooseFileEvent.type, { bubbles: true, composed: true });
    this.file = file;
  }
}

export class GiftlineComposer extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    notice: {},
    length: { state: true },
    blank: { state: true },
  };

  /** A sentence about the last thing sent; empty when there is nothing to say. */
  declare notice: string;
  declare length: number;
  declare blank: boolean;

  constructor() {
    super();
    this.notice = "";
    this.length = 0;
    this.blank = true;
  }

  override focus(options?: FocusOptions): void {
    this.#box?.focus(options);
  }

  /** Puts text where the cursor is, set apart from the words around it. */
  insert(text: string): void {
    const box = this.#box;
    if (box === null) return;
    const before = box.value.slice(0, box.selectionStart);
    const after = box.value.slice(box.selectionEnd);
    const apart = (before === "" || /\s$/.test(before) ? "" : " ") + text;
    box.setRangeText(/^\s|^$/.test(after) ? apart : `${apart} `, box.selectionStart, box.selectionEnd, "end");
    this.#measure();
    box.focus();
  }

  clear(): void {
    const box = this.#box;
    if (box === null) return;
    box.value = "";
    this.#measure();
  }

  /** Puts a text back that could not be sent, before anything written since. */
  restore(text: string): void {
    const box = this.#box;
    if (box === null) return;
    box.value = box.value === "" ? text : `${text}\n${box.value}`;
    this.#measure();
  }

  get #box(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  protected override render() {
    const left = MAX_CHARACTERS - this.length;
    const near = left <= NEAR_LIMIT_CHARACTERS;
    // Spell checking in the cloud would send claim codes to the maker of the browser.
    return html`
      <form @submit=${this.#submit}>
        <p id="notice" class="notice" role="alert">${this.notice || nothing}</p>
        <input hidden id="file" type="file" data-testid="file" accept="${PICTURES},application/pdf" @change=${
          this.#chosen
        } />
        <input hidden id="camera" type="file" accept=${PICTURES} capture="environment" @change=${
          this.#chosen
        } />
        <div class="row">
          <button
            class="icon"
            type="button"
            data-testid="add-file"
            aria-label=${say("composer.addFile")}
            title=${say("composer.addFile")}
            @click=${() => this.#choose("#file")}
          >${paperclip}</button>
          <button
            class="icon camera"
            type="button"
            aria-label=${say("composer.takePicture")}
            title=${say("composer.takePicture")}
            @click=${() => this.#choose("#camera")}
          >${camera}</button>
          <label class="visually-hidden" for="box">${say("composer.label")}</label>
          <textarea
            id="box"
            data-testid="composer"
            rows="1"
            dir="auto"
            placeholder=${say("composer.placeholder")}
            autocomplete="off"
            spellcheck="false"
            enterkeyhint="send"
            aria-describedby="notice counter"
            aria-invalid=${left < 0 ? "true" : "false"}
            @input=${this.#measure}
            @keydown=${this.#keydown}
          ></textarea>
          <button
            class="primary"
            type="submit"
            data-testid="send"
            ?disabled=${this.blank || left < 0}
          >${say("composer.send")}</button>
        </div>
        <p id="counter" class=${left < 0 ? "counter over" : "counter"} role="status">
          ${near ? charactersLeft(left) : nothing}
        </p>
      </form>
    `;
  }

  #choose(input: string): void {
    this.renderRoot.querySelector<HTMLInputElement>(input)?.click();
  }

  #chosen({ target }: Event): void {
    const input = target as HTMLInputElement;
    const file = input.files?.[0];
    // So that the same file can be chosen again.
    input.value = "";
    this.focus();
    if (file !== undefined) this.dispatchEvent(new ChooseFileEvent(file));
  }

  #measure(): void {
    const box = this.#box;
    if (box === null) return;
    this.length = box.value.length;
    this.blank = box.value.trim() === "";
    if (!CSS.supports("field-sizing", "content")) {
      box.style.blockSize = "auto";
      box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
    }
  }

  #keydown(event: KeyboardEvent): void {
    // While a word is being composed (Japanese, Chinese, Korean) Enter chooses it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.renderRoot.querySelector("form")?.requestSubmit();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const box = this.#box;
    if (box === null || this.blank || this.length > MAX_CHARACTERS) return;
    const text = box.value.trim();
    box.value = "";
    this.#measure();
    box.focus();
    this.dispatchEvent(new ComposeEvent(text));
  }
}

declare global {
  interface HTMLElementEventMap {
    compose: ComposeEvent;
    "choose-file": ChooseFileEvent;
  }
}
