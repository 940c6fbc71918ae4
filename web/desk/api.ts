/**
 * The HTTP calls of the desk, one method each; errors come out as Problem or Unreachable.
 * The session is a cookie that no script can read. No state lives here but the token for changes.
 */
import { Problem, problemFrom, Unreachable } from "../shared/problems.ts";
import type { Report } from "./reports/figures.ts";
import type { Intent, Line, LineState, Page as Lines } from "./training/inbox.ts";
import type {
  Brief,
  Colleagues,
  Doing,
  Found,
  LedgerAction,
  Macro,
  Me,
  Mention,
  Messages,
  Note,
  Page,
  Rating,
  Row,
  Said,
  Story,
  WantedAction,
} from "./words.ts";

const TIMEOUT_MS = 30_000;
/** A large picture over a slow line. */
const FILE_TIMEOUT_MS = 300_000;

export type View = "mine" | "queue" | "open" | "breached" | "closed";

/** Which conversations a list shows: with a `query` those that it finds, whatever the view. */
export interface Listed {
  readonly view: View;
  readonly topic: string | null;
  readonly query: string;
}

export const FIRST_VIEW: Listed = { view: "queue", topic: null, query: "" };

/** To whom a conversation is passed on. */
export type Receiver = { readonly to_agent: string } | { readonly to_team: string };

interface Actions {
  readonly actions: readonly LedgerAction[];
}

export class DeskApi {
  readonly #base: string;
  #csrfToken = "";

  constructor(base = "/api/v1") {
    this.#base = base;
  }

  get eventsUrl(): string {
    return new URL(`${this.#base}/desk/events`, document.baseURI).href;
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#call("POST", "/desk/sign-in", { email, password });
  }

  /** On a demo server, as one of its agents. */
  async signInToDemo(agent: string): Promise<void> {
    await this.#call("POST", "/demo/sign-in", { agent });
  }

  /** Who is signed in. Every change needs that this was asked before. */
  async me(): Promise<Me> {
    const me = await this.#call<Me>("GET", "/desk/me");
    this.#csrfToken = me.csrf_token;
    return me;
  }

  async signOut(): Promise<void> {
    await this.#call("POST", "/desk/sign-out");
  }

  list({ view, topic }: Listed, after: string | null, most: number): Promise<Page> {
    const asked = new URLSearchParams({ view, most: String(most) });
    if (topic !== null) asked.set("topic", topic);
    if (after !== null) asked.set("after", after);
    return this.#call("GET", `/desk/conversations?${asked}`);
  }

  /** Never in an address: it may be a claim code. */
  async search(query: string): Promise<readonly Found[]> {
    const { results } = await this.#call<{ results: readonly Found[] }>("POST", "/desk/search", { q: query });
    return results;
  }

  story(id: string): Promise<Story> {
    return this.#call("GET", `/desk/conversations/${id}`);
  }

  /** The last messages after a sequence, the oldest first. */
  messagesAfter(id: string, after: number, most: number): Promise<Messages> {
    return this.#call("GET", `/desk/conversations/${id}/messages?after=${after}&most=${most}`);
  }

  /** The last messages before a sequence, the oldest first. */
  messagesBefore(id: string, before: number, most: number): Promise<Messages> {
    return this.#call("GET", `/desk/conversations/${id}/messages?before=${before}&most=${most}`);
  }

  take(id: string, version: number): Promise<Row> {
    return this.#call("POST", `/desk/conversations/${id}/take`, { version });
  }

  returnToBot(id: string, version: number, reason: string): Promise<Row> {
    return this.#call("POST", `/desk/conversations/${id}/return`, { version, reason });
  }

  close(id: string, version: number, reason: string): Promise<Row> {
    return this.#call("POST", `/desk/conversations/${id}/close`, { version, reason });
  }

  transfer(id: string, version: number, to: Receiver, reason: string): Promise<Row> {
    return this.#call("POST", `/desk/conversations/${id}/transfer`, { version, ...to, reason });
  }

  /** The same client id may be sent again: it is stored once. */
  reply(id: string, clientId: string, text: string): Promise<Said> {
    return this.#call("POST", `/desk/conversations/${id}/reply`, { client_id: clientId, text });
  }

  note(id: string, clientId: string, text: string): Promise<Note> {
    return this.#call("POST", `/desk/conversations/${id}/notes`, { client_id: clientId, text });
  }

  async read(id: string, sequence: number): Promise<void> {
    await this.#call("POST", `/desk/conversations/${id}/read`, { sequence });
  }

  /** Where a conversation's files are, each by its id. Every look at one is in the audit. */
  filesUrl(id: string): string {
    return `${this.#base}/desk/conversations/${id}/attachments/`;
  }

  /** The same client id is one file, however often it is sent. */
  async sendFile(id: string, clientId: string, file: File): Promise<void> {
    // As much of a long name as the server reads, and its end, which says what it is.
    const name = encodeURIComponent(Array.from(file.name).slice(-200).join(""));
    const headers = {
      "Content-Type": "application/octet-stream",
      "X-Client-Id": clientId,
      "X-File-Name": name,
    };
    await this.#send("POST", `/desk/conversations/${id}/attachments`, file, headers, FILE_TIMEOUT_MS);
  }

  /** The latest first. */
  async ratings(id: string): Promise<readonly Rating[]> {
    return (await this.#call<{ ratings: readonly Rating[] }>("GET", `/desk/conversations/${id}/rating`)).ratings;
  }

  /** Says what a customer's message means. */
  async label(id: string, sequence: number, intent: string): Promise<void> {
    await this.#call("POST", `/desk/conversations/${id}/messages/${sequence}/label`, { intent });
  }

  /** Takes whoever has to be answered next; null if nobody waits. */
  takeNext(): Promise<Row | null> {
    return this.#call("POST", "/desk/next", {});
  }

  mentions(): Promise<readonly Mention[]> {
    return this.#call("GET", "/desk/mentions");
  }

  async readMention(note: string): Promise<void> {
    await this.#call("POST", `/desk/mentions/${note}/read`);
  }

  /** For some seconds: it is said again while it is so. */
  async present(id: string, state: Doing | "gone"): Promise<void> {
    await this.#call("POST", `/desk/conversations/${id}/presence`, { state });
  }

  /** The case brief as the server has built it, or null where it builds none. */
  async brief(id: string): Promise<Brief | null> {
    try {
      return await this.#call("GET", `/desk/conversations/${id}/brief`);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  }

  /** Says what would happen. Nothing does until it is confirmed. */
  previewAction(id: string, wanted: WantedAction): Promise<LedgerAction> {
    return this.#call("POST", `/desk/conversations/${id}/actions`, wanted);
  }

  /** Sent twice it is done once. */
  confirmAction(id: string, action: string): Promise<LedgerAction> {
    return this.#call("POST", `/desk/conversations/${id}/actions/${action}/confirm`);
  }

  async actions(id: string): Promise<readonly LedgerAction[]> {
    return (await this.#call<Actions>("GET", `/desk/conversations/${id}/actions`)).actions;
  }

  /** What waits for a second person, the oldest first. For supervisors. */
  async approvals(): Promise<readonly LedgerAction[]> {
    return (await this.#call<Actions>("GET", "/desk/approvals")).actions;
  }

  approve(action: string): Promise<LedgerAction> {
    return this.#call("POST", `/desk/approvals/${action}/approve`);
  }

  decline(action: string, reason: string): Promise<LedgerAction> {
    return this.#call("POST", `/desk/approvals/${action}/decline`, { reason });
  }

  macros(id: string): Promise<readonly Macro[]> {
    return this.#call("GET", `/desk/conversations/${id}/macros`);
  }

  colleagues(): Promise<Colleagues> {
    return this.#call("GET", "/desk/colleagues");
  }

  report(query: string): Promise<Report> {
    return this.#call("GET", `/desk/reports?${query}`);
  }

  trainingLines(state: LineState, most: number): Promise<Lines> {
    return this.#call("GET", `/desk/training?state=${state}&most=${most}`);
  }

  trainingIntents(): Promise<readonly Intent[]> {
    return this.#call("GET", "/desk/training/intents");
  }

  labelLine(id: string, intent: string, text: string | null): Promise<Line> {
    return this.#call("POST", `/desk/training/${id}/label`, { intent, text });
  }

  async skipLine(id: string): Promise<void> {
    await this.#call("POST", `/desk/training/${id}/skip`);
  }

  async putLineBack(id: string): Promise<void> {
    await this.#call("POST", `/desk/training/${id}/put-back`);
  }

  #call<Result>(method: "GET" | "POST", path: string, body?: object): Promise<Result> {
    if (body === undefined) return this.#send(method, path, null, {}, TIMEOUT_MS);
    return this.#send(method, path, JSON.stringify(body), { "Content-Type": "application/json" }, TIMEOUT_MS);
  }

  async #send<Result>(
    method: "GET" | "POST",
    path: string,
    body: string | File | null,
    about: Readonly<Record<string, string>>,
    timeoutMs: number,
  ): Promise<Result> {
    const headers: Record<string, string> = { Accept: "application/json", ...about };
    if (method === "POST" && this.#csrfToken !== "") headers["X-CSRF-Token"] = this.#csrfToken;
    let response: Response;
    try {
      response = await fetch(this.#base + path, {
        method,
        headers,
        body,
        cache: "no-store",
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.ok) return (response.status === 204 ? null : await response.json()) as Result;
    } catch (error) {
      throw new Unreachable(error);
    }
    throw await problemFrom(response);
  }
}
