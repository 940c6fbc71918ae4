/** The looks of <giftline-desk-bar>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
  }
  header,
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2) var(--giftline-space-4);
    align-items: center;
  }
  header {
    padding: var(--giftline-space-2) var(--giftline-space-4);
    background: var(--giftline-rail);
  }
  ul {
    gap: var(--giftline-space-1);
  }
  a {
    display: block;
    padding: var(--giftline-space-1) var(--giftline-space-3);
    border-radius: 0.5rem;
    color: var(--giftline-brand-ink);
    line-height: 1.75rem;
    text-decoration: none;
  }
  .home {
    display: flex;
    gap: var(--giftline-space-2);
    align-items: center;
    padding-inline-start: 0;
    font-size: 1.0625rem;
    font-weight: 700;
  }
  .home img {
    inline-size: 1.75rem;
    block-size: 1.75rem;
  }
  a:hover,
  a[aria-current="page"] {
    background: var(--giftline-rail-chosen);
  }
  .home:hover {
    background: none;
    text-decoration: underline;
  }
  a:focus-visible {
    outline-color: var(--giftline-brand-ink);
  }
`;
