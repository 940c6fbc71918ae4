/** The looks of <giftline-desk-settings>. */
import { css } from "lit";

export const styles = css`
  dialog[open] {
    display: grid;
    gap: var(--giftline-space-4);
  }
  label {
    display: flex;
    gap: var(--giftline-space-3);
    align-items: flex-start;
    font-weight: 600;
  }
  input {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
    accent-color: var(--giftline-accent);
  }
  small {
    display: block;
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
    font-weight: 400;
  }
  .refused:empty {
    display: none;
  }
  .refused {
    color: var(--giftline-problem);
  }
`;
