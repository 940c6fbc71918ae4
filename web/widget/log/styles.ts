/** The looks of <giftline-log>. */
import { css } from "lit";

export const styles = css`
  :host {
    position: relative;
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    min-block-size: 0;
  }
  .view {
    position: relative;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-gutter: stable;
    scrollbar-width: thin;
    scrollbar-color: var(--giftline-line-control) transparent;
  }
  .view:focus-visible {
    outline-offset: -3px;
  }
  .column {
    display: flex;
    flex-direction: column;
    gap: var(--giftline-space-3);
    min-block-size: 100%;
    padding: var(--giftline-space-5) var(--giftline-chat-inline, var(--giftline-space-4));
  }
  .messages {
    display: flex;
    flex-direction: column;
    gap: var(--giftline-space-4);
  }
  giftline-message[continued] {
    margin-block-start: calc(-1 * var(--giftline-space-2));
  }
  .new {
    display: flex;
    align-items: center;
    gap: var(--giftline-space-3);
    color: var(--giftline-accent);
    font-size: var(--giftline-text-small);
    font-weight: 600;
  }
  .new::before,
  .new::after {
    flex: 1;
    border-block-start: 1px solid currentColor;
    content: "";
  }
  giftline-ticket {
    margin-block-start: calc(-1 * var(--giftline-space-2));
  }
  .welcome {
    display: grid;
    gap: var(--giftline-space-3);
    margin-block: auto;
    max-inline-size: 34rem;
  }
  h2,
  p {
    margin: 0;
  }
  h2 {
    font-size: 1.5rem;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .welcome p,
  .loading {
    color: var(--giftline-ink-muted);
  }
  .loading {
    margin-block: auto;
    text-align: center;
  }
  .latest {
    position: absolute;
    inset-block-end: var(--giftline-space-3);
    inset-inline: 0;
    inline-size: max-content;
    min-block-size: 2.25rem;
    margin-inline: auto;
    padding-block: var(--giftline-space-1);
    border-radius: var(--giftline-radius-pill);
    box-shadow: var(--giftline-shadow);
    font-size: var(--giftline-text-small);
  }
  .latest::after {
    content: " ↓" / "";
  }
  @media (max-height: 26rem) {
    .latest {
      inset-block-end: var(--giftline-space-1);
      margin-inline: auto var(--giftline-space-4);
    }
  }
`;
