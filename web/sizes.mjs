/**
 * Fails when what customers load has grown too large: giftline.js, and all that the page in its frame loads, with
 * the largest of the languages, of which each customer has one.
 * Counts each file gzipped by itself, as it is sent.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, posix } from "node:path";
import { gzipSync } from "node:zlib";

const DIST = join(import.meta.dirname, "dist");
const KIB = 1024;

/** The file and every file of ours that it names, and so on. */
function loadedFrom(first) {
  const found = new Set([first]);
  for (const file of found) {
    if (!/\.(html|js|css)$/.test(file)) continue;
    for (const [, named] of readFileSync(join(DIST, file), "utf8").matchAll(/["'`(]([\w./-]+\.(?:js|css|svg))["'`)]/g)) {
      const inFolder = named.startsWith("/") ? named.slice(1) : posix.join(posix.dirname(file), named);
      for (const path of [inFolder, named.replace(/^\//, "")]) if (existsSync(join(DIST, path))) found.add(path);
    }
  }
  return [...found];
}

const size = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;
const total = (files) => files.reduce((sum, file) => sum + size(file), 0);

const languages = readdirSync(join(import.meta.dirname, "widget", "languages")).map((file) => basename(file, ".json"));
const isLanguage = (file) => languages.some((language) => basename(file).startsWith(`${language}-`));
const all = loadedFrom("embed.html");
const largestLanguage = all.filter(isLanguage).sort((one, other) => size(other) - size(one)).slice(0, 1);
const chat = [...all.filter((file) => !isLanguage(file)), ...largestLanguage];

const checks = [
  { what: "giftline.js", files: ["giftline.js"], mostKib: 6 },
  { what: "the chat", files: chat, mostKib: 40 },
];
for (const { what, files, mostKib } of checks) {
  const bytes = total(files);
  console.log(`${what}: ${(bytes / KIB).toFixed(1)} of ${mostKib} KB gzip, ${files.length} file(s)`);
  if (bytes <= mostKib * KIB) continue;
  console.error(`${what} is too large:\n${files.map((file) => `  ${size(file)} ${file}`).join("\n")}`);
  process.exitCode = 1;
}
