/** The looks of <giftline-desk-views>: a rail beside the list, or a strip above it. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    min-block-size: 0;
    overflow-y: auto;
    scrollbar-width: thin;
    color: var(--giftline-brand-ink);
  }
  nav {
    display: flex;
    flex-direction: column;
    gap: var(--giftline-space-1);
  }
  h2 {
    margin-block: var(--giftline-space-4) var(--giftline-space-1);
    padding-inline: var(--giftline-space-3);
    color: var(--giftline-brand-ink-muted);
    font-size: var(--giftline-text-tiny);
    font-weight: 600;
  }
  .choice {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: baseline;
    justify-content: space-between;
    inline-size: 100%;
    border-color: transparent;
    background: none;
    color: inherit;
    text-align: start;
    font-weight: 500;
  }
  .choice:hover:enabled {
    background: var(--giftline-rail-chosen);
    color: inherit;
  }
  .choice[aria-current="true"] {
    background: var(--giftline-rail-chosen);
    font-weight: 650;
  }
  .choice:focus-visible {
    outline-color: var(--giftline-brand-ink);
    outline-offset: -2px;
  }
  .count {
    color: var(--giftline-brand-ink-muted);
    font-size: var(--giftline-text-tiny);
    font-variant-numeric: tabular-nums;
  }
  .choice:is([data-kind="breached"], [data-kind="approvals"], [data-kind="mentions"]) .count {
    color: var(--giftline-brand-ink);
    font-weight: 700;
  }
  .topics .choice {
    color: var(--giftline-brand-ink-muted);
    font-size: 0.8125rem;
  }
  .topics .choice[aria-current="true"] {
    color: var(--giftline-brand-ink);
  }
  select {
    display: none;
  }
  @media (max-width: 74.99rem) {
    :host {
      overflow: visible;
    }
    nav {
      flex-flow: row wrap;
      align-items: center;
    }
    /* So that the field for the cases wraps with the views. */
    ul:not(.topics) {
      display: contents;
    }
    h2,
    .topics {
      display: none;
    }
    .choice {
      gap: var(--giftline-space-1);
      padding-inline: var(--giftline-space-2);
    }
    select {
      display: block;
      max-inline-size: 9rem;
      border-color: transparent;
      background: var(--giftline-rail-chosen);
      color: inherit;
    }
    select:focus-visible {
      outline-color: var(--giftline-brand-ink);
    }
  }
`;
