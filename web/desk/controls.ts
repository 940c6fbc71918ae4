/**
 * The looks that the desk's elements share, over those of every page: denser, for a mouse and a keyboard.
 * Where a finger is all there is, controls keep their height.
 */
import { css } from "lit";

export const deskControls = css`
  :host {
    font-size: var(--giftline-text-small);
    line-height: 1.4;
  }
  :focus-visible {
    outline-width: 2px;
    outline-offset: 1px;
  }
  button,
  select,
  input[type="search"],
  input[type="text"] {
    min-block-size: 2rem;
    padding: var(--giftline-space-1) var(--giftline-space-3);
    border: 1px solid var(--giftline-line-control);
    border-radius: 0.5rem;
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    font: inherit;
  }
  button {
    border-color: var(--giftline-line-soft);
    color: var(--giftline-ink);
    font-weight: 550;
  }
  button.quiet {
    border-color: transparent;
    background: none;
  }
  kbd {
    display: inline-block;
    min-inline-size: 1.25rem;
    padding: 0 0.25rem;
    border: 1px solid var(--giftline-line-soft);
    border-radius: 0.25rem;
    color: var(--giftline-ink-muted);
    font: inherit;
    font-size: var(--giftline-text-tiny);
    line-height: 1.25rem;
    text-align: center;
  }
  button.primary kbd {
    border-color: currentcolor;
    color: inherit;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  svg {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  dialog {
    max-inline-size: min(32rem, calc(100vw - 2rem));
    max-block-size: calc(100dvh - 2rem);
    padding: var(--giftline-space-5);
    border: 1px solid var(--giftline-line-soft);
    border-radius: var(--giftline-radius-panel);
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    box-shadow: var(--giftline-shadow);
    overflow: auto;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  dialog h2 {
    font-size: 1.125rem;
    line-height: 1.3;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
    justify-content: flex-end;
  }
  @media (pointer: coarse) {
    button,
    select,
    input[type="search"],
    input[type="text"] {
      min-block-size: 2.75rem;
      font-size: max(1rem, 16px);
    }
    kbd {
      display: none;
    }
  }
`;
