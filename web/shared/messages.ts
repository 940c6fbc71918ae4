/**
 * The words of the chat API: what a message, a button, an owner and a demo account are.
 * Only shapes live here, spelled as they travel; no behaviour.
 */
export type Author = "customer" | "bot" | "agent" | "system";

export type Owner = "bot" | "queued" | "agent" | "closed";

export interface Button {
  readonly title: string;
  /** Opaque and signed by the server: it stands for a choice and is sent back as it came. */
  readonly token: string;
}

/** What a reply asks for that must not be written into the conversation. */
export interface Form {
  readonly kind: "claim_code";
  /** The lengths of a code's printed groups, for each form it has. */
  readonly groups: readonly (readonly number[])[];
}

/** What became of the card that a message is about, oldest first; the last step is how it stands. */
export interface Card {
  readonly last_four: string;
  readonly steps: readonly CardStep[];
}

export interface CardStep {
  readonly what:
    | "activated"
    | "not_activated"
    | "redeemable"
    | "redeemed_here"
    | "redeemed_elsewhere"
    | "frozen"
    | "cancelled"
    | "expired";
  /** A day, where it is known. */
  readonly on: string | null;
}

export type FilePart = "whole" | "thumbnail";

/** A file that a message brought. Pictures have a size in pixels. */
export interface Attachment {
  readonly id: string;
  readonly kind: "picture" | "pdf";
  readonly name: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
}

/** What makes whoever sends it in Slack the customer, for so many seconds and once. */
export interface LinkCode {
  readonly code: string;
  readonly for_s: number;
}

/** Whether a rating is taken now, and the one that was given. */
export interface Rating {
  readonly asked: boolean;
  readonly score: number | null;
  readonly comment: string | null;
}

export interface Message {
  /** Its place in the conversation's log; also the id of its server-sent event. */
  readonly sequence: number;
  readonly author: Author;
  /** Of an agent who wrote it, where the brand shows agents' names. */
  readonly agent_name: string | null;
  /** Set on what a customer sent, so that the page knows its own message again. */
  readonly client_id: string | null;
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly form: Form | null;
  readonly card: Card | null;
  readonly attachment: Attachment | null;
  readonly sent_at: string;
}

/** A person writes to the customer, for so many seconds unless it is said again; 0 once they stopped. */
export interface Typing {
  readonly agent_name: string | null;
  readonly for_s: number;
}

/** Where somebody stands who waits for a person; null is what is not known. */
export interface Waiting {
  readonly ahead: number | null;
  readonly estimate_min: number | null;
  readonly answer_by: string | null;
}

/** How the newest ticket of the conversation stands; all null for whoever has none. */
export interface Ticket {
  readonly id: string | null;
  readonly state: "open" | "late" | "answered" | "waiting" | "closed" | null;
  /** While an answer is still to come in time. */
  readonly answer_by: string | null;
}

export interface Transcript {
  readonly messages: readonly Message[];
  readonly owner: Owner;
}

export type Content = { readonly text: string } | { readonly button: string };

export interface SendResult {
  readonly sequence: number;
  readonly owner: Owner;
}

export interface OpenedSession {
  readonly conversation_id: string;
  readonly token: string;
  readonly expires_at: string;
  readonly owner: Owner;
}

export interface DemoCard {
  readonly code: string;
  readonly label: string;
}

export interface DemoAccount {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly cards: readonly DemoCard[];
}
