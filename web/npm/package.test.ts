import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const HERE = import.meta.dirname;
const TSC = join(HERE, "..", "node_modules", "typescript", "bin", "tsc");
let project: string;

before(() => {
  project = mkdtempSync(join(tmpdir(), "giftline-npm-"));
  mkdirSync(join(project, "node_modules"));
  symlinkSync(HERE, join(project, "node_modules", "giftline-widget"));
  const options = { strict: true, noEmit: true, module: "NodeNext", lib: ["ES2022", "DOM"], types: [] };
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
});
after(() => rmSync(project, { recursive: true }));

/** What the compiler says of a project with the package and this file in it. */
function compiled(code: string): string {
  writeFileSync(join(project, "page.ts"), code);
  return spawnSync(process.execPath, [TSC, "-p", project], { encoding: "utf8" }).stdout;
}

test("the package has its code, its types and its licence, and nothing else", () => {
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: HERE, encoding: "utf8" }));
  assert.deepEqual(packed.files.map(({ path }: { path: string }) => path).sort(), [
    "LICENSE",
    "README.md",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/types.d.ts",
    "dist/types.js",
    "package.json",
  ]);
});

test("a page that is built has the types of the API, of its events and of the element", () => {
  const said = compiled(`
    import { loadGiftline, type Settings } from "giftline-widget";
    const settings: Settings & { server: string } = { server: "https://chat.example.com", site: "my-shop" };
    const giftline = await loadGiftline(settings);
    giftline.setUser("u-1", { jwt: async () => "token" });
    const stop: () => void = giftline.on("unread", (count) => count.toFixed());
    stop();
    document.querySelector("gift-chat")?.giftline?.show();
    export {};
  `);
  assert.equal(said, "");
});

test("what the API does not have is an error when the page is built", () => {
  const said = compiled(`
    import { loadGiftline } from "giftline-widget";
    const giftline = await loadGiftline({ site: "my-shop" });
    giftline.setUser("u-1");
    giftline.on("messages", () => undefined);
  `);
  assert.match(said, /page\.ts\(3,.*server/s);
  assert.match(said, /page\.ts\(4,/);
  assert.match(said, /page\.ts\(5,/);
});
