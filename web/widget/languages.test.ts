/** Every language says what English says, with the same blanks and the plural forms that it has. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, test } from "node:test";

import { charactersLeft, chooseTag, directionInUse, formatsInUse, languageInUse, say, sayCount, sendingFile, speak, starters, waitingSays } from "./texts.ts";

type Entry = string | Record<string, string>;

const folder = new URL("./languages/", import.meta.url);
const files = readdirSync(folder);
const read = (file: string): Record<string, Entry> =>
  JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Record<string, Entry>;
const english = read("en.json");

function blanks(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
}

afterEach(() => speak("en"));

for (const file of files) {
  const language = file.replace(".json", "");
  const catalogue = read(file);

  test(`${language} has the sentences of English, in its order, and no others`, () => {
    assert.deepEqual(Object.keys(catalogue), Object.keys(english));
  });

  test(`${language} fills the blanks that English fills`, () => {
    for (const [key, entry] of Object.entries(catalogue)) {
      const original = english[key]!;
      if (typeof entry === "string") {
        assert.equal(typeof original, "string", key);
        assert.deepEqual(blanks(entry), blanks(original as string), key);
      } else {
        // A form for one or two may say so in a word.
        for (const form of Object.values(entry)) assert.ok(blanks(form).every((name) => name === "count"), key);
        assert.deepEqual(blanks(entry["other"]!), ["count"], key);
      }
    }
  });

  test(`${language} has the plural forms that its numbers need`, () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, entry] of Object.entries(catalogue)) {
      if (typeof entry === "object") assert.deepEqual(Object.keys(entry).toSorted(), needed, key);
    }
  });

  test(`${language} is spoken when it is asked for`, async () => {
    await speak(language);
    assert.equal(languageInUse(), language);
    assert.equal(say("composer.send"), catalogue["composer.send"]);
    assert.equal(directionInUse(), language === "ar" ? "rtl" : "ltr");
  });
}

test("the first language that there is a catalogue for is chosen, else English", () => {
  assert.equal(chooseTag([null, "", "fr-FR", "de-AT", "es"]), "de-AT");
  assert.equal(chooseTag(["fr", "toString"]), "en");
  assert.equal(chooseTag([]), "en");
});

test("a tag that makes no sense is English, and its dates can be written", async () => {
  await speak("en_!!");
  assert.equal(languageInUse(), "en");
  assert.equal(new Intl.NumberFormat(formatsInUse()).format(1), "1");
});

test("dates are those of the reader's country", async () => {
  const by = { ahead: null, estimate_min: null, answer_by: "2026-11-24T16:30:00" };
  const now = new Date("2026-11-24T12:00:00");
  await speak("en", ["fr", "en-GB"]);
  // Whose time it is depends on where the test runs.
  assert.match(waitingSays(by, now).join(), /^A person answers by 16:30 \S+\.$/);
  await speak("de");
  assert.match(waitingSays(by, now).join(), /^Sie erhalten eine Antwort bis 16:30 \S+\.$/);
});

test("a number takes the form its language has for it", async () => {
  await speak("ar");
  assert.equal(sayCount("waiting.ahead", 2), "شخصان قبلك.");
  assert.equal(sayCount("waiting.ahead", 3), "\u20683\u2069 أشخاص قبلك.");
  await speak("de");
  assert.equal(charactersLeft(-1200), "1.200 Zeichen zu viel");
  assert.equal(sendingFile("a.png", 0.999).replace("\u00a0", " "), "a.png wird gesendet, 99 %");
});

test("a suggestion is shown in the reader's language and sent in the bot's", async () => {
  await speak("es");
  const [first] = starters();
  assert.equal(first?.title, "Mi tarjeta dice código no válido");
  assert.equal(first?.sends, "My card says invalid code");
});

test("the wish that came last counts, whichever language is here first", async () => {
  await Promise.all([speak("hi"), speak("en")]);
  assert.equal(languageInUse(), "en");
});
