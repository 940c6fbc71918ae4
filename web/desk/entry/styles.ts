/** The looks of <giftline-desk-entry>: a transcript, each author by the line at its side. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    max-inline-size: 46rem;
    margin-inline: auto;
    padding-block: var(--giftline-space-1);
    font-size: 0.9375rem;
    line-height: 1.5;
  }
  .said,
  .note {
    max-inline-size: 40rem;
    padding: var(--giftline-space-2) var(--giftline-space-3);
    border: 1px solid transparent;
    border-inline-start: 3px solid var(--giftline-line-control);
    border-radius: 0.25rem var(--giftline-radius) var(--giftline-radius) 0.25rem;
    overflow-wrap: anywhere;
  }
  .said[data-author="customer"] {
    border-inline-start-color: var(--giftline-accent);
    background: var(--giftline-accent-soft);
  }
  .said[data-author="bot"],
  .said[data-author="agent"] {
    margin-inline-start: auto;
  }
  .said[data-author="bot"] {
    border-inline-start-color: var(--giftline-line-control);
    background: var(--giftline-surface-sunken);
  }
  .said[data-author="agent"] {
    border-inline-start-color: var(--giftline-brand);
    background: var(--giftline-bubble-agent);
    color: var(--giftline-bubble-agent-ink);
  }
  .note {
    max-inline-size: none;
    border: 1px dashed var(--giftline-note-line);
    border-radius: var(--giftline-radius);
    background: var(--giftline-note);
    color: var(--giftline-note-ink);
  }
  [data-failed="true"] {
    border-color: var(--giftline-problem);
  }
  .byline {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--giftline-space-2);
    align-items: baseline;
    font-size: 0.8125rem;
  }
  .byline svg {
    align-self: center;
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .byline b {
    font-weight: 650;
  }
  time {
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
    font-variant-numeric: tabular-nums;
  }
  .note time,
  .said[data-author="agent"] time {
    color: inherit;
  }
  .text > * + * {
    margin-block-start: var(--giftline-space-2);
  }
  .text p {
    white-space: pre-wrap;
  }
  .text ol,
  .text ul {
    padding-inline-start: 1.375rem;
  }
  .text ol {
    list-style: decimal;
  }
  .text ul {
    list-style: disc;
  }
  .file {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-1) var(--giftline-space-3);
    align-items: center;
    margin-block-start: var(--giftline-space-1);
  }
  .file p {
    flex: 0 1 auto;
    min-inline-size: 0;
  }
  .file-name {
    font-weight: 600;
  }
  .file-size {
    font-size: var(--giftline-text-tiny);
    white-space: nowrap;
  }
  .file a {
    padding: var(--giftline-space-1) var(--giftline-space-3);
    border: 1px solid currentcolor;
    border-radius: 0.5rem;
    color: inherit;
    font-size: var(--giftline-text-small);
    font-weight: 550;
    text-decoration: none;
  }
  .file a:hover {
    text-decoration: underline;
  }
  .understood {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--giftline-space-3);
    align-items: center;
    margin-block-start: var(--giftline-space-1);
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
  }
  .facts {
    font-family: var(--giftline-font-code);
  }
  .relabel {
    min-block-size: 1.5rem;
    padding: 0 0.125rem;
    border: 0;
    background: none;
    color: inherit;
    font-weight: 400;
    text-decoration: underline;
    text-decoration-color: var(--giftline-line-control);
    text-underline-offset: 0.2em;
  }
  .understood form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
    align-items: center;
    padding-block: var(--giftline-space-1);
  }
  .understood select {
    max-inline-size: 16rem;
  }
  .aside {
    padding-block: var(--giftline-space-1);
    color: var(--giftline-ink-muted);
    font-size: 0.8125rem;
    text-align: center;
    text-wrap: balance;
  }
  .day {
    display: flex;
    gap: var(--giftline-space-3);
    align-items: center;
    padding-block: var(--giftline-space-2);
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-tiny);
    font-weight: 600;
  }
  .day::before,
  .day::after {
    flex: 1;
    border-block-start: 1px solid var(--giftline-line-soft);
    content: "";
  }
  .failed {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
    align-items: center;
    margin-block-start: var(--giftline-space-2);
    color: var(--giftline-problem);
    font-size: 0.8125rem;
    font-weight: 600;
  }
`;
