/**
 * What an agent has set for this browser: whether to be notified, and whether single keys do something.
 * Kept in its storage: nothing about a customer, and nothing a server should know.
 */
const KEY = "giftline.desk";

export interface Prefs {
  readonly notify: boolean;
  /** WCAG 2.1.4: who dictates, or whose hand slips, must be able to switch them off. */
  readonly singleKeys: boolean;
}

const FIRST: Prefs = { notify: false, singleKeys: true };

export function loadPrefs(): Prefs {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return FIRST;
    return {
      notify: "notify" in kept && kept.notify === true,
      singleKeys: !("singleKeys" in kept && kept.singleKeys === false),
    };
  } catch {
    // A browser may refuse its storage; then everything is as it is at first.
    return FIRST;
  }
}

export function savePrefs(prefs: Prefs): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    return;
  }
}
