/**
 * Where on the desk one is, in the address's fragment: it survives a reload and is never sent to a server.
 * Pure: reading and writing the address is the caller's.
 */
import { FIRST_VIEW, type Listed, type View } from "./api.ts";

export interface Place {
  readonly listed: Listed;
  readonly conversation: string | null;
  /** What waits for approval is shown instead of the list. */
  readonly approvals: boolean;
}

const APPROVALS = "approvals";

const VIEWS: readonly string[] = ["mine", "queue", "open", "breached", "closed"] satisfies readonly View[];
const ID = /^[0-9a-f]{32}$/;

/** Reads `#view=queue&topic=scam&open=<id>`; what is no view or no id counts as not written. */
export function placeOf(fragment: string): Place {
  const written = new URLSearchParams(fragment.replace(/^#/, ""));
  const view = written.get("view") ?? "";
  const id = written.get("open") ?? "";
  return {
    listed: {
      view: VIEWS.includes(view) ? (view as View) : FIRST_VIEW.view,
      topic: written.get("topic"),
      query: "",
    },
    conversation: ID.test(id) ? id : null,
    approvals: view === APPROVALS,
  };
}

/** What was searched for is left out: it may name a customer, and addresses are kept in histories. */
export function fragmentOf({ listed, conversation, approvals }: Place): string {
  const written = new URLSearchParams({ view: approvals ? APPROVALS : listed.view });
  if (listed.topic !== null && !approvals) written.set("topic", listed.topic);
  if (conversation !== null) written.set("open", conversation);
  return `#${written}`;
}
