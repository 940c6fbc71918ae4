/**
 * Which ledger actions an agent is offered for a card. Pure. The ledger decides; this only keeps from the page
 * what it would refuse of a card in that state.
 */
import type { ActionKind, Brief, CardBrief, LedgerAction } from "../words.ts";

const BY_STATE: Readonly<Record<string, readonly ActionKind[]>> = {
  issued: ["activate"],
  active: ["freeze", "reissue"],
  frozen: ["unfreeze", "reissue"],
  redeemed: ["move", "reissue"],
};

/** What can be done beside what is suggested. */
export function othersOf({ state, advice }: CardBrief): readonly ActionKind[] {
  return (BY_STATE[state ?? ""] ?? []).filter((kind) => kind !== advice.action);
}

/** Whether a pause can be ended and nothing suggests it already. */
export function mayUnlock({ locked_until: lockedUntil, advice, cards }: Brief): boolean {
  const suggested = [advice, ...cards.map((card) => card.advice)].some((each) => each?.action === "unlock");
  return lockedUntil !== null && !suggested;
}

/** A move can go to an account that is named; everything else goes where the server says. */
export function asksForAccount(kind: ActionKind): boolean {
  return kind === "move";
}

/** The actions that tell something: what nobody confirmed was never more than a question. The latest first. */
export function toldOf(actions: readonly LedgerAction[]): readonly LedgerAction[] {
  const isTold = ({ state, needs_second: needsSecond }: LedgerAction) =>
    state !== "draft" && (state !== "expired" || needsSecond);
  return actions.filter(isTold).toReversed();
}
