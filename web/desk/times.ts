/** Times as an agent reads them at a glance. Pure: now is an argument. */
const MINUTE_MS = 60_000;
const HOUR_MIN = 60;
const DAY_MIN = 24 * HOUR_MIN;
/** From this share of the time on, an answer is due soon. */
const SOON_SHARE = 0.75;

/** "now", "4 min", "2 h", "3 d": how long something is, in its largest unit. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  if (minutes === 0) return "now";
  if (minutes < HOUR_MIN) return `${minutes} min`;
  if (minutes < DAY_MIN) return `${Math.floor(minutes / HOUR_MIN)} h`;
  return `${Math.floor(minutes / DAY_MIN)} d`;
}

export function since(time: string, nowMs: number): string {
  return span(nowMs - Date.parse(time));
}

export type Urgency = "fine" | "soon" | "late";

export interface Due {
  readonly urgency: Urgency;
  readonly text: string;
  /** How much of the time is spent, from 0 to 1. */
  readonly spent: number;
}

/** How an answer stands that is promised by a time. What the server calls breached is late. */
export function due(
  answerBy: string,
  from: string,
  breached: boolean,
  nowMs: number,
): Due {
  const end = Date.parse(answerBy);
  const begin = Date.parse(from);
  const left = end - nowMs;
  if (breached || left <= 0) {
    return { urgency: "late", text: left <= -MINUTE_MS ? `${span(-left)} late` : "Late", spent: 1 };
  }
  const spent = end > begin ? Math.max(0, Math.min(1, (nowMs - begin) / (end - begin))) : 0;
  // Rounded up: an answer that is due in half a minute is not due in none.
  const text = `${span(left + MINUTE_MS - 1)} left`;
  return { urgency: spent >= SOON_SHARE ? "soon" : "fine", text, spent };
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

export function clockTime(time: string): string {
  return timeOfDay.format(new Date(time));
}

export function dayOf(time: string): string {
  return day.format(new Date(time));
}

/** The time of day, with the day where that is not today. */
export function moment(time: string, nowMs: number): string {
  const at = new Date(time);
  const today = at.toDateString() === new Date(nowMs).toDateString();
  return (today ? timeOfDay : dayAndTime).format(at);
}
