/** Elements have their styles as css`...`, whose spaces and comments no minifier of code may touch. This takes them out. */
import { transform } from "lightningcss";
import type { Plugin } from "vite";

const STYLES = /\bcss`([^`$]*)`/g;

export const minifyStyles: Plugin = {
  name: "minify-styles",
  apply: "build",
  transform: {
    filter: { id: /(styles|controls)\.ts$/ },
    handler(code) {
      return { code: code.replace(STYLES, (_, css: string) => `css\`${minified(css)}\``), map: null };
    },
  },
};

function minified(css: string): string {
  const { code } = transform({ filename: "styles.css", code: new TextEncoder().encode(css), minify: true });
  return new TextDecoder().decode(code).replaceAll("\\", "\\\\");
}
