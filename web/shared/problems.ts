/**
 * What can go wrong between the page and the server, as two errors: the server said no and why,
 * or there was no answer to be had. What to do about either is decided by the caller.
 */

/** The server refused; `detail` is its sentence for whoever asked (RFC 9457), `code` its name for programs. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** After how many seconds the server takes it, where it said so. */
  readonly retryAfterS: number | null;
  /** False when the server gave no reason, and the sentence is our own. */
  readonly explained: boolean;

  constructor(
    status: number,
    detail: string,
    code = "",
    retryAfterS: number | null = null,
    explained = true,
  ) {
    super(`${status}: ${detail}`);
    this.name = "Problem";
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.retryAfterS = retryAfterS;
    this.explained = explained;
  }

  /** True when sending the very same thing again is no help, so the customer has to change something. */
  get isRefusal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 401 && this.status !== 408;
  }

  /** True when the server is not there, by the word of something in between: as if nothing had answered. */
  get isOutage(): boolean {
    return this.status === 408 || (this.status >= 502 && this.status <= 504);
  }
}

/** No answer: no network, no server, or it took too long. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server did not answer.", { cause });
    this.name = "Unreachable";
  }
}

const FALLBACK_DETAIL = "Something went wrong on our side. Wait a moment and try again.";

export async function problemFrom(response: Response): Promise<Problem> {
  // A proxy in between may answer with HTML, so a body that is no problem document is expected.
  const body: unknown = await response.json().catch(() => null);
  const document: object = typeof body === "object" && body !== null ? body : {};
  const detail = "detail" in document && typeof document.detail === "string" ? document.detail : null;
  const code = "code" in document && typeof document.code === "string" ? document.code : "";
  const retryAfter = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Problem(
    response.status,
    detail ?? FALLBACK_DETAIL,
    code,
    Number.isNaN(retryAfter) ? null : retryAfter,
    detail !== null,
  );
}
