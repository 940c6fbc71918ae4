/**
 * How the page in the frame is built, /embed/<site>: in one file beside its languages, because a customer waits for it
 * and seldom loads another page of ours.
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
