/** The looks of <giftline-desk>: panes beside one another, and one at a time where there is no room. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    block-size: 100dvh;
    background: var(--giftline-surface);
    color: var(--giftline-ink);
  }
  .panes {
    display: grid;
    grid-template-columns: 12.5rem minmax(19rem, 24rem) minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
  }
  .panes[data-brief="true"] {
    grid-template-columns: 12.5rem minmax(17rem, 21rem) minmax(0, 1fr) 20rem;
  }
  .panes[data-brief="false"] .brief {
    display: none;
  }
  .rail {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto;
    gap: var(--giftline-space-3);
    padding: var(--giftline-space-3) var(--giftline-space-2);
    background: var(--giftline-rail);
    color: var(--giftline-brand-ink);
  }
  .name {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: center;
    padding-inline: var(--giftline-space-2);
    font-size: 1.0625rem;
    font-weight: 700;
  }
  .name img {
    inline-size: 1.75rem;
    block-size: 1.75rem;
  }
  .pages {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1);
  }
  .pages a {
    padding: var(--giftline-space-1) var(--giftline-space-3);
    border-radius: 0.5rem;
    color: var(--giftline-brand-ink);
    line-height: 1.75rem;
    text-decoration: none;
  }
  .pages a:hover {
    background: var(--giftline-rail-chosen);
  }
  .pages a:focus-visible {
    outline-color: var(--giftline-brand-ink);
    outline-offset: -2px;
  }
  .me {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1);
    align-items: center;
    justify-content: space-between;
    padding-inline-start: var(--giftline-space-3);
  }
  .me p {
    font-weight: 600;
    line-height: 1.2;
  }
  .me span {
    display: block;
    color: var(--giftline-brand-ink-muted);
    font-size: var(--giftline-text-tiny);
    font-weight: 400;
  }
  .tools {
    display: flex;
  }
  .tools button {
    display: grid;
    place-items: center;
    min-inline-size: 2rem;
    padding: var(--giftline-space-1);
    color: var(--giftline-brand-ink);
  }
  .tools button:hover:enabled {
    background: var(--giftline-rail-chosen);
    color: var(--giftline-brand-ink);
  }
  .tools button:focus-visible {
    outline-color: var(--giftline-brand-ink);
    outline-offset: -2px;
  }
  /* For whoever navigates by landmarks; the panes stand in the grid around it. */
  main {
    display: contents;
  }
  .list {
    border-inline-end: 1px solid var(--giftline-line-soft);
  }
  .brief {
    border-inline: 1px solid var(--giftline-line-soft);
  }
  .list,
  .open,
  .brief {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    min-block-size: 0;
    min-inline-size: 0;
  }
  .none {
    place-self: center;
    padding: var(--giftline-space-5);
    color: var(--giftline-ink-muted);
    text-align: center;
    text-wrap: balance;
  }
  .keys {
    margin-block-start: var(--giftline-space-2);
    font-size: 0.8125rem;
  }
  .bars {
    position: fixed;
    inset-block-start: var(--giftline-space-3);
    inset-inline: 0;
    z-index: 2;
    display: grid;
    gap: var(--giftline-space-2);
    justify-items: center;
    pointer-events: none;
  }
  .bars p:not(:empty) {
    max-inline-size: min(36rem, calc(100vw - 2rem));
    padding: var(--giftline-space-2) var(--giftline-space-4);
    border: 1px solid currentcolor;
    border-radius: var(--giftline-radius);
    box-shadow: var(--giftline-shadow);
    font-weight: 600;
  }
  .line {
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
  }
  .problem {
    background: var(--giftline-problem-soft);
    color: var(--giftline-problem);
  }
  @media (max-width: 74.99rem) {
    .panes,
    .panes[data-brief="true"] {
      grid-template-columns: minmax(17rem, 21rem) minmax(0, 1fr);
      grid-template-rows: auto minmax(0, 1fr);
    }
    .rail {
      display: flex;
      flex-wrap: wrap;
      grid-column: 1 / -1;
      gap: var(--giftline-space-2) var(--giftline-space-4);
      align-items: center;
      padding-block: var(--giftline-space-2);
    }
    .me {
      margin-inline-start: auto;
      padding-inline-start: 0;
    }
    .brief {
      display: none;
    }
    .panes[data-pane="brief"] .open {
      display: none;
    }
    .panes[data-pane="brief"] .brief {
      display: grid;
    }
  }
  @media (max-width: 47.99rem) {
    .panes,
    .panes[data-brief="true"] {
      grid-template-columns: minmax(0, 1fr);
    }
    .name {
      font-size: 1rem;
    }
    .rail {
      justify-content: space-between;
    }
    giftline-desk-views {
      order: 3;
      inline-size: 100%;
    }
    .me p {
      display: none;
    }
    .panes:not([data-pane="list"]) :is(.list, .rail) {
      display: none;
    }
    .panes:not([data-pane="list"]) {
      grid-template-rows: minmax(0, 1fr);
    }
    .panes:not([data-pane="conversation"]) .open {
      display: none;
    }
    .keys {
      display: none;
    }
  }
  /* Too low for a list beside everything else: the page scrolls, and the list keeps a height of its own. */
  @media (max-height: 26rem) and (max-width: 74.99rem) {
    .panes,
    .panes[data-brief="true"] {
      grid-template-rows: auto minmax(18rem, 1fr);
      overflow-y: auto;
    }
  }
`;
