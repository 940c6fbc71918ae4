/**
 * The demo page: puts the chat on the page and, on a demo server, the account picker beside it.
 * The widget knows nothing of demo accounts; everything that joins the two is here.
 */
import "../widget/define.ts";
import "./accounts/define.ts";

import { ChatApi } from "../shared/api.ts";
import type { DemoAccount } from "../shared/messages.ts";
import { followKeyboard } from "../shared/visible-height.ts";
import { chooseTag } from "../widget/texts.ts";
import { loadChosenAccount, saveChosenAccount } from "./chosen-account.ts";

/** The accounts to pick from; null on a server that is no demo, or that would not say. */
async function findAccounts(): Promise<readonly DemoAccount[] | null> {
  try {
    return await new ChatApi().demoAccounts();
  } catch {
    // The chat works without the picker, and it is the chat people came for.
    return null;
  }
}

const accounts = await findAccounts();
const chosen = accounts?.find(({ id }) => id === loadChosenAccount())?.id ?? null;

const chat = document.createElement("giftline-chat");
// This page is there for the chat, whose language is the reader's. A link may ask for another.
chat.locale = new URLSearchParams(location.search).get("locale") ?? chooseTag(navigator.languages);
chat.account = chosen;

if (accounts !== null) {
  const picker = document.createElement("giftline-demo-accounts");
  picker.accounts = accounts;
  picker.account = chosen;
  picker.addEventListener("account-change", ({ account }) => {
    saveChosenAccount(account);
    picker.account = account;
    chat.account = account;
  });
  picker.addEventListener("card-use", ({ code }) => chat.insertCode(code));
  document.body.prepend(picker);
}

followKeyboard();
document.querySelector("main")?.append(chat);
