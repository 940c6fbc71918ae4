/** The looks of <giftline-link>: a panel over the chat, with the code large enough to be read out. */
import { css } from "lit";

export const styles = css`
  dialog {
    inline-size: min(24rem, 100vi - 2 * var(--giftline-space-4));
    padding: var(--giftline-space-5);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius-panel);
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    box-shadow: var(--giftline-shadow);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 50%);
  }
  h2,
  p {
    margin: 0;
  }
  h2 {
    margin-block-end: var(--giftline-space-2);
    font-size: 1.25rem;
    line-height: 1.3;
  }
  output {
    display: grid;
    place-items: center;
    min-block-size: 4rem;
    margin-block: var(--giftline-space-4) var(--giftline-space-2);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface-sunken);
    direction: ltr;
    font: 600 1.375rem var(--giftline-font-code);
    user-select: all;
  }
  .says {
    min-block-size: 1.5em;
    font-size: var(--giftline-text-small);
  }
  form {
    display: grid;
    grid-auto-columns: 1fr;
    grid-auto-flow: column;
    gap: var(--giftline-space-3);
    margin-block-start: var(--giftline-space-2);
  }
`;
