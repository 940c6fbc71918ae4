/** The looks of <giftline-desk-chart>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--giftline-space-3);
    padding: var(--giftline-space-4);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
  }
  .head {
    display: flex;
    gap: var(--giftline-space-3);
    align-items: baseline;
    justify-content: space-between;
  }
  h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  a {
    color: var(--giftline-accent);
  }
  p {
    color: var(--giftline-ink-muted);
  }
  .picture {
    position: relative;
    min-inline-size: 0;
  }
  summary {
    color: var(--giftline-ink-muted);
    cursor: pointer;
  }
  .scroll {
    max-block-size: 20rem;
    margin-block-start: var(--giftline-space-2);
    overflow: auto;
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
`;
