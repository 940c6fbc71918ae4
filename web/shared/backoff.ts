/**
 * How long to wait before trying again: longer each time, and never as long as everybody else, so that
 * pages do not come back to a server all at once. Pure: the chance comes in.
 */
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** After so many tries without success, 1 or more. `chance` is from 0 to 1. */
export function backoffMs(tries: number, chance = Math.random()): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1));
  return whole * (0.5 + chance / 2);
}
