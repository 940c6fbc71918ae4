/**
 * Puts a gzipped twin beside every text of the build, which the app sends to whoever takes it: compressed once and as
 * well as can be, and never while somebody waits.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const DIST = join(import.meta.dirname, "dist");

for (const name of globSync("**/*.{css,html,js,svg}", { cwd: DIST })) {
  const file = join(DIST, name);
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
}
