/** The looks of <giftline-desk-action>. */
import { css } from "lit";

export const styles = css`
  dialog[open] {
    display: grid;
    gap: var(--giftline-space-4);
    inline-size: 30rem;
    overflow-wrap: anywhere;
  }
  .why {
    display: grid;
    gap: var(--giftline-space-1);
  }
  label {
    font-weight: 600;
  }
  .hint + label {
    margin-block-start: var(--giftline-space-3);
  }
  textarea {
    inline-size: 100%;
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border: 1px solid var(--giftline-line-control);
    border-radius: 0.5rem;
    background: var(--giftline-surface);
    color: inherit;
    font: inherit;
    resize: vertical;
  }
  ::placeholder {
    color: var(--giftline-ink-muted);
    opacity: 1;
  }
  .hint,
  dt {
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
  }
  h3 {
    font-size: var(--giftline-text-small);
    font-weight: 650;
  }
  .told,
  .macro {
    display: grid;
    gap: var(--giftline-space-2);
    padding: var(--giftline-space-3) var(--giftline-space-4);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface-sunken);
  }
  .told[data-state="done"] {
    background: var(--giftline-accent-soft);
  }
  .told[data-state="pending"] {
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
  }
  .told[data-state="pending"] dt {
    color: inherit;
  }
  .told:is([data-state="refused"], [data-state="declined"], [data-state="expired"]) {
    background: var(--giftline-problem-soft);
  }
  .says:focus-visible {
    outline: none;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2) var(--giftline-space-5);
  }
  .amount {
    font-size: 1.125rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .macro {
    border: 1px solid var(--giftline-line-soft);
    background: none;
  }
  .problem:empty {
    display: none;
  }
  .problem {
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border-radius: var(--giftline-radius);
    background: var(--giftline-problem-soft);
    color: var(--giftline-problem);
    font-weight: 600;
  }
  @media (pointer: coarse) {
    textarea {
      font-size: max(1rem, 16px);
    }
  }
`;
