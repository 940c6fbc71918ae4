/** The looks of <giftline-desk-list>: three lines a conversation, and a fuse that burns down to its answer. */
import { css } from "lit";

export const styles = css`
  :host {
    display: grid;
    position: relative;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
    background: var(--giftline-surface-sunken);
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--giftline-space-2) var(--giftline-space-3);
    align-items: center;
    padding: var(--giftline-space-3) var(--giftline-space-4);
    border-block-end: 1px solid var(--giftline-line-soft);
  }
  h2 {
    line-height: 2rem;
    font-size: 1rem;
    font-weight: 650;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .notices {
    display: grid;
    grid-column: 1 / -1;
    gap: var(--giftline-space-2);
  }
  .notices:empty {
    display: none;
  }
  .notices p {
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border-radius: var(--giftline-radius);
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
    font-size: 0.8125rem;
  }
  .search {
    position: relative;
    grid-column: 1 / -1;
    color: var(--giftline-ink-muted);
  }
  .search svg {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: 0.5rem;
    translate: 0 -50%;
    pointer-events: none;
  }
  .search input {
    inline-size: 100%;
    padding-inline-start: 2rem;
  }
  .search input:placeholder-shown {
    padding-inline-end: 2.5rem;
  }
  .search kbd {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-end: 0.375rem;
    translate: 0 -50%;
    pointer-events: none;
  }
  .search:focus-within kbd,
  .search:has(input:not(:placeholder-shown)) kbd {
    display: none;
  }
  .search input::placeholder {
    color: var(--giftline-ink-muted);
    opacity: 1;
  }
  .view {
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--giftline-line-control) transparent;
  }
  .view:focus-visible {
    outline-offset: -2px;
  }
  .all {
    position: relative;
    overflow: clip;
  }
  .row {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    padding: var(--giftline-space-2) var(--giftline-space-4) var(--giftline-space-3);
    border-block-end: 1px solid var(--giftline-line-soft);
    cursor: pointer;
  }
  .row:hover {
    background: var(--giftline-surface);
  }
  .row[data-opened="true"] {
    background: var(--giftline-surface);
  }
  .row[aria-selected="true"] {
    background: var(--giftline-accent-soft);
  }
  .view:focus-visible .row[aria-selected="true"] {
    outline: 2px solid var(--giftline-focus);
    outline-offset: -2px;
  }
  .row p {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: baseline;
    min-inline-size: 0;
  }
  .first {
    font-size: 0.9375rem;
  }
  .customer {
    overflow: hidden;
    font-weight: 550;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .row[data-unread="true"] .customer {
    font-weight: 750;
  }
  .region,
  .wait {
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
    white-space: nowrap;
  }
  .wait,
  .owner,
  .due {
    margin-inline-start: auto;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .unread {
    flex: none;
    min-inline-size: 1.25rem;
    padding-inline: 0.375rem;
    border-radius: var(--giftline-radius-pill);
    background: var(--giftline-accent);
    color: var(--giftline-accent-ink);
    font-size: var(--giftline-text-tiny);
    font-weight: 700;
    line-height: 1.25rem;
    text-align: center;
  }
  .title,
  .preview {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .priority {
    flex: none;
    color: var(--giftline-soon);
    font-size: var(--giftline-text-tiny);
    font-weight: 700;
  }
  .priority[data-priority="urgent"] {
    color: var(--giftline-problem);
  }
  .row .third:has(.found) {
    align-items: last baseline;
  }
  .found {
    display: -webkit-box;
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    color: var(--giftline-ink-muted);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
  .found b {
    margin-inline-end: 0.25rem;
    color: var(--giftline-ink);
    font-size: var(--giftline-text-tiny);
    font-weight: 650;
  }
  mark {
    border-radius: 0.125rem;
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
    font-weight: 600;
  }
  .owner,
  .preview {
    color: var(--giftline-ink-muted);
  }
  .owner {
    font-size: var(--giftline-text-tiny);
  }
  .owner[data-owner="queued"] {
    color: var(--giftline-accent-strong);
    font-weight: 650;
  }
  .due {
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
    font-weight: 600;
  }
  .due[data-urgency="soon"] {
    color: var(--giftline-soon);
  }
  .due[data-urgency="late"] {
    color: var(--giftline-problem);
  }
  .fuse {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: 4px;
    background: var(--giftline-line-soft);
  }
  .fuse span {
    display: block;
    background: var(--giftline-accent);
  }
  .fuse[data-urgency="soon"] span {
    background: var(--giftline-soon);
  }
  .fuse[data-urgency="late"] span {
    background: var(--giftline-problem);
  }
  .instead {
    position: absolute;
    inset-block-start: 40%;
    inset-inline: var(--giftline-space-5);
    color: var(--giftline-ink-muted);
    text-align: center;
    text-wrap: balance;
  }
  @media (max-width: 47.99rem) {
    kbd {
      display: none;
    }
  }
  @media (forced-colors: active) {
    mark {
      background: Mark;
      color: MarkText;
    }
    .fuse span {
      background: CanvasText;
    }
    .row[aria-selected="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
