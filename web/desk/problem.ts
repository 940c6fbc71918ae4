/** What stands where something could not be read: why, and a button that wants it read again (AgainEvent). */
import { html } from "lit";

import { TRY_AGAIN } from "./texts.ts";

/** What could not be read is to be read again. */
export class AgainEvent extends Event {
  static readonly type = "desk-again";
  constructor() {
    super(AgainEvent.type, { bubbles: true, composed: true });
  }
}

export function problemSays(at: HTMLElement, problem: string) {
  return html`
    <div class="instead">
      <p role="alert">${problem}</p>
      <button type="button" @click=${() => at.dispatchEvent(new AgainEvent())}>${TRY_AGAIN}</button>
    </div>
  `;
}

declare global {
  interface HTMLElementEventMap {
    "desk-again": AgainEvent;
  }
}
