/** The looks of <giftline-typing>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
  }
  .typing {
    display: inline-flex;
    align-items: center;
    gap: var(--giftline-space-3);
    margin: 0;
    padding: var(--giftline-space-2) var(--giftline-space-4);
    min-block-size: 2.5rem;
    border-radius: var(--giftline-radius-bubble);
    border-end-start-radius: var(--giftline-space-1);
    background: var(--giftline-bubble-bot);
    color: var(--giftline-bubble-bot-ink);
  }
  .dots {
    display: inline-flex;
    gap: 0.3125rem;
  }
  i {
    inline-size: 0.4375rem;
    block-size: 0.4375rem;
    border-radius: 50%;
    background: var(--giftline-ink-muted);
    animation: breathe 1.4s ease-in-out infinite;
  }
  i:nth-child(2) {
    animation-delay: 0.2s;
  }
  i:nth-child(3) {
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
    i {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    i {
      background: CanvasText;
    }
  }
`;
