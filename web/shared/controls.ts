/**
 * The looks that controls of every element share: buttons, focus rings, text for screen readers only.
 * Colours and sizes come from theme.css; nothing here belongs to a single element.
 */
import { css } from "lit";

export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 3px solid var(--giftline-focus);
    outline-offset: 2px;
  }
  button {
    min-block-size: 2.75rem;
    padding: var(--giftline-space-2) var(--giftline-space-4);
    border: 1px solid var(--giftline-accent-text);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
    color: var(--giftline-accent-text);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button:hover:enabled {
    background: var(--giftline-accent-soft);
    color: var(--giftline-accent-strong);
  }
  button.primary {
    background: var(--giftline-accent);
    color: var(--giftline-accent-ink);
  }
  button.primary:hover:enabled {
    border-color: var(--giftline-accent-strong);
    background: var(--giftline-accent-strong);
    color: var(--giftline-surface);
  }
  button:disabled {
    border-color: var(--giftline-line-soft);
    background: var(--giftline-surface-sunken);
    color: var(--giftline-ink-muted);
    cursor: not-allowed;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    border: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
