/** Figures as a supervisor reads them, and the days that a report is asked about. Pure: today is an argument. */

export interface Durations {
  readonly count: number;
  readonly median_s: number | null;
  readonly p90_s: number | null;
}

/** What was due by a time: kept, not kept, or not over yet. */
export interface Promises {
  readonly met: number;
  readonly missed: number;
  readonly pending: number;
  readonly share: number | null;
}

/** Scores from 1 to 5; `satisfied` gave 4 or 5. */
export interface Satisfaction {
  readonly count: number;
  readonly mean: number | null;
  readonly satisfied: number;
  readonly share: number | null;
}

export interface Volume {
  readonly conversations: number;
  readonly contained: number;
  readonly handed_over: number;
  readonly containment: number | null;
  readonly handoff_rate: number | null;
}

export interface Report {
  readonly first: string;
  readonly end: string;
  readonly zone: string;
  readonly by: "day" | "week";
  readonly teams: readonly string[];
  readonly totals: Volume;
  readonly handoffs: number;
  readonly first_response: Durations;
  readonly resolution: Durations;
  readonly answers_in_time: Promises;
  readonly resolutions_in_time: Promises;
  readonly satisfaction: Satisfaction;
  readonly over_time: readonly (Volume & {
    readonly date: string;
    readonly handoffs: number;
    readonly first_response: Durations;
    readonly resolution: Durations;
  })[];
  readonly topics: readonly (Volume & { readonly topic: string | null; readonly title: string })[];
  readonly reasons: readonly { readonly reason: string; readonly title: string; readonly count: number }[];
  readonly agents: readonly {
    readonly agent: string;
    readonly name: string;
    readonly taken: number;
    readonly replies: number;
    readonly conversations: number;
    readonly active: number;
  }[];
}

/** What a report is asked about. `last` is in it, as whoever chooses days means them. */
export interface Asked {
  readonly first: string;
  readonly last: string;
  readonly team: string;
  readonly by: "day" | "week";
}

const DAYS = 28;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Shown where there is nothing to count. */
export const NONE = "–";

/** Reads what an address asks about; what is missing there is the last four weeks of all teams. */
export function askedOf(search: string, today: string): Asked {
  const written = new URLSearchParams(search);
  const day = (name: string, otherwise: string) => {
    const value = written.get(name) ?? "";
    return DATE.test(value) && !Number.isNaN(Date.parse(value)) ? value : otherwise;
  };
  return {
    first: day("first", plusDays(today, 1 - DAYS)),
    last: day("last", today),
    team: written.get("team") ?? "",
    by: written.get("by") === "week" ? "week" : "day",
  };
}

export function searchOf({ first, last, team, by }: Asked): string {
  return `?${new URLSearchParams({ first, last, by, ...(team === "" ? {} : { team }) })}`;
}

/** The same as the API asks: the day it ends on is not in it any more. */
export function queryOf({ first, last, team, by }: Asked): string {
  return `${new URLSearchParams({ from: first, to: plusDays(last, 1), by, ...(team === "" ? {} : { team }) })}`;
}

export function plusDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The day that it is where this browser is. */
export function dayAt(now: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** "40 s", "5 min", "1 h 30 min", "2 d 3 h": in its two largest units. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NONE;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return joined(Math.floor(hours / 24), "d", hours % 24, "h");
}

function joined(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

export function share(value: number | null): string {
  return value === null ? NONE : `${Math.round(value * 100)} %`;
}

/** "4.2": to one place, as far as so few scores mean anything. */
export function score(mean: number | null): string {
  return mean === null ? NONE : mean.toFixed(1);
}

export function minutes(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds / 6) / 10;
}

const short = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });

export function dayLabel(day: string): string {
  return short.format(new Date(`${day}T00:00:00Z`));
}
