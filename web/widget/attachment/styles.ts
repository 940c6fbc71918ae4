/** The looks of <giftline-attachment>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: grid;
    justify-items: start;
    gap: var(--giftline-space-2);
    margin-block-start: var(--giftline-space-2);
  }
  img {
    max-inline-size: 100%;
    inline-size: auto;
    max-block-size: 15rem;
    block-size: auto;
    border-radius: var(--giftline-space-2);
  }
  button {
    overflow-wrap: anywhere;
    font-size: var(--giftline-text-small);
  }
  p {
    margin: 0;
  }
  p:empty {
    display: none;
  }
`;
