/**
 * The words of the desk's API: what a conversation, a message, a note and a move are to an agent.
 * Only shapes live here, spelled as they travel; no behaviour.
 */
import type { Attachment, Author, Owner } from "../shared/messages.ts";

export type { Attachment, Author, Owner };

export interface Me {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: "agent" | "supervisor" | "admin";
  /** Goes into the header X-CSRF-Token of every change. */
  readonly csrf_token: string;
}

/** Somebody, or a team, by name. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** To whom a conversation can be passed on. */
export interface Colleagues {
  readonly agents: readonly Person[];
  readonly teams: readonly Person[];
}

export type Priority = "low" | "normal" | "high" | "urgent";

/** A conversation as a line of the list. */
export interface Row {
  readonly id: string;
  readonly owner: Owner;
  /** Goes up with every move; a change of an older version is refused. */
  readonly version: number;
  readonly agent: Person | null;
  readonly team: string;
  /** A case or a category, by its name; `title` says it in words. */
  readonly topic: string | null;
  readonly title: string;
  readonly priority: Priority;
  readonly customer: string | null;
  readonly region: string | null;
  readonly preview: string;
  readonly preview_author: Author | null;
  readonly last_message_at: string;
  readonly waiting_since: string | null;
  /** By when somebody has to act on its ticket. */
  readonly answer_by: string | null;
  readonly breached: boolean;
  readonly ticket: { readonly id: string; readonly status: string } | null;
  readonly unread: number;
}

export type FoundIn = "message" | "note" | "ticket" | "customer" | "card";

/** A conversation that a search has found, with what stands around the words. */
export interface Found extends Row {
  readonly found_in: FoundIn;
  readonly snippet: string;
}

export interface Counts {
  readonly queue: number;
  readonly mine: number;
  readonly open: number;
  readonly breached: number;
}

export interface Page {
  readonly conversations: readonly Row[];
  readonly counts: Counts;
  readonly next: string | null;
  /** What does not work that agents rely on. */
  readonly notices: readonly string[];
}

export interface Ticket {
  readonly id: string;
  readonly category: string;
  readonly priority: Priority;
  readonly status: string;
  readonly summary: string;
  readonly opened_at: string;
  readonly answer_by: string;
  readonly resolve_by: string;
}

export interface Note {
  readonly id: string;
  readonly agent: Person;
  readonly text: string;
  readonly at: string;
}

export type MoveName = "queue" | "take" | "return" | "transfer" | "close" | "reopen" | "release";

export interface Move {
  readonly move: MoveName;
  readonly actor: string;
  readonly to_owner: Owner;
  /** Who has it since. */
  readonly agent: Person | null;
  readonly team: string;
  readonly reason: string;
  readonly at: string;
}

/** A conversation that is open on the desk. */
export interface Story extends Row {
  readonly channel: string;
  readonly opened_at: string;
  readonly tickets: readonly Ticket[];
  readonly notes: readonly Note[];
  readonly moves: readonly Move[];
}

export interface Said {
  readonly sequence: number;
  readonly author: Author;
  readonly agent: string | null;
  readonly text: string;
  readonly attachment: Attachment | null;
  readonly sent_at: string;
  readonly intent: string | null;
  readonly confidence: number | null;
  readonly case: string | null;
  readonly outcome: string | null;
}

/** What a customer thought of the help, once it had come to an end. */
export interface Rating {
  readonly score: number;
  readonly comment: string | null;
}

/** A note that names this agent. */
export interface Mention {
  readonly id: string;
  readonly conversation: string;
  readonly note: Note;
  readonly read_at: string | null;
}

export interface Messages {
  readonly messages: readonly Said[];
  readonly owner: Owner;
  readonly version: number;
}

/** What has changed on the desk; what is shown of it is read again. */
export interface Change {
  readonly id: string;
}

export type Doing = "viewing" | "writing";

/** Who is in a conversation, each for so many seconds unless they are heard of again. */
export interface Company {
  readonly id: string;
  readonly agents: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: Doing;
    readonly for_s: number;
  }[];
  /** 0 unless the customer writes. */
  readonly customer_writes_for_s: number;
}

export interface Claim {
  readonly case: string;
  readonly title: string;
  readonly sequence: number;
  readonly at: string;
}

export interface Amount {
  readonly text: string;
}

export interface Advice {
  readonly do: string;
  readonly macro: { readonly name: string; readonly text: string };
  /** The ledger action that would help, if one would. */
  readonly action: ActionKind | null;
}

export type ActionKind = "unlock" | "activate" | "freeze" | "unfreeze" | "reissue" | "move";

export type ActionState = "draft" | "pending" | "decided" | "done" | "refused" | "declined" | "expired";

/** Something to be done in the ledger, or done there. `text` says what would happen, or what did. */
export interface LedgerAction {
  readonly id: string;
  readonly conversation_id: string;
  readonly kind: ActionKind;
  readonly state: ActionState;
  readonly last_four: string | null;
  readonly amount: Amount | null;
  readonly reason: string;
  readonly needs_second: boolean;
  /** Agents are named by their e-mail addresses, as in the audit. */
  readonly asked_by: string;
  readonly asked_at: string;
  readonly expires_at: string | null;
  readonly decided_by: string | null;
  readonly decision_reason: string;
  readonly text: string;
  /** What may be sent to the customer once it is done. */
  readonly macro: { readonly name: string; readonly text: string } | null;
}

/** What an agent asks for. A card by its handle; where a move goes, or nowhere said to whoever is signed in. */
export interface WantedAction {
  readonly client_id: string;
  readonly kind: ActionKind;
  readonly reason: string;
  readonly handle?: string;
  readonly to_account?: string;
}

/** A text to send, filled in but for what is `missing`, which stands in it in braces. */
export interface Macro {
  readonly id: string;
  readonly title: string;
  readonly case: string | null;
  readonly text: string;
  readonly missing: readonly string[];
}

/** What is true of one card that the conversation is about. */
export interface CardBrief {
  readonly handle: string;
  readonly last_four: string;
  readonly card: string | null;
  readonly state: string | null;
  readonly region: string | null;
  readonly face_value: Amount | null;
  readonly title: string;
  readonly found: string;
  readonly claim: Claim | null;
  readonly verdict_text: string;
  readonly mismatch: boolean;
  readonly evidence: readonly string[];
  readonly timeline: readonly {
    readonly at: string;
    readonly text: string;
    readonly amount: Amount | null;
  }[];
  readonly advice: Advice;
}

/** The case at a glance, as the system has put it together. */
export interface Brief {
  readonly signed_in: boolean;
  readonly claim: Claim | null;
  readonly mismatch: boolean;
  readonly locked_until: string | null;
  readonly cautions: readonly string[];
  readonly cards: readonly CardBrief[];
  readonly steps: readonly { readonly sequence: number; readonly at: string; readonly text: string; readonly times: number }[];
  readonly missing: readonly { readonly text: string }[];
  readonly advice: Advice | null;
}
