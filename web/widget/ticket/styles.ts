/** The looks of <giftline-ticket>: a slip of paper in the conversation, nothing that can be pressed. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    max-inline-size: 34rem;
  }
  .card {
    display: grid;
    gap: var(--giftline-space-1);
    padding: var(--giftline-space-3) var(--giftline-space-4);
    border: 1px solid var(--giftline-line-soft);
    border-inline-start: 4px solid var(--giftline-accent);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
    font-size: var(--giftline-text-small);
  }
  .card[data-state="closed"] {
    border-inline-start-color: var(--giftline-line-control);
  }
  p {
    margin: 0;
  }
  .number {
    font-weight: 600;
  }
  .state {
    color: var(--giftline-ink-muted);
  }
`;
