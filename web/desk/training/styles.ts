/** The looks of <giftline-desk-training>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    min-block-size: 100dvh;
    background: var(--giftline-page);
    color: var(--giftline-ink);
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--giftline-space-4);
    max-inline-size: 62rem;
    margin-inline: auto;
    padding: var(--giftline-space-5) var(--giftline-space-4);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-3);
    align-items: center;
    justify-content: space-between;
  }
  h1 {
    font-size: 1.375rem;
  }
  h2 {
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .states {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1);
  }
  .states [aria-pressed="true"] {
    border-color: var(--giftline-accent);
    background: var(--giftline-accent-soft);
    color: var(--giftline-accent-strong);
  }
  .count {
    color: var(--giftline-ink-muted);
    font-variant-numeric: tabular-nums;
  }
  .line,
  .none {
    min-block-size: 7rem;
    padding: var(--giftline-space-4) var(--giftline-space-5);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
  }
  .text {
    font-size: 1.125rem;
    line-height: 1.5;
    overflow-wrap: anywhere;
  }
  .facts,
  .none {
    color: var(--giftline-ink-muted);
  }
  .facts {
    margin-block-start: var(--giftline-space-2);
  }
  a {
    color: var(--giftline-accent);
  }
  label {
    display: grid;
    gap: var(--giftline-space-1);
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
  }
  textarea {
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border: 1px solid var(--giftline-line-control);
    border-radius: 0.5rem;
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    font: inherit;
    font-size: 1.125rem;
    resize: vertical;
  }
  .decide {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
  }
  .intents {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr));
    gap: var(--giftline-space-1);
  }
  .intents li {
    display: grid;
  }
  .intents button {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: baseline;
    inline-size: 100%;
    text-align: start;
  }
  .intents button span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .intents .guess:enabled {
    border-color: var(--giftline-accent);
    background: var(--giftline-accent-soft);
  }
  section ol {
    margin-block-start: var(--giftline-space-1);
    color: var(--giftline-ink-muted);
  }
  section li {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .problem:empty {
    display: none;
  }
  .problem {
    padding: var(--giftline-space-2) var(--giftline-space-4);
    border-radius: var(--giftline-radius);
    background: var(--giftline-problem-soft);
    color: var(--giftline-problem);
    font-weight: 600;
  }
`;
