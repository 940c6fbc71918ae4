/** The looks of <giftline-desk-macros>. */
import { css } from "lit";

export const styles = css`
  dialog[open] {
    display: grid;
    grid-template-rows: auto auto minmax(6rem, 1fr) auto auto;
    gap: var(--giftline-space-3);
    inline-size: 34rem;
    max-inline-size: min(34rem, calc(100vw - 2rem));
    max-block-size: min(38rem, calc(100dvh - 2rem));
    overflow: hidden;
  }
  ul {
    min-block-size: 0;
    margin-inline: calc(-1 * var(--giftline-space-3));
    overflow-y: auto;
    scrollbar-width: thin;
  }
  li {
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border-radius: 0.5rem;
    cursor: pointer;
  }
  li[aria-selected="true"],
  li[aria-selected="true"]:hover {
    background: var(--giftline-accent-soft);
    box-shadow: inset 3px 0 var(--giftline-accent);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1) var(--giftline-space-2);
    align-items: baseline;
    font-weight: 600;
  }
  .case,
  .missing {
    padding: 0 var(--giftline-space-2);
    border-radius: var(--giftline-radius-pill);
    font-size: var(--giftline-text-tiny);
    font-weight: 500;
  }
  .case {
    border: 1px solid var(--giftline-line-soft);
    color: var(--giftline-ink-muted);
  }
  .missing,
  mark {
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
  }
  mark {
    border-radius: 0.25rem;
  }
  li:hover {
    background: var(--giftline-surface-sunken);
  }
  .text {
    overflow: hidden;
    color: var(--giftline-ink-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .whole {
    max-block-size: 9rem;
    padding: var(--giftline-space-3);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface-sunken);
    overflow-y: auto;
  }
  .none:empty {
    display: none;
  }
  .none,
  .keys {
    color: var(--giftline-ink-muted);
  }
  .keys {
    font-size: var(--giftline-text-tiny);
  }
  @media (pointer: coarse) {
    .keys {
      display: none;
    }
  }
`;
