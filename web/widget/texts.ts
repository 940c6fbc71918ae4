/**
 * How the elements get their sentences: by key, from the catalogue of the language in use (languages/*.json).
 * English is always here; another language is fetched when it is wanted. One page speaks one language.
 * What the bot says comes from the server, in English, and is not here.
 */
import { LitElement } from "lit";

import type { Author, Owner, Ticket, Waiting } from "../shared/messages.ts";
import type { Problem } from "../shared/problems.ts";
import type { Choice } from "./quick-replies/element.ts";
import english from "./languages/en.json" with { type: "json" };

type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
type English = typeof english;
type KeyOf<Kind> = { [Key in keyof English]: English[Key] extends Kind ? Key : never }[keyof English];

/** What a language has to have: the keys of English, each a sentence or plural forms as there. */
export type Catalogue = { readonly [Key in keyof English]: English[Key] extends string ? string : Plural };
export type SentenceKey = KeyOf<string>;
export type PluralKey = KeyOf<object>;
export type Values = Readonly<Record<string, string | number>>;

const others: Readonly<Record<string, () => Promise<{ readonly default: Catalogue }>>> = {
  ar: () => import("./languages/ar.json", { with: { type: "json" } }),
  de: () => import("./languages/de.json", { with: { type: "json" } }),
  es: () => import("./languages/es.json", { with: { type: "json" } }),
  hi: () => import("./languages/hi.json", { with: { type: "json" } }),
};

const STARTERS = ["starter.invalid", "starter.redeemed", "starter.how"] as const;

const RIGHT_TO_LEFT = ["ar"];

/** Heard by every element that speaks: the language is another one now. */
const heard = new EventTarget();
const CHANGE = "change";

let catalogue: Catalogue = english;
let language = "en";
/** The tag that was spoken, and the reader's own. */
let spoken: readonly [tag: string, preferred: readonly string[]] = ["en", []];
/** What follows from both, once it is asked for: the first time takes the browser longer than drawing the chat does. */
let formats: string | null = null;
/** What was wanted last: a language that comes late must not take the place of a later wish. */
let wanted = "en";

/** The language of the interface, as two letters. */
export function languageInUse(): string {
  return language;
}

/** The tag by which Intl writes dates, numbers and lists. Digits are those of codes and amounts, which stay as they are. */
export function formatsInUse(): string {
  formats ??= formatsOf(...spoken);
  return formats;
}

export function directionInUse(): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
}

/** The first of these tags that there is a catalogue for; "en" if there is none. */
export function chooseTag(tags: readonly (string | null | undefined)[]): string {
  return tags.find((tag) => tag && (languageOf(tag) === "en" || Object.hasOwn(others, languageOf(tag)))) ?? "en";
}

/**
 * Speaks the language of this tag from now on. A language that cannot be fetched changes nothing.
 * `preferred` are the reader's own tags: whoever reads English and lives in Ireland has dates as in Ireland.
 */
export async function speak(tag: string, preferred: readonly string[] = []): Promise<void> {
  const next = languageOf(tag);
  wanted = next;
  let fetched: Catalogue = english;
  try {
    const fetching = Object.hasOwn(others, next) ? others[next] : undefined;
    if (fetching !== undefined) fetched = (await fetching()).default;
  } catch {
    return;
  }
  if (wanted !== next) return;
  catalogue = fetched;
  language = next;
  spoken = [tag, preferred];
  formats = null;
  heard.dispatchEvent(new Event(CHANGE));
}

/** A sentence with its blanks filled in. What is filled in keeps its own direction. */
export function say(key: SentenceKey, values: Values = {}): string {
  return filled(catalogue[key], values);
}

/** A sentence that depends on a number, which is its blank `count`. */
export function sayCount(key: PluralKey, count: number): string {
  const forms: Plural = catalogue[key];
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return filled(form, { count: count.toLocaleString(formatsInUse()) });
}

/** An element that writes itself anew when the language changes. */
export class SpeakingElement extends LitElement {
  readonly #hear = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    heard.addEventListener(CHANGE, this.#hear);
    // The language may have changed while it was off the page.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    heard.removeEventListener(CHANGE, this.#hear);
  }
}

/** What many begin with. It is shown in the reader's language and sent in the one that the bot understands. */
export function starters(): readonly Choice[] {
  return STARTERS.map((key) => ({ title: say(key), token: "", sends: english[key] }));
}

/** The language of what the bot says, to be marked where the interface speaks another one. */
export function botsLanguage(): string | null {
  return language === "en" ? null : "en";
}

export function authorName(author: Author): string {
  return say(`author.${author}`);
}

export function ownerStatus(owner: Owner): string {
  return owner === "bot" ? "" : say(`owner.${owner}`);
}

/** When something was said: the time, and the day if it is not today. */
export function momentSays(moment: Date, now: Date): string {
  return moment.toDateString() === now.toDateString()
    ? dateSays(moment, {})
    : dateSays(moment, { day: "numeric", month: "short" });
}

/** What is known of somebody's wait, a sentence each. What it took others is told as that and no more. */
export function waitingSays({ ahead, estimate_min: estimate, answer_by: answerBy }: Waiting, now: Date): string[] {
  const says = [];
  if (ahead !== null) says.push(ahead === 0 ? say("waiting.next") : sayCount("waiting.ahead", ahead));
  if (answerBy !== null) {
    const by = new Date(answerBy);
    says.push(by <= now ? say("waiting.late") : say("waiting.answerBy", { time: timeSays(by, now) }));
  }
  if (estimate !== null) says.push(sayCount("waiting.usually", Math.max(1, estimate)));
  return says;
}

/** How a ticket stands. */
export function ticketSays({ state, answer_by: answerBy }: Ticket, now: Date): string {
  if (state === null) return "";
  if (state !== "open") return say(`ticket.${state}`);
  const by = new Date(answerBy ?? now);
  return by > now ? say("waiting.answerBy", { time: timeSays(by, now) }) : say("ticket.late");
}

/** A day as the server writes it, such as 2026-11-24, which is the same day everywhere. */
export function daySays(day: string): string {
  return new Intl.DateTimeFormat(formatsInUse(), { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));
}

/** The server's own sentence of what is wrong, which is English, or ours where it had none. */
export function problemSays(problem: Problem): string {
  return problem.explained ? problem.detail : say("problem.unexplained");
}

export function ratingSteps(): readonly string[] {
  return [say("rating.poor", { score: 1 }), "2", "3", "4", say("rating.great", { score: 5 })];
}

export function sendingFile(name: string, share: number): string {
  if (share >= 1) return say("file.checking", { name });
  const percent = new Intl.NumberFormat(formatsInUse(), { style: "percent", roundingMode: "floor" });
  return say("file.sending", { name, share: percent.format(share) });
}

export function charactersLeft(left: number): string {
  return sayCount(left >= 0 ? "composer.left" : "composer.over", Math.abs(left));
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0]!;
}

function formatsOf(tag: string, preferred: readonly string[]): string {
  const own = preferred.find((candidate) => languageOf(candidate) === languageOf(tag));
  try {
    return new Intl.Locale(/[-_]/.test(tag) ? tag.replaceAll("_", "-") : (own ?? tag), {
      numberingSystem: "latn",
    }).toString();
  } catch {
    return languageOf(tag);
  }
}

/**
 * By when something is promised: the time, whose time it is, and the day if it is not today. The assistant's message
 * has it in the team's time, and both are read one beside the other.
 */
function timeSays(by: Date, now: Date): string {
  const isToday = by.toDateString() === now.toDateString();
  const day: Intl.DateTimeFormatOptions = isToday ? {} : { weekday: "long", day: "numeric", month: "long" };
  return dateSays(by, { ...day, timeZoneName: "short" });
}

function dateSays(date: Date, day: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(formatsInUse(), { ...day, hour: "numeric", minute: "2-digit" }).format(date);
}

function filled(sentence: string, values: Values): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (blank, name: string) => {
    const value = values[name];
    if (value === undefined) return blank;
    // Between these marks a name or number from left to right does not turn what stands around it.
    return directionInUse() === "rtl" ? `\u2068${value}\u2069` : String(value);
  });
}
