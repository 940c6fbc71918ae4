/** The looks of <giftline-quick-replies>. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--giftline-space-2);
  }
  button {
    padding-inline: var(--giftline-space-4);
    border-radius: 1.375rem;
    font-weight: 500;
    text-align: start;
    overflow-wrap: anywhere;
  }
`;
