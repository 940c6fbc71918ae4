/**
 * Every sentence of the widget, in one place, so that they keep one voice and can be translated.
 * What the bot says comes from the server and is not here.
 */
import type { Author, Owner, Waiting } from "../shared/messages.ts";

export const PRODUCT = "Giftline";
export const SUBTITLE = "Gift card support";

export const WELCOME_TITLE = "How can we help with your gift card?";
export const WELCOME =
  "Say what happened in your own words. When the card's code is needed, a protected field for it opens.";
export const STARTERS = [
  "My card says invalid code",
  "It says already redeemed",
  "How do I redeem a card?",
];

export const AUTHOR_NAMES: Readonly<Record<Author, string>> = {
  customer: "You",
  bot: "Giftline",
  agent: "Support agent",
  system: "Notice",
};

export const OWNER_STATUS: Readonly<Record<Owner, string>> = {
  bot: "",
  queued: "You are in the queue for a person. Everything you write here is kept for them.",
  agent: "You are talking to a person.",
  closed: "This conversation is closed. Write here to open it again.",
};

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  hour: "numeric",
  minute: "2-digit",
});

/** What is known of somebody's wait, a sentence each. What it took others is told as that and no more. */
export function waitingSays({ ahead, estimate_min: estimate, answer_by: answerBy }: Waiting, now: Date): string[] {
  const says = [];
  if (ahead !== null) says.push(placeOf(ahead));
  if (answerBy !== null) {
    const by = new Date(answerBy);
    const isToday = by.toDateString() === now.toDateString();
    says.push(
      by <= now
        ? "It is taking longer than we said. You keep your place."
        : `A person answers by ${(isToday ? timeOfDay : dayAndTime).format(by)}.`,
    );
  }
  if (estimate !== null) {
    says.push(estimate <= 1 ? "Usually about a minute today." : `Usually about ${estimate} minutes today.`);
  }
  return says;
}

function placeOf(ahead: number): string {
  if (ahead === 0) return "You are next.";
  return ahead === 1 ? "One person is ahead of you." : `${ahead} people are ahead of you.`;
}

export const COMPOSER_LABEL = "Your message";
export const COMPOSER_PLACEHOLDER = "Write a message";
export const SEND = "Send";
export const ADD_FILE = "Add a picture or PDF";
export const TAKE_PICTURE = "Take a picture";
export const FILE_TOO_LARGE =
  "This file is larger than 10 MB. Please send a smaller one, such as a screenshot of it.";
export const FILE_NOT_LOADED = "The file did not come through. Please try again.";

export const RATING_QUESTION = "How was the help you got?";
export const RATING_STEPS = ["1, poor", "2", "3", "4", "5, great"];
export const RATING_COMMENT = "What should we know? (optional)";
export const SEND_RATING = "Send rating";
export const RATED = "Thank you. You can change your rating for a day.";
export const NOT_RATED = "Your rating did not get through. Please try again.";

export const START_NEW = "Start a new one";

export const CODE_LABEL = "Claim code";
export const CODE_PROTECTED = "The chat shows only the last four.";
export const CODE_WHOLE = "That is as long as a claim code.";
export const CODE_TOO_LONG = "That is longer than a claim code.";
export const CODE_NOT_SENT = "The code did not get through. It is still here: please send it again.";
export const SEND_CODE = "Send code";

export const SENDING = "Sending…";
export const WAITING_TO_BE_SENT = "Waiting to be sent.";
export const NOT_SENT = "Not sent.";
export const TRY_AGAIN = "Try again";
export const TYPING = "Giftline is writing";
export const PERSON_TYPING = "A person is writing";
export const STILL_WORKING = "Still working on it.";
export const CONNECTION_LOST = "Connection lost. Reconnecting...";
export const LOADING = "Loading your conversation…";
export const LATEST = "Latest messages";
export const SUGGESTED_ANSWERS = "Suggested answers";
export const SUGGESTED_QUESTIONS = "Common questions";

export const NEW_CONVERSATION =
  "Your earlier conversation has ended, so your message starts a new one.";
export const ANSWER_LATE =
  "Your message has arrived, but the answer is late. It will appear here when it is ready.";

export function pictureCalled(name: string): string {
  return `Picture: ${name}`;
}

export function saveFile(name: string): string {
  return `Save ${name}`;
}

export function sendingFile(name: string, share: number): string {
  return share < 1 ? `Sending ${name}, ${Math.floor(share * 100)}%` : `Checking ${name}`;
}

export const CLOSE_CHAT = "Close the chat";

export function codeHint(lengths: string, forms: string): string {
  return `${lengths} letters and digits, in groups of ${forms}.`;
}

export function codeCount(count: number, lengths: string): string {
  return `${count} of ${lengths}`;
}

export function charactersLeft(left: number): string {
  const count = Math.abs(left).toLocaleString("en");
  const noun = Math.abs(left) === 1 ? "character" : "characters";
  return left >= 0 ? `${count} ${noun} left` : `${count} ${noun} too many`;
}
