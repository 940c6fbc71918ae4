/** The looks of <giftline-desk-keys>. */
import { css } from "lit";

export const styles = css`
  dialog {
    inline-size: 44rem;
    max-inline-size: min(44rem, calc(100vw - 2rem));
  }
  .groups {
    columns: 2 18rem;
    column-gap: var(--giftline-space-5);
    margin-block: var(--giftline-space-4);
  }
  section {
    margin-block-end: var(--giftline-space-4);
    break-inside: avoid;
  }
  h3 {
    margin-block-end: var(--giftline-space-2);
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
  }
  dl div {
    display: flex;
    gap: var(--giftline-space-3);
    align-items: baseline;
    padding-block: var(--giftline-space-1);
  }
  dt {
    flex: 0 0 4.5rem;
    white-space: nowrap;
  }
  /* The sheet is about keys, so they stay where a finger is all there is. */
  kbd {
    display: inline-block;
  }
`;
