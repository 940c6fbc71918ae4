/** The looks of <giftline-desk-reports>. */
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
    max-inline-size: 76rem;
    margin-inline: auto;
    padding: var(--giftline-space-5) var(--giftline-space-4);
  }
  h1 {
    font-size: 1.375rem;
  }
  h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-3);
  }
  label {
    display: grid;
    gap: var(--giftline-space-1);
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
  }
  input[type="date"] {
    min-block-size: 2rem;
    padding: var(--giftline-space-1) var(--giftline-space-3);
    border: 1px solid var(--giftline-line-control);
    border-radius: 0.5rem;
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    font: inherit;
  }
  .status {
    color: var(--giftline-ink-muted);
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
  .tiles {
    display: grid;
    /* Eight of them: rows of as many each, whatever the width. */
    grid-template-columns: repeat(2, 1fr);
    gap: var(--giftline-space-3);
  }
  @media (min-width: 48rem) {
    .tiles {
      grid-template-columns: repeat(4, 1fr);
    }
  }
  @media (min-width: 90rem) {
    .tiles {
      grid-template-columns: repeat(8, 1fr);
    }
  }
  .tiles div,
  section {
    padding: var(--giftline-space-4);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
  }
  dt {
    color: var(--giftline-ink-muted);
  }
  dd {
    font-size: 1.625rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  small {
    display: block;
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
    font-weight: 400;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr));
    gap: var(--giftline-space-4);
    align-items: start;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .head {
    display: flex;
    gap: var(--giftline-space-3);
    align-items: baseline;
    justify-content: space-between;
    margin-block-end: var(--giftline-space-2);
  }
  a {
    color: var(--giftline-accent);
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: var(--giftline-space-1) var(--giftline-space-2);
    border-block-end: 1px solid var(--giftline-line-soft);
    text-align: end;
  }
  th:first-child {
    text-align: start;
  }
  tbody th {
    font-weight: 400;
  }
  @media (pointer: coarse) {
    input[type="date"] {
      min-block-size: 2.75rem;
      font-size: max(1rem, 16px);
    }
  }
`;
