/** The looks of <giftline-desk-conversation>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto;
    min-block-size: 0;
    background: var(--giftline-surface);
    container-type: inline-size;
  }
  header {
    display: grid;
    grid-template-columns: auto minmax(8rem, 1fr) auto;
    gap: var(--giftline-space-2) var(--giftline-space-3);
    align-items: center;
    padding: var(--giftline-space-3) var(--giftline-space-4);
    border-block-end: 1px solid var(--giftline-line-soft);
  }
  .back {
    display: none;
    padding-inline: var(--giftline-space-1);
  }
  .who {
    grid-column: 1 / span 2;
    min-inline-size: 0;
  }
  h2 {
    font-size: 1.0625rem;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .about {
    color: var(--giftline-ink-muted);
  }
  .moves {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
    justify-content: flex-end;
  }
  .moves button[aria-pressed="true"] {
    border-color: var(--giftline-accent);
    color: var(--giftline-accent-strong);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: var(--giftline-space-1) var(--giftline-space-3);
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
  }
  .standing {
    color: var(--giftline-ink);
    font-weight: 650;
  }
  .standing::before {
    display: inline-block;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline-end: 0.375rem;
    border-radius: 50%;
    background: var(--giftline-line-control);
    content: "";
  }
  .standing[data-owner="queued"]::before {
    background: var(--giftline-soon);
  }
  .standing[data-mine="true"]::before {
    background: var(--giftline-accent);
  }
  .priority,
  .due[data-urgency="soon"] {
    color: var(--giftline-soon);
    font-weight: 600;
  }
  .due[data-urgency="late"] {
    color: var(--giftline-problem);
    font-weight: 650;
  }
  .rating {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .rating b {
    color: var(--giftline-ink);
    font-weight: 650;
  }
  .rating q {
    margin-inline-start: 0.375rem;
  }
  .ticket {
    font-family: var(--giftline-font-code);
  }
  .company {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--giftline-space-4);
    align-items: center;
    box-sizing: border-box;
    min-block-size: 1.75rem;
    padding-block-start: var(--giftline-space-1);
    padding-inline: max(var(--giftline-space-4), (100% - 46rem) / 2);
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
  }
  .company .types {
    color: var(--giftline-accent-strong);
  }
  .company .writes {
    color: var(--giftline-soon);
    font-weight: 600;
  }
  .dots {
    display: inline-flex;
    gap: 0.1875rem;
    margin-inline-start: 0.375rem;
  }
  .dots i {
    inline-size: 0.25rem;
    block-size: 0.25rem;
    border-radius: 50%;
    background: currentcolor;
    animation: breathe 1.4s ease-in-out infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.2s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.4s;
  }
  @keyframes breathe {
    0%,
    70%,
    100% {
      opacity: 0.35;
    }
    35% {
      opacity: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dots i {
      animation: none;
    }
  }
  .instead {
    padding: var(--giftline-space-5);
    place-self: center;
    color: var(--giftline-ink-muted);
    text-align: center;
  }
  /* The keys stand on their sheet too; the moves are worth more where there is room for one of them. */
  @container (max-width: 46rem) {
    .moves kbd {
      display: none;
    }
  }
  @media (max-width: 47.99rem) {
    .back {
      display: grid;
      place-items: center;
    }
    .who {
      grid-column: 2;
    }
    header {
      grid-template-columns: auto minmax(0, 1fr);
      padding: var(--giftline-space-2) var(--giftline-space-3);
    }
    .moves {
      grid-column: 1 / -1;
      gap: var(--giftline-space-1);
      justify-content: flex-start;
    }
    .moves button {
      padding-inline: var(--giftline-space-2);
    }
  }
  /* Too low for three parts: they scroll together, and the log keeps a height of its own. */
  @media (max-height: 32rem) {
    :host {
      grid-template-rows: auto auto auto auto;
      overflow-y: auto;
    }
    giftline-desk-log {
      block-size: max(12rem, 60dvh);
    }
  }
`;
