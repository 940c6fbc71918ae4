/**
 * Which moves of a conversation an agent is offered. Pure. The server decides; this only keeps from the
 * page what it would refuse.
 */
import type { Me, Row } from "./words.ts";

export type MoveKind = "take" | "return" | "transfer" | "close";

/** Whether the conversation is this agent's. */
export function holds({ owner, agent }: Row, { id }: Me): boolean {
  return owner === "agent" && agent?.id === id;
}

export function movesOf(row: Row, me: Me): readonly MoveKind[] {
  if (holds(row, me)) return ["return", "transfer", "close"];
  switch (row.owner) {
    case "bot":
      return ["take", "close"];
    case "queued":
      return ["take", "return", "transfer", "close"];
    case "agent":
      return me.role === "agent" ? [] : ["take", "return", "transfer", "close"];
    case "closed":
      return ["take"];
  }
}
