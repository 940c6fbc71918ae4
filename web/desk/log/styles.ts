/** The looks of <giftline-desk-log>: only where lines stand; how each looks is its own. */
import { css } from "lit";

export const styles = css`
  :host {
    display: grid;
    position: relative;
    grid-template-rows: minmax(0, 1fr);
    min-block-size: 8rem;
  }
  .view {
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-gutter: stable;
    scrollbar-width: thin;
    scrollbar-color: var(--giftline-line-control) transparent;
  }
  .view:focus-visible {
    outline-offset: -2px;
  }
  .all {
    position: relative;
    overflow: clip;
  }
  li {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    padding-inline: var(--giftline-space-4);
  }
  .older {
    display: block;
    margin: var(--giftline-space-2) auto;
  }
  .latest {
    position: absolute;
    inset-block-end: var(--giftline-space-3);
    inset-inline: 0;
    inline-size: max-content;
    margin-inline: auto;
    border-radius: var(--giftline-radius-pill);
    box-shadow: var(--giftline-shadow);
  }
  .latest::after {
    content: " ↓" / "";
  }
`;
