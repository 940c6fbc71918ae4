/**
 * Remembers in this tab which demo account was picked, so that a reload is still the same person.
 * The account's id only; the chat's session is kept by the widget.
 */
const KEY = "giftline.demo.account";

export function loadChosenAccount(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function saveChosenAccount(account: string | null): void {
  try {
    if (account === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, account);
  } catch {
    // Storage may be blocked. The choice then lasts as long as the page does.
  }
}
