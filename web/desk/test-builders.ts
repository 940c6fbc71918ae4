/** Rows, messages and notes for the tests of this folder, each with what a test does not care about. */
import type { ActionKind, CardBrief, LedgerAction, Me, Move, Note, Row, Said } from "./words.ts";

export const ADA: Me = { id: "ada", email: "ada@example.com", name: "Ada", role: "agent", csrf_token: "" };
export const SAM: Me = { ...ADA, id: "sam", name: "Sam", role: "supervisor" };

export function aRow(id: string, changes: Partial<Row> = {}): Row {
  return {
    id,
    owner: "queued",
    version: 1,
    agent: null,
    team: "support",
    topic: "scam",
    title: "Payment in gift cards was demanded",
    priority: "normal",
    customer: "alice",
    region: "US",
    preview: "Hello",
    preview_author: "customer",
    last_message_at: "2026-11-24T12:00:00Z",
    waiting_since: "2026-11-24T12:00:00Z",
    answer_by: null,
    breached: false,
    ticket: null,
    unread: 0,
    ...changes,
  };
}

export function aMessage(sequence: number, changes: Partial<Said> = {}): Said {
  return {
    sequence,
    author: "customer",
    agent: null,
    text: `message ${sequence}`,
    attachment: null,
    sent_at: `2026-11-24T12:00:${String(sequence).padStart(2, "0")}Z`,
    intent: null,
    confidence: null,
    case: null,
    outcome: null,
    ...changes,
  };
}

export function aNote(id: string, at: string): Note {
  return { id, agent: { id: "ada", name: "Ada" }, text: `note ${id}`, at };
}

export function aMove(at: string, changes: Partial<Move> = {}): Move {
  return { move: "take", actor: "Ada", to_owner: "agent", agent: null, team: "support", reason: "", at, ...changes };
}

export function anAction(changes: Partial<LedgerAction> = {}): LedgerAction {
  return {
    id: "an action",
    conversation_id: "a",
    kind: "freeze",
    state: "done",
    last_four: "XT2V",
    amount: { text: "$25.00" },
    reason: "stolen",
    needs_second: false,
    asked_by: "ada@example.com",
    asked_at: "2026-11-24T12:00:00Z",
    expires_at: null,
    decided_by: null,
    decision_reason: "",
    text: "The card ending XT2V is on hold.",
    macro: null,
    ...changes,
  };
}

export function aCardBrief(state: string | null, action: ActionKind | null): CardBrief {
  return {
    handle: "claim_7f3a",
    last_four: "XT2V",
    card: state === null ? null : "c1",
    state,
    region: "US",
    face_value: { text: "$25.00" },
    title: "",
    found: "",
    claim: null,
    verdict_text: "",
    mismatch: false,
    evidence: [],
    timeline: [],
    advice: { do: "", macro: { name: "", text: "" }, action },
  };
}
