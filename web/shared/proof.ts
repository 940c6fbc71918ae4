/**
 * The proof of work that a server may ask for before it opens an anonymous conversation: about a second
 * of computing, in ALTCHA's format. It takes the place of a picture puzzle, and nobody has to do anything.
 */
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import type { Challenge } from "altcha-lib/types";

export type { Challenge };

/** The answer to a challenge, as the server takes it; null if it was given up or took too long. */
export async function prove(challenge: Challenge, signal: AbortSignal): Promise<string | null> {
  const controller = new AbortController();
  const giveUp = () => {
    controller.abort();
  };
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    const solution = await solveChallenge({ challenge, deriveKey, controller });
    return solution === null ? null : btoa(JSON.stringify({ challenge, solution }));
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
