/**
 * Where a tab keeps its chat session, so that a reload continues the conversation.
 * Only the token, the conversation's id and the account it was opened for: never what was said.
 */
export interface Session {
  readonly conversationId: string;
  readonly token: string;
  readonly account: string | null;
}

const KEY = "giftline.session";

function isSession(value: unknown): value is Session {
  return (
    typeof value === "object" &&
    value !== null &&
    "conversationId" in value &&
    typeof value.conversationId === "string" &&
    "token" in value &&
    typeof value.token === "string" &&
    "account" in value &&
    (value.account === null || typeof value.account === "string")
  );
}

/** The stored session if there is one and it belongs to this account. */
export function loadSession(account: string | null): Session | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return isSession(stored) && stored.account === account ? stored : null;
  } catch {
    return null;
  }
}

export function saveSession(session: Session): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // Storage may be blocked. The conversation then lasts as long as the page does.
  }
}

export function forgetSession(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Blocked storage holds nothing to forget.
  }
}
