/** The looks of <giftline-desk-brief>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
    background: var(--giftline-surface-sunken);
  }
  header {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: center;
    padding: var(--giftline-space-3) var(--giftline-space-4);
    border-block-end: 1px solid var(--giftline-line-soft);
  }
  .back {
    display: none;
    padding-inline: var(--giftline-space-1);
  }
  h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  h3,
  h4 {
    margin: 0;
    font-size: var(--giftline-text-small);
    font-weight: 650;
  }
  h4 {
    margin-block: var(--giftline-space-3) var(--giftline-space-1);
  }
  .view {
    display: flex;
    flex-direction: column;
    gap: var(--giftline-space-4);
    padding: var(--giftline-space-4);
    overflow-y: auto;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  .view:focus-visible {
    outline-offset: -2px;
  }
  .card {
    padding: var(--giftline-space-3);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
  }
  .code {
    font-family: var(--giftline-font-code);
  }
  .facts,
  time,
  dt {
    color: var(--giftline-ink-muted);
  }
  time {
    display: block;
    font-size: var(--giftline-text-tiny);
  }
  dl {
    margin-block: var(--giftline-space-2);
  }
  dt {
    font-size: var(--giftline-text-tiny);
  }
  dd + dt {
    margin-block-start: var(--giftline-space-2);
  }
  .verdict {
    font-weight: 600;
  }
  .verdict[data-mismatch="true"] {
    color: var(--giftline-problem);
  }
  .advice {
    padding: var(--giftline-space-3);
    border-radius: var(--giftline-radius);
    background: var(--giftline-accent-soft);
  }
  .card .advice {
    margin-block-start: var(--giftline-space-3);
  }
  .advice > button,
  details button,
  .actions button {
    margin-block-start: var(--giftline-space-2);
  }
  .others {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
    margin-block-start: var(--giftline-space-2);
  }
  .actions {
    display: grid;
    gap: var(--giftline-space-2);
    margin-block-start: var(--giftline-space-2);
  }
  .actions li {
    display: grid;
    gap: var(--giftline-space-1);
    justify-items: start;
    padding: var(--giftline-space-3);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
  }
  .actions h4 {
    margin: 0;
  }
  .state {
    padding: 0 var(--giftline-space-2);
    border-radius: var(--giftline-radius-pill);
    background: var(--giftline-surface-sunken);
    font-size: var(--giftline-text-tiny);
    font-weight: 600;
  }
  [data-state="done"] .state {
    background: var(--giftline-accent-soft);
    color: var(--giftline-accent-strong);
  }
  :is([data-state="pending"], [data-state="decided"]) .state {
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
  }
  :is([data-state="refused"], [data-state="declined"], [data-state="expired"]) .state {
    background: var(--giftline-problem-soft);
    color: var(--giftline-problem);
  }
  .by {
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
  }
  summary {
    margin-block-start: var(--giftline-space-2);
    cursor: pointer;
  }
  .points {
    padding-inline-start: 1.125rem;
    list-style: disc;
  }
  .steps {
    display: grid;
    gap: var(--giftline-space-2);
  }
  .cautions {
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border-radius: var(--giftline-radius);
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
    font-weight: 600;
  }
  @media (max-width: 74.99rem) {
    .back {
      display: grid;
      place-items: center;
    }
  }
`;
