/** The looks of <giftline-desk-mentions>: a list beside which the conversation opens. */
import { css } from "lit";

export const styles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
    background: var(--giftline-surface-sunken);
  }
  header {
    padding: var(--giftline-space-3) var(--giftline-space-4);
    border-block-end: 1px solid var(--giftline-line-soft);
  }
  h2 {
    font-size: 1rem;
    font-weight: 650;
    line-height: 2rem;
  }
  .view {
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--giftline-line-control) transparent;
  }
  button {
    display: grid;
    gap: var(--giftline-space-1);
    inline-size: 100%;
    padding: var(--giftline-space-2) var(--giftline-space-4) var(--giftline-space-3);
    border: 0;
    border-block-end: 1px solid var(--giftline-line-soft);
    border-radius: 0;
    background: none;
    font-weight: 400;
    text-align: start;
  }
  button:hover:enabled {
    background: var(--giftline-surface);
    color: inherit;
  }
  button:focus-visible {
    outline-offset: -2px;
  }
  .first {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: baseline;
  }
  b {
    font-weight: 550;
  }
  [data-unread="true"] b {
    font-weight: 750;
  }
  .unread {
    padding-inline: 0.5rem;
    border-radius: var(--giftline-radius-pill);
    background: var(--giftline-accent);
    color: var(--giftline-accent-ink);
    font-size: var(--giftline-text-tiny);
    font-weight: 700;
    line-height: 1.25rem;
  }
  time {
    margin-inline-start: auto;
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .text {
    display: -webkit-box;
    overflow: hidden;
    color: var(--giftline-ink-muted);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    line-clamp: 3;
  }
  .instead {
    place-self: center;
    padding: var(--giftline-space-5);
    color: var(--giftline-ink-muted);
    text-align: center;
    text-wrap: balance;
  }
`;
