/** Pictures that more than one page has, drawn in the colour of the text beside them, which says what they mean. */
import { html, svg } from "lit";

export const icon = (path: ReturnType<typeof svg>) =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true">${path}</svg>`;

export const paperclip = icon(
  svg`<path d="M19 11.5l-7 7a4.5 4.5 0 0 1-6.4-6.4l7.5-7.5a3 3 0 0 1 4.3 4.3l-7.4 7.3a1.5 1.5 0 0 1-2.2-2.1l6.4-6.4" />`,
);
export const camera = icon(
  svg`<path d="M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4z" /><circle cx="12" cy="13" r="3.2" />`,
);
export const dots = icon(
  svg`<circle cx="12" cy="5" r="1.8" /><circle cx="12" cy="12" r="1.8" /><circle cx="12" cy="19" r="1.8" />`,
);
export const close = icon(svg`<path d="M6 6l12 12M18 6L6 18" />`);
