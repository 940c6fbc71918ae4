/** The looks of <giftline-composer>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
  }
  .row {
    display: flex;
    align-items: flex-end;
    gap: var(--giftline-space-2);
  }
  textarea {
    flex: 1;
    /* A width of its own, or field-sizing would stretch the box around one long word. */
    inline-size: 0;
    min-block-size: 2.875rem;
    max-block-size: min(12rem, 30dvh);
    padding: 0.625rem var(--giftline-space-3);
    border: 1px solid var(--giftline-line-control);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    /* Below 16px, phones zoom the page in on focus. */
    font: inherit;
    font-size: max(1rem, 16px);
    line-height: 1.5;
    field-sizing: content;
    overflow-y: auto;
    overflow-wrap: anywhere;
    resize: none;
  }
  textarea:focus-visible {
    border-color: var(--giftline-focus);
    outline-width: 2px;
    outline-offset: 0;
  }
  textarea[aria-invalid="true"] {
    border-color: var(--giftline-problem);
  }
  textarea::placeholder {
    /* The box takes its height from it, and is no higher for a longer language. */
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--giftline-ink-muted);
    opacity: 1;
  }
  button {
    min-block-size: 2.875rem;
    min-inline-size: 4.5rem;
  }
  .icon {
    min-inline-size: 2.875rem;
    padding-inline: 0;
  }
  .icon svg {
    inline-size: 1.375rem;
    block-size: 1.375rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  /* Where there is a finger there is a camera, as good as always. */
  .camera {
    display: none;
  }
  @media (pointer: coarse) {
    .camera {
      display: revert;
    }
  }
  @media (max-width: 22rem) {
    button {
      min-inline-size: 0;
      padding-inline: var(--giftline-space-3);
    }
  }
  p {
    margin: 0;
    font-size: var(--giftline-text-small);
  }
  .notice:not(:empty) {
    margin-block-end: var(--giftline-space-2);
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border-inline-start: 3px solid currentcolor;
    border-radius: var(--giftline-space-1);
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
  }
  .counter {
    color: var(--giftline-ink-muted);
    text-align: end;
  }
  .over {
    color: var(--giftline-problem);
    font-weight: 600;
  }
`;
