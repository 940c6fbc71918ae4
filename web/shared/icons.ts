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
/** Ours, in its own colours: public/favicon.svg, here so that the chat asks for no file of its own for it. */
export const mark = html`<svg class="mark" viewBox="0 0 48 48" aria-hidden="true">
  <path
    fill="#e2604a"
    d="M9 6h30a6 6 0 0 1 6 6v19a6 6 0 0 1-6 6H22l-8.4 7.2A1.6 1.6 0 0 1 11 43v-6H9a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6z"
  />
  <path fill="#fff3e2" d="M3 19h42v5H3zM15 6h5v31h-5z" />
  <path
    fill="#e2604a"
    stroke="#fff3e2"
    stroke-width="3"
    stroke-linejoin="round"
    d="M17.5 21.5C14 12.5 6.5 11.5 7 16.2c.4 3.6 5.5 5.3 10.5 5.3zm0 0c3.5-9 11-10 10.5-5.3-.4 3.6-5.5 5.3-10.5 5.3z"
  />
</svg>`;
