/** The looks of <giftline-desk-approvals>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
  }
  header {
    padding: var(--giftline-space-3) var(--giftline-space-4);
    border-block-end: 1px solid var(--giftline-line-soft);
  }
  h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  h3,
  .what {
    font-size: var(--giftline-text-small);
    font-weight: 650;
  }
  .view {
    overflow-y: auto;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  .none {
    padding: var(--giftline-space-5);
    color: var(--giftline-ink-muted);
    text-align: center;
  }
  li {
    display: grid;
    gap: var(--giftline-space-2);
    padding: var(--giftline-space-4);
    border-block-end: 1px solid var(--giftline-line-soft);
  }
  li[data-open="true"] {
    background: var(--giftline-surface-sunken);
  }
  blockquote {
    margin: 0;
    padding-inline-start: var(--giftline-space-3);
    border-inline-start: 3px solid var(--giftline-line-soft);
  }
  .about {
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
  }
  .own {
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border-radius: var(--giftline-radius);
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
  }
  li .quiet {
    margin-inline: calc(-1 * var(--giftline-space-3)) auto;
    color: var(--giftline-accent);
  }
  form {
    display: grid;
    gap: var(--giftline-space-3);
  }
  label {
    font-weight: 600;
  }
  label + textarea,
  textarea + .about {
    margin-block-start: calc(-1 * var(--giftline-space-2));
  }
  dialog {
    inline-size: 30rem;
    overflow-wrap: anywhere;
  }
  textarea {
    inline-size: 100%;
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border: 1px solid var(--giftline-line-control);
    border-radius: 0.5rem;
    background: var(--giftline-surface);
    color: inherit;
    font: inherit;
    resize: vertical;
  }
  @media (pointer: coarse) {
    textarea {
      font-size: max(1rem, 16px);
    }
  }
`;
