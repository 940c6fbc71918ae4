/**
 * The desk's pages, which the server renders: signing in and signing out.
 * The session is a cookie that no script can read; the token for changes is asked for when it is needed.
 */
import { Problem, problemFrom, Unreachable } from "../shared/problems.ts";

const API = "/api/v1/desk";
const DESK = "/desk";
const SIGN_IN = "/desk/sign-in";

async function call(
  method: "GET" | "POST",
  path: string,
  { body, csrfToken }: { body?: object; csrfToken?: string } = {},
): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (csrfToken !== undefined) headers["X-CSRF-Token"] = csrfToken;
  let response: Response;
  try {
    response = await fetch(API + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      cache: "no-store",
    });
  } catch (error) {
    throw new Unreachable(error);
  }
  if (!response.ok) throw await problemFrom(response);
  return response;
}

function tell(error: unknown): void {
  const said = error instanceof Problem ? error.detail : "The server did not answer. Try again.";
  const place = document.querySelector("[data-problem]");
  if (place !== null) place.textContent = said;
}

async function signIn(form: HTMLFormElement): Promise<void> {
  const { email, password } = Object.fromEntries(new FormData(form)) as Record<string, string>;
  await call("POST", "/sign-in", { body: { email, password } });
  location.assign(DESK);
}

async function signOut(): Promise<void> {
  const { csrf_token: csrfToken } = (await (await call("GET", "/me")).json()) as { csrf_token: string };
  await call("POST", "/sign-out", { csrfToken });
  location.assign(SIGN_IN);
}

const form = document.querySelector<HTMLFormElement>("form[data-sign-in]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button !== null) button.disabled = true;
  signIn(form).catch((error: unknown) => {
    tell(error);
    if (button !== null) button.disabled = false;
    form.querySelector<HTMLInputElement>("[name=password]")?.select();
  });
});

document.querySelector("[data-sign-out]")?.addEventListener("click", () => {
  signOut().catch((error: unknown) => {
    // A session that has ended elsewhere is what was asked for.
    if (error instanceof Problem && error.status === 401) location.assign(SIGN_IN);
    else tell(error);
  });
});
