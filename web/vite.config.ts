/**
 * How the server's own pages are built: the HTML files and what they import become dist/, which the Python app serves.
 * Nothing about the chat itself belongs here.
 */
import { defineConfig } from "vite";

import { minifyStyles } from "./minify-styles.ts";

const PAGES = { index: "index.html", playground: "playground.html" };
/** The desk's other pages. */
const BESIDE = { reports: "desk/reports.ts", training: "desk/training.ts" };

export default defineConfig({
  plugins: [minifyStyles],
  build: {
    outDir: "dist",
    assetsDir: "assets",
    // A data: URL would need an exception in the Content-Security-Policy; a file needs none.
    assetsInlineLimit: 0,
    // Every browser that runs the rest of the page preloads modules by itself.
    modulePreload: { polyfill: false },
    rollupOptions: {
      // How long a build took is of no use to whoever only wants the page.
      checks: { pluginTimings: false },
      input: { ...PAGES, desk: "desk/desk.ts", "sign-in": "desk/sign-in.ts", ...BESIDE },
      output: {
        // The server renders the desk's pages, so they need to know the modules' names.
        entryFileNames: ({ name }) =>
          name === "desk" || name === "sign-in" || name in BESIDE ? `desk/${name}.js` : "assets/[name]-[hash].js",
      },
    },
  },
});
