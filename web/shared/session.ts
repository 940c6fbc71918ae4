/**
 * Where a tab keeps its chat session, so that a reload continues the conversation.
 * Only the token and its end, the conversation's id and the account it was opened for: never what was said.
 */
export interface Session {
  readonly conversationId: string;
  readonly token: string;
  readonly account: string | null;
  readonly site: string | null;
  /** When the token stops working, as the server wrote it. */
  readonly expiresAt: string;
}

/** A token lives for a day; one that has less than this left is renewed when it is used. */
const RENEW_WITHIN_MS = 12 * 60 * 60 * 1000;

export function isDueForRenewal({ expiresAt }: Session, now: number): boolean {
  return Date.parse(expiresAt) - now < RENEW_WITHIN_MS;
}

const KEY = "giftline.session";

export function isSession(value: unknown): value is Session {
  return (
    typeof value === "object" &&
    value !== null &&
    "conversationId" in value &&
    typeof value.conversationId === "string" &&
    "token" in value &&
    typeof value.token === "string" &&
    "account" in value &&
    (value.account === null || typeof value.account === "string") &&
    "site" in value &&
    (value.site === null || typeof value.site === "string") &&
    "expiresAt" in value &&
    typeof value.expiresAt === "string"
  );
}

/**
 * The stored session if there is one and it belongs to this account at this site. On a site's page it is whose it
 * was: the site says who its customer is only later, and until then the tab is theirs.
 */
export function loadSession(account: string | null, site: string | null): Session | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const isTheirs = isSession(stored) && stored.site === site && (site !== null || stored.account === account);
    return isTheirs ? stored : null;
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
