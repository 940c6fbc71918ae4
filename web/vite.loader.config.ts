/** How giftline.js is built, the script that sites load: one classic file under a name that never changes. */
import { defineConfig } from "vite";

export default defineConfig({
  // What the pages need is there already.
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    lib: { entry: "embed/loader.ts", formats: ["iife"], name: "giftlineLoader", fileName: () => "giftline.js" },
    rollupOptions: { checks: { pluginTimings: false } },
  },
});
