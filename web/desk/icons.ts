/** The desk's few pictures, drawn in the colour of the text beside them, which says what they mean. */
import { svg } from "lit";

import { icon } from "../shared/icons.ts";

export const back = icon(svg`<path d="M15 5l-7 7 7 7" />`);
export const magnifier = icon(svg`<circle cx="11" cy="11" r="6.5" /><path d="M16 16l4.5 4.5" />`);
export const lock = icon(svg`<rect x="5" y="11" width="14" height="9" rx="2" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`);
export const gear = icon(
  svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9" /><circle cx="15" cy="7" r="2.2" /><circle cx="9" cy="17" r="2.2" />`,
);
export const keyboard = icon(
  svg`<rect x="3" y="6" width="18" height="12" rx="2" /><path d="M7 10h.01M11 10h.01M15 10h.01M8 14h8" />`,
);
export const door = icon(svg`<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9" />`);
