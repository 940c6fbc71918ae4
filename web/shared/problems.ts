/**
 * What can go wrong between the page and the server, as two errors: the server said no and why,
 * or there was no answer to be had. What to do about either is decided by the caller.
 */

/** The server refused; `detail` is its sentence for the customer (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;

  constructor(status: number, detail: string) {
    super(`${status}: ${detail}`);
    this.name = "Problem";
    this.status = status;
    this.detail = detail;
  }

  /** True when sending the very same thing again is no help, so the customer has to change something. */
  get isRefusal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 401 && this.status !== 408;
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
  const detail =
    typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string"
      ? body.detail
      : FALLBACK_DETAIL;
  return new Problem(response.status, detail);
}
