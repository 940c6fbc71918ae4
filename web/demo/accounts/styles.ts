/** The looks of <giftline-demo-accounts>: a sheet that unfolds from the top, a panel where there is room. */
import { css } from "lit";

export const styles = css`
  :host {
    position: relative;
    z-index: 1;
    display: block;
    min-block-size: 0;
    color: var(--giftline-ink);
    font-family: var(--giftline-font);
    font-size: var(--giftline-text);
    line-height: var(--giftline-line);
  }
  h2,
  h3,
  p,
  ul {
    margin: 0;
  }
  h2 {
    font-size: var(--giftline-text-small);
    font-weight: 600;
  }
  h3 {
    font-size: var(--giftline-text-small);
    font-weight: 600;
    color: var(--giftline-ink-muted);
  }
  p {
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-small);
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--giftline-space-2);
    padding-inline: var(--giftline-space-4);
    background: var(--giftline-accent-soft);
  }
  .fold {
    border-color: transparent;
    padding-inline: var(--giftline-space-2);
    background: none;
    font-size: var(--giftline-text-small);
  }
  .fold::after {
    content: "";
    display: inline-block;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline-start: var(--giftline-space-2);
    border: solid currentcolor;
    border-width: 0 2px 2px 0;
    transform: translateY(-0.15rem) rotate(45deg);
  }
  .fold[aria-expanded="true"]::after {
    transform: translateY(0.1rem) rotate(225deg);
  }
  .sheet {
    display: grid;
    align-content: start;
    gap: var(--giftline-space-4);
    padding: var(--giftline-space-3) var(--giftline-space-4) var(--giftline-space-5);
    background: var(--giftline-surface);
    overflow-y: auto;
  }
  .field {
    display: grid;
    gap: var(--giftline-space-1);
  }
  label {
    font-size: var(--giftline-text-small);
    font-weight: 600;
  }
  select {
    min-block-size: 2.75rem;
    inline-size: 100%;
    padding-inline: var(--giftline-space-2);
    border: 1px solid var(--giftline-line-control);
    border-radius: var(--giftline-radius);
    background: var(--giftline-surface);
    color: var(--giftline-ink);
    font: inherit;
    font-size: max(1rem, 16px);
  }
  ul {
    display: grid;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--giftline-space-3);
    padding-block: var(--giftline-space-3);
    border-block-start: 1px solid var(--giftline-line-soft);
  }
  li:last-child {
    padding-block-end: 0;
  }
  .card {
    display: grid;
    min-inline-size: 0;
    gap: 0.125rem;
  }
  .label {
    line-height: 1.3;
  }
  code {
    color: var(--giftline-ink-muted);
    font-family: var(--giftline-font-code);
    font-size: var(--giftline-text-small);
    overflow-wrap: anywhere;
  }
  li button {
    flex: none;
  }

  @media (max-width: 55.99rem) {
    .sheet {
      position: absolute;
      inset-block-start: 100%;
      inset-inline: 0;
      max-block-size: 75dvh;
      border-block-start: 1px solid var(--giftline-line-soft);
      border-end-start-radius: var(--giftline-radius-panel);
      border-end-end-radius: var(--giftline-radius-panel);
      box-shadow: var(--giftline-shadow);
    }
    :host(:not([unfolded])) .sheet {
      display: none;
    }
  }

  @media (min-width: 56rem) {
    aside {
      display: grid;
      grid-template-rows: auto minmax(0, auto);
      max-block-size: 100%;
      overflow: hidden;
      border-radius: var(--giftline-radius-panel);
      background: var(--giftline-surface);
      box-shadow: var(--giftline-shadow);
    }
    .bar {
      padding-block-start: var(--giftline-space-4);
      background: none;
    }
    h2 {
      font-size: 1.125rem;
      font-weight: 650;
    }
    .fold {
      display: none;
    }
  }
`;
