/**
 * <giftline-attachment>: a file of a message: a picture's thumbnail, and a button that saves the whole.
 * The bytes are had through `load`, because only the chat knows the token that opens them.
 */
import { html, nothing, type PropertyValues } from "lit";

import { controls } from "../../shared/controls.ts";
import type { Attachment, FilePart } from "../../shared/messages.ts";
import { say, SpeakingElement } from "../texts.ts";
import { styles } from "./styles.ts";

export type LoadFile = (id: string, part: FilePart) => Promise<Blob>;

export class GiftlineAttachment extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    attachment: { attribute: false },
    load: { attribute: false },
    shown: { state: true },
    problem: { state: true },
  };

  declare attachment: Attachment;
  declare load: LoadFile;
  /** Where the browser keeps the thumbnail; empty until it is here. */
  declare shown: string;
  declare problem: string;

  constructor() {
    super();
    this.shown = "";
    this.problem = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.shown);
    this.shown = "";
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("attachment") && this.attachment.kind === "picture") void this.#show();
  }

  protected override render() {
    const { kind, name, width, height } = this.attachment;
    return html`
      ${kind === "picture" && this.shown !== ""
        ? html`<img
            src=${this.shown}
            alt=${say("file.picture", { name })}
            width=${width ?? nothing}
            height=${height ?? nothing}
          />`
        : nothing}
      <button type="button" @click=${this.#save}>${say("file.save", { name })}</button>
      <p role="alert">${this.problem || nothing}</p>
    `;
  }

  async #show(): Promise<void> {
    try {
      const thumbnail = await this.load(this.attachment.id, "thumbnail");
      if (this.isConnected) this.shown = URL.createObjectURL(thumbnail);
    } catch {
      // Its name is there all the same, and the button says so if the file cannot be had either.
    }
  }

  async #save(): Promise<void> {
    this.problem = "";
    try {
      const url = URL.createObjectURL(await this.load(this.attachment.id, "whole"));
      const link = document.createElement("a");
      link.href = url;
      link.download = this.attachment.name;
      link.click();
      // The browser has begun to save by then.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch {
      this.problem = say("file.notLoaded");
    }
  }
}
