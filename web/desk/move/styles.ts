/** The looks of <giftline-desk-move>. */
import { css } from "lit";

export const styles = css`
  form {
    display: grid;
    gap: var(--giftline-space-4);
  }
  .says {
    margin-block-start: calc(-1 * var(--giftline-space-2));
    color: var(--giftline-ink-muted);
  }
  .to {
    display: grid;
    gap: var(--giftline-space-1);
    font-weight: 600;
  }
  fieldset {
    display: grid;
    gap: var(--giftline-space-2);
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-block-end: var(--giftline-space-2);
    padding: 0;
    font-weight: 600;
  }
  fieldset label {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: center;
    min-block-size: 1.75rem;
  }
  input[type="radio"] {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    margin: 0;
    accent-color: var(--giftline-accent);
  }
`;
