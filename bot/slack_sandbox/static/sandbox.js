// Keeps the page as it is on the server, without losing what is being typed. The page works without it.

const parts = () => document.querySelectorAll("[data-live]");

// Takes over what the server renders: parsed as a document of its own, in which nothing runs.
const show = (html, address) => {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of parts()) {
    const now = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (now === null || now.isEqualNode(part)) continue;
    // What somebody types into a modal stays until the modal is another one.
    if (part.dataset.version && part.dataset.version === now.dataset.version) continue;
    const wasAtEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
    part.replaceWith(document.adoptNode(now));
    if (wasAtEnd) now.scrollTop = now.scrollHeight;
    now.querySelector("dialog :is(input, textarea, select, button)")?.focus();
  }
  if (address !== undefined && address !== location.href) history.pushState(null, "", address);
};

const refresh = async () => {
  const answer = await fetch(location.href);
  if (answer.ok) show(await answer.text());
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm;
  if (question !== undefined && !confirm(question)) {
    event.preventDefault();
    return;
  }
  // The home is another page; everything else happens where one is.
  if (event.submitter?.value === "home") return;
  event.preventDefault();
  const sent = new FormData(form, event.submitter);
  if (form.matches(".box")) form.reset();
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: sent });
  show(await answer.text());
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-at-once]")) return;
  const { form } = event.target;
  form.requestSubmit(form.querySelector("button"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!event.target.matches(".box textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit(event.target.form.querySelector("button"));
});

document.documentElement.classList.add("scripted");
for (const part of document.querySelectorAll(".messages")) part.scrollTop = part.scrollHeight;
new EventSource("/changes").addEventListener("message", refresh);
