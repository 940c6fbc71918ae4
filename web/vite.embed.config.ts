/**
 * How the framed page is built, which customers on other sites load: one script and one sheet beside the page itself,
 * and a file for each other language. It shares no file with the other pages, because every file more is a request
 * more to wait for, and hardly anybody opens both.
 */
import { defineConfig } from "vite";

import { minifyStyles } from "./minify-styles.ts";

export default defineConfig({
  plugins: [minifyStyles],
  build: {
    outDir: "dist",
    emptyOutDir: false,
    copyPublicDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { checks: { pluginTimings: false }, input: "embed.html" },
  },
});
