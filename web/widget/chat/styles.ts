/** The looks of <giftline-chat>: header above, conversation in the middle, composer below. */
import { css } from "lit";

export const styles = css`
  :host {
    /* A phone on its side has its camera on either side. */
    --giftline-chat-inline: max(
      var(--giftline-space-4),
      env(safe-area-inset-left),
      env(safe-area-inset-right)
    );
    display: grid;
    grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
    min-block-size: 0;
    overflow: hidden;
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    font-family: var(--giftline-font);
    font-size: var(--giftline-text);
    line-height: var(--giftline-line);
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--giftline-space-3);
    padding-block: max(var(--giftline-space-3), env(safe-area-inset-top)) var(--giftline-space-3);
    padding-inline: var(--giftline-chat-inline);
    background: var(--giftline-brand);
    color: var(--giftline-brand-ink);
  }
  header div {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--giftline-space-3);
  }
  header .mark {
    flex: none;
    inline-size: 2.5rem;
    block-size: 2.5rem;
  }
  giftline-menu {
    flex: none;
    margin-inline-start: auto;
  }
  .close {
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    padding: 0;
    border-color: transparent;
    background: none;
    color: inherit;
  }
  .close svg {
    inline-size: 1.5rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
  }
  h1,
  p {
    margin: 0;
  }
  h1 {
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  header p {
    color: var(--giftline-brand-ink-muted);
    font-size: var(--giftline-text-small);
  }
  .banner:not(:empty) {
    padding: var(--giftline-space-2) var(--giftline-space-4);
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
    font-size: var(--giftline-text-small);
    font-weight: 600;
    text-align: center;
  }
  .foot {
    padding-block: var(--giftline-space-3) max(var(--giftline-space-3), env(safe-area-inset-bottom));
    padding-inline: var(--giftline-chat-inline);
    border-block-start: 1px solid var(--giftline-line-soft);
    background: var(--giftline-surface-sunken);
  }
  .status:not(:empty) {
    margin-block-end: var(--giftline-space-2);
    color: var(--giftline-ink);
    font-size: var(--giftline-text-small);
  }
  .status:not(:empty):has(+ .waiting:not(:empty)) {
    margin-block-end: 0;
  }
  .waiting:not(:empty) {
    margin-block-end: var(--giftline-space-2);
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-small);
  }
  .foot > button {
    inline-size: 100%;
  }
  @media (forced-colors: active) {
    header {
      border-block-end: 1px solid;
    }
    header p {
      color: CanvasText;
    }
  }
  @media (max-height: 26rem) {
    header {
      padding-block: var(--giftline-space-1);
    }
    header .mark {
      inline-size: 2rem;
      block-size: 2rem;
    }
    .foot {
      padding-block: var(--giftline-space-2);
    }
  }
`;
