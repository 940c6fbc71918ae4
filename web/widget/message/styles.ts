/** The looks of <giftline-message>: the customer at the end of the line, everybody else at its start. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
  }
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
  }
  .message[data-author="customer"] {
    align-items: flex-end;
  }
  .byline {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--giftline-space-2);
    margin: 0 var(--giftline-space-1) var(--giftline-space-1);
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-small);
  }
  .picture {
    display: inline-grid;
    place-items: center;
    inline-size: 1.75rem;
    block-size: 1.75rem;
    border-radius: var(--giftline-radius-pill);
    background: var(--giftline-bubble-agent);
    color: var(--giftline-bubble-agent-ink);
    font-size: var(--giftline-text-tiny);
    font-weight: 650;
  }
  .author {
    font-weight: 600;
  }
  .bubble {
    max-inline-size: min(34rem, 88%);
    padding: 0.625rem var(--giftline-space-4);
    /* Invisible, except where the system's own colours take the background away. */
    border: 1px solid transparent;
    border-radius: var(--giftline-radius-bubble);
    border-end-start-radius: var(--giftline-space-1);
    background: var(--giftline-bubble-bot);
    color: var(--giftline-bubble-bot-ink);
    overflow-wrap: anywhere;
  }
  .message[data-author="customer"] .bubble {
    border-end-start-radius: var(--giftline-radius-bubble);
    border-end-end-radius: var(--giftline-space-1);
    background: var(--giftline-bubble-customer);
    color: var(--giftline-bubble-customer-ink);
  }
  .message[data-author="customer"] .bubble[data-delivery="failed"] {
    border-color: var(--giftline-problem);
    background: var(--giftline-problem-soft);
    color: var(--giftline-ink);
  }
  .message[data-author="customer"] .bubble[data-delivery="waiting"] {
    border: 1px dashed var(--giftline-ink-muted);
    background: none;
    color: var(--giftline-ink);
  }
  .message[data-author="agent"] .bubble {
    background: var(--giftline-bubble-agent);
    color: var(--giftline-bubble-agent-ink);
  }
  .message[data-author="system"] {
    align-items: center;
  }
  .message[data-author="system"] .byline {
    display: none;
  }
  .message[data-author="system"] .bubble {
    padding: 0;
    background: none;
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-small);
    text-align: center;
    text-wrap: balance;
  }
  p,
  li {
    white-space: pre-line;
  }
  .message[data-author="customer"] .bubble p {
    white-space: pre-wrap;
  }
  .bubble p,
  ol,
  ul {
    margin: 0;
  }
  .bubble > :is(p, ol, ul) + * {
    margin-block-start: var(--giftline-space-3);
  }
  .bubble > p + :is(ol, ul) {
    margin-block-start: var(--giftline-space-1);
  }
  ol,
  ul {
    padding-inline-start: 1.5rem;
  }
  li + li {
    margin-block-start: var(--giftline-space-1);
  }
  li::marker {
    font-weight: 600;
  }
  .delivery {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--giftline-space-2);
    margin: var(--giftline-space-1) var(--giftline-space-1) 0;
    color: var(--giftline-ink-muted);
    font-size: var(--giftline-text-small);
  }
  .failed {
    color: var(--giftline-problem);
    font-weight: 600;
  }
  .delivery button {
    min-block-size: 2.25rem;
    padding: var(--giftline-space-1) var(--giftline-space-3);
  }
`;
