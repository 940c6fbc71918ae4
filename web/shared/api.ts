/**
 * The HTTP calls of the chat, one method each; errors come out as Problem or Unreachable.
 * No state lives here: who is talking and what was said is the caller's.
 */
import type {
  Content,
  DemoAccount,
  FilePart,
  LinkCode,
  OpenedSession,
  Rating,
  SendResult,
  Ticket,
  Transcript,
} from "./messages.ts";
import { Problem, problemFrom, Unreachable } from "./problems.ts";
import { type Challenge, prove } from "./proof.ts";

/** An answer may take a minute while the engine starts; beyond this the server is taken to be gone. */
const TIMEOUT_MS = 90_000;

/** A large picture over a slow line. */
const FILE_TIMEOUT_MS = 300_000;

/** Who opens a conversation: one of the demo's accounts, a site's customer by its word, or nobody known. */
export interface Opener {
  readonly account: string | null;
  readonly site: string | null;
  readonly identity_token: string | null;
}

export class ChatApi {
  readonly #base: string;

  constructor(base = "/api/v1") {
    this.#base = base;
  }

  get eventsUrl(): string {
    return new URL(`${this.#base}/chat/events`, document.baseURI).href;
  }

  /** The demo's accounts, or null when this server is not a demo. */
  async demoAccounts(): Promise<readonly DemoAccount[] | null> {
    try {
      const { accounts } = await this.#call<{ accounts: DemoAccount[] }>("GET", "/demo", {});
      return accounts;
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  }

  /** Where many conversations were opened from one address, this takes a moment of computing. */
  async openSession(by: Opener, signal: AbortSignal): Promise<OpenedSession> {
    try {
      return await this.#call("POST", "/chat/sessions", { body: by, signal });
    } catch (error) {
      if (!(error instanceof Problem && error.code === "proof_required")) throw error;
      const challenge = await this.#call<Challenge>("GET", "/chat/challenge", { signal });
      const proof = await prove(challenge, signal);
      if (proof === null) throw error;
      return this.#call("POST", "/chat/sessions", { body: { ...by, proof }, signal });
    }
  }

  /** Signs the customer in to the conversation that the token opens, which then has another token. */
  identify(token: string, identityToken: string, signal: AbortSignal): Promise<OpenedSession> {
    const body = { identity_token: identityToken };
    return this.#call("POST", "/chat/sessions/identify", { token, body, signal });
  }

  /** The token opens nothing any more. */
  async endSession(token: string): Promise<void> {
    await this.#call("DELETE", "/chat/sessions", { token });
  }

  /** A new token in place of this one, which works for a minute more. */
  refreshSession(token: string, signal: AbortSignal): Promise<OpenedSession> {
    return this.#call("POST", "/chat/sessions/refresh", { token, signal });
  }

  readMessages(token: string, after: number, signal: AbortSignal): Promise<Transcript> {
    return this.#call("GET", `/chat/messages?after=${after}`, { token, signal });
  }

  /** Settles when the answer is there. The same client id may be sent again: it is stored once. */
  sendMessage(
    token: string,
    clientId: string,
    content: Content,
    signal: AbortSignal,
  ): Promise<SendResult> {
    const body = { client_id: clientId, ...content };
    return this.#call("POST", "/chat/messages", { token, body, signal });
  }

  /** Puts a claim code into the vault: the only request that may hold one. Else it is as a message. */
  sendCode(token: string, clientId: string, code: string, signal: AbortSignal): Promise<SendResult> {
    const body = { client_id: clientId, code };
    return this.#call("POST", "/chat/codes", { token, body, signal });
  }

  /** `progress` hears how much of the file is on its way, from 0 to 1. The same client id is one file. */
  sendFile(
    token: string,
    clientId: string,
    file: File,
    progress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<SendResult> {
    // fetch() does not say how far a body has got.
    const request = new XMLHttpRequest();
    return new Promise<SendResult>((resolve, reject) => {
      const abort = () => request.abort();
      signal.addEventListener("abort", abort);
      request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
      request.addEventListener("loadend", () => {
        signal.removeEventListener("abort", abort);
        if (request.status === 0) return reject(new Unreachable("no answer"));
        const response = new Response(request.responseText, { status: request.status });
        if (response.ok) resolve(response.json() as Promise<SendResult>);
        else void problemFrom(response).then(reject);
      });
      request.open("POST", `${this.#base}/chat/attachments`);
      request.timeout = FILE_TIMEOUT_MS;
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("X-Client-Id", clientId);
      request.setRequestHeader("X-File-Name", encodeURIComponent(Array.from(file.name).slice(-200).join("")));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.send(file);
    });
  }

  async readFile(token: string, id: string, part: FilePart, signal: AbortSignal): Promise<Blob> {
    const path = `/chat/attachments/${id}${part === "thumbnail" ? "/thumbnail" : ""}`;
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch(this.#base + path, { headers, cache: "no-store", signal });
    if (!response.ok) throw await problemFrom(response);
    return response.blob();
  }

  /** The customer types. What, is nobody's business before it is sent. */
  async tellTyping(token: string, signal: AbortSignal): Promise<void> {
    await this.#call("POST", "/chat/typing", { token, signal });
  }

  readTicket(token: string, signal: AbortSignal): Promise<Ticket> {
    return this.#call("GET", "/chat/ticket", { token, signal });
  }

  /** Only for whoever is signed in, where the server is in Slack. The code of before ends. */
  makeLinkCode(token: string, signal: AbortSignal): Promise<LinkCode> {
    return this.#call("POST", "/chat/link-codes", { token, signal });
  }

  askedRating(token: string, signal: AbortSignal): Promise<Rating> {
    return this.#call("GET", "/chat/rating", { token, signal });
  }

  rate(token: string, score: number, comment: string, signal: AbortSignal): Promise<Rating> {
    return this.#call("POST", "/chat/rating", { token, body: { score, comment }, signal });
  }

  async #call<Result>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    { token, body, signal }: { token?: string; body?: object; signal?: AbortSignal },
  ): Promise<Result> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (token !== undefined) headers["Authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(this.#base + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        cache: "no-store",
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      if (!response.ok) throw await problemFrom(response);
      return (response.status === 204 ? null : await response.json()) as Result;
    } catch (error) {
      if (error instanceof Problem || signal?.aborted) throw error;
      throw new Unreachable(error);
    }
  }
}
