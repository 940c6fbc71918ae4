/**
 * What can go wrong between the page and the server, as two errors: the server said no and why,
 * or there was no answer to be had. What to do about either is decided by the caller.
 */

/** The server refused; `detail` is its sentence for the customer (RFC 9457), `code` a name for machines. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  readonly code: string | null;

  constructor(status: number, detail: string, code: string | null = null) {
    super(`${status}: ${detail}`);
    this.name = "Problem";
    this.status = status;
    this.detail = detail;
    this.code = code;
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
  return new Problem(
    response.status,
    textIn(body, "detail") ?? FALLBACK_DETAIL,
    textIn(body, "code"),
  );
}

function textIn(body: unknown, name: string): string | null {
  const value: unknown =
    typeof body === "object" && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : null;
  return typeof value === "string" ? value : null;
}
