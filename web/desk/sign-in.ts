/** The page where agents sign in, which the server renders: its form, and on a demo its agents. */
import { Problem } from "../shared/problems.ts";
import { DeskApi } from "./api.ts";

const DESK = "/desk";

const api = new DeskApi();

function tell(error: unknown): void {
  const said = error instanceof Problem ? error.detail : "The server did not answer. Try again.";
  const place = document.querySelector("[data-problem]");
  if (place !== null) place.textContent = said;
}

/** Goes on to the desk, or says why not. Meanwhile the button cannot be pressed again. */
async function goIn(button: HTMLButtonElement | null, signIn: () => Promise<void>): Promise<boolean> {
  if (button !== null) button.disabled = true;
  try {
    await signIn();
    location.assign(DESK);
    return true;
  } catch (error) {
    tell(error);
    if (button !== null) button.disabled = false;
    return false;
  }
}

const form = document.querySelector<HTMLFormElement>("form[data-sign-in]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { email = "", password = "" } = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const isIn = await goIn(form.querySelector("button"), () => api.signIn(email, password));
  if (!isIn) form.querySelector<HTMLInputElement>("[name=password]")?.select();
});

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-demo-agent]")) {
  button.addEventListener("click", () => {
    void goIn(button, () => api.signInToDemo(button.dataset["demoAgent"] ?? ""));
  });
}
