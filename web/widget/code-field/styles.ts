/** The looks of <giftline-code-field>: a panel in the conversation, set apart from what is said. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    max-inline-size: 34rem;
  }
  form {
    display: grid;
    gap: var(--giftline-space-2);
    padding: var(--giftline-space-4);
    border: 1px solid var(--giftline-accent-text);
    border-radius: var(--giftline-radius);
    background: var(--giftline-accent-soft);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--giftline-space-4);
    align-items: center;
    justify-content: space-between;
  }
  label {
    display: flex;
    align-items: center;
    gap: var(--giftline-space-2);
    font-weight: 600;
  }
  svg {
    flex: none;
    color: var(--giftline-accent-text);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
  }
  input {
    flex: 1 1 15rem;
    min-inline-size: 0;
    min-block-size: 2.875rem;
    padding: 0.625rem var(--giftline-space-3);
    border: 1px solid var(--giftline-line-control);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    font-family: var(--giftline-font-code);
    /* Below 16px, phones zoom the page in on focus. */
    font-size: max(1.0625rem, 16px);
    line-height: 1.5;
    letter-spacing: 0.04em;
  }
  input:focus-visible {
    border-color: var(--giftline-focus);
    outline-width: 2px;
    outline-offset: 0;
  }
  input[aria-invalid="true"] {
    border-color: var(--giftline-problem);
  }
  input:read-only {
    background: var(--giftline-surface-sunken);
    color: var(--giftline-ink-muted);
  }
  button {
    flex: 0 1 auto;
    min-block-size: 2.875rem;
    min-inline-size: 7rem;
  }
  button[aria-disabled="true"] {
    cursor: progress;
  }
  p {
    margin: 0;
    font-size: var(--giftline-text-small);
    text-wrap: pretty;
  }
  .problem:not(:empty) {
    color: var(--giftline-problem);
    font-weight: 600;
  }
  .hint,
  .count {
    color: var(--giftline-ink-muted);
  }
  .count {
    font-variant-numeric: tabular-nums;
  }
  .count[data-progress="whole"] {
    color: var(--giftline-accent-strong);
    font-weight: 600;
  }
  .count[data-progress="long"] {
    color: var(--giftline-problem);
    font-weight: 600;
  }
  @media (max-width: 30rem) {
    button {
      flex-grow: 1;
    }
  }
`;
