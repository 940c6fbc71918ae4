/** The looks of <giftline-desk-composer>: paper for a note, plain for what the customer gets. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    /* In line with the log above, whose scroll bar takes room. */
    overflow: hidden;
    scrollbar-gutter: stable;
    scrollbar-width: thin;
    padding: var(--giftline-space-2) var(--giftline-space-4) var(--giftline-space-4);
  }
  .box {
    max-inline-size: 46rem;
    margin-inline: auto;
  }
  .tabs {
    display: flex;
    gap: var(--giftline-space-1);
  }
  .tabs button {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: center;
    margin-block-end: -1px;
    border-color: transparent;
    border-block-end: 0;
    border-radius: 0.5rem 0.5rem 0 0;
    background: none;
    color: var(--giftline-ink-muted);
  }
  .tabs button[aria-selected="true"] {
    position: relative;
    color: var(--giftline-ink);
    font-weight: 650;
  }
  .tabs button[data-kind="note"][aria-selected="true"] {
    border: 1px dashed var(--giftline-note-line);
    border-block-end-color: transparent;
    background: var(--giftline-note);
    color: var(--giftline-note-ink);
  }
  .tabs button[data-kind="reply"][aria-selected="true"] {
    border: 1px solid var(--giftline-accent);
    border-block-end-color: transparent;
    background: var(--giftline-surface);
    color: var(--giftline-accent-strong);
  }
  .tabs button[aria-disabled="true"] {
    cursor: not-allowed;
  }
  svg {
    inline-size: 0.9375rem;
    block-size: 0.9375rem;
  }
  form {
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border-radius: 0 var(--giftline-radius) var(--giftline-radius);
  }
  form[data-kind="note"] {
    border: 1px dashed var(--giftline-note-line);
    background: var(--giftline-note);
    color: var(--giftline-note-ink);
  }
  form[data-kind="reply"] {
    border: 1px solid var(--giftline-accent);
    border-start-start-radius: var(--giftline-radius);
    background: var(--giftline-surface);
  }
  textarea {
    display: block;
    inline-size: 100%;
    min-block-size: 3.25rem;
    max-block-size: min(14rem, 32dvh);
    padding: var(--giftline-space-1);
    border: 0;
    border-radius: 0.25rem;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.9375rem;
    line-height: 1.5;
    field-sizing: content;
    overflow-y: auto;
    overflow-wrap: anywhere;
    resize: none;
  }
  textarea:focus-visible {
    outline: none;
  }
  form:focus-within:has(textarea:focus-visible) {
    outline: 2px solid var(--giftline-focus);
    outline-offset: 0;
  }
  textarea::placeholder {
    color: inherit;
    opacity: 0.85;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
    align-items: center;
    justify-content: space-between;
  }
  .blanks {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1) var(--giftline-space-2);
    align-items: center;
    font-size: var(--giftline-text-tiny);
  }
  .blanks button {
    min-block-size: 1.5rem;
    padding: 0 var(--giftline-space-2);
    border-color: transparent;
    background: var(--giftline-notice);
    color: var(--giftline-notice-ink);
    font-size: inherit;
  }
  .hint {
    font-size: var(--giftline-text-tiny);
  }
  .names {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1);
    margin-block: var(--giftline-space-1);
  }
  .names li {
    padding: 0.125rem var(--giftline-space-3);
    border: 1px solid var(--giftline-note-line);
    border-radius: var(--giftline-radius-pill);
    cursor: pointer;
  }
  .names li[aria-selected="true"] {
    border-color: transparent;
    background: var(--giftline-note-button);
    color: var(--giftline-note-button-ink);
  }
  .file {
    display: grid;
    place-items: center;
    padding: var(--giftline-space-1) var(--giftline-space-2);
    color: var(--giftline-accent-strong);
  }
  .file svg {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  .send {
    margin-inline-start: auto;
    border-color: transparent;
    font-weight: 650;
  }
  form[data-kind="note"] .send:enabled {
    background: var(--giftline-note-button);
    color: var(--giftline-note-button-ink);
  }
  form[data-kind="reply"] .send:enabled {
    background: var(--giftline-accent);
    color: var(--giftline-accent-ink);
  }
  @media (pointer: coarse) {
    textarea {
      font-size: max(1rem, 16px);
    }
    .keys {
      display: none;
    }
  }
`;
