/** The looks of <giftline-menu>: a button on the header, and the list that drops from it. */
import { css } from "lit";

export const styles = css`
  :host {
    position: relative;
    display: block;
  }
  .opener {
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    padding: 0;
    border-color: transparent;
    background: transparent;
    color: var(--giftline-brand-ink);
  }
  .opener:hover:enabled,
  .opener[aria-expanded="true"] {
    border-color: var(--giftline-brand-ink);
    background: transparent;
    color: var(--giftline-brand-ink);
  }
  .opener:focus-visible {
    outline-color: var(--giftline-brand-ink);
  }
  svg {
    inline-size: 1.5rem;
    fill: currentColor;
  }
  #list {
    position: absolute;
    z-index: 2;
    inset-block-start: calc(100% + var(--giftline-space-1));
    inset-inline-end: 0;
    inline-size: max-content;
    max-inline-size: min(20rem, calc(100vi - 2 * var(--giftline-space-4)));
    padding: var(--giftline-space-2);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    box-shadow: var(--giftline-shadow);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li button {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--giftline-space-4);
    inline-size: 100%;
    border-color: transparent;
    background: transparent;
    color: var(--giftline-ink);
    font-weight: 400;
    text-align: start;
  }
  .track {
    flex: none;
    display: flex;
    inline-size: 2.25rem;
    padding: 2px;
    border: 1px solid var(--giftline-line-control);
    border-radius: var(--giftline-radius-pill);
  }
  .track::before {
    inline-size: 1rem;
    block-size: 1rem;
    border-radius: var(--giftline-radius-pill);
    background: var(--giftline-line-control);
    content: "";
  }
  [aria-checked="true"] .track {
    justify-content: flex-end;
    border-color: var(--giftline-accent);
    background: var(--giftline-accent);
  }
  [aria-checked="true"] .track::before {
    background: var(--giftline-accent-ink);
  }
  .problem {
    margin: 0;
  }
  .problem:not(:empty) {
    padding: var(--giftline-space-2) var(--giftline-space-4);
    color: var(--giftline-problem);
    font-size: var(--giftline-text-small);
  }
`;
