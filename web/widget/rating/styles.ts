/** The looks of <giftline-rating>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    margin-block-end: var(--giftline-space-3);
    font-size: var(--giftline-text-small);
  }
  form {
    display: grid;
    gap: var(--giftline-space-2);
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1) var(--giftline-space-4);
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
  }
  fieldset label {
    display: flex;
    align-items: center;
    gap: var(--giftline-space-2);
    min-block-size: 2.25rem;
  }
  .comment {
    display: grid;
    gap: var(--giftline-space-1);
  }
  textarea {
    padding: var(--giftline-space-2);
    border: 1px solid var(--giftline-line-control);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    font: inherit;
    font-size: max(1rem, 16px);
  }
  p {
    margin: 0;
  }
`;
