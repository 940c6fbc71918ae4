/** The looks of <giftline-card>: a line with a dot for each step, full where the card is now. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    margin-block-start: var(--giftline-space-3);
    padding-block-start: var(--giftline-space-2);
    border-block-start: 1px solid var(--giftline-line-soft);
    font-size: var(--giftline-text-small);
  }
  p {
    margin: 0 0 var(--giftline-space-1);
    font-weight: 600;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    position: relative;
    padding: 2px 0;
    padding-inline-start: 1.25rem;
  }
  li::before {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-start: 0;
    box-sizing: border-box;
    inline-size: 0.625rem;
    block-size: 0.625rem;
    border: 2px solid var(--giftline-accent-text);
    border-radius: 50%;
    content: "";
  }
  li:last-child::before {
    background: var(--giftline-accent-text);
  }
  li:not(:last-child)::after {
    position: absolute;
    inset-block: 1.125rem -0.5rem;
    inset-inline-start: calc(0.3125rem - 1px);
    border-inline-start: 2px solid var(--giftline-line-control);
    content: "";
  }
  time {
    margin-inline-start: var(--giftline-space-2);
  }
`;
