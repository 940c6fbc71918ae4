/** The page /embed/<site>: the chat alone, for the pages of a site to show in a frame. */
import "../widget/define.ts";

import { followKeyboard } from "../shared/visible-height.ts";
import { chooseTag } from "../widget/texts.ts";
import { HostPage } from "./host-page.ts";

const [, site = ""] = /^\/embed\/([^/]+)$/.exec(location.pathname) ?? [];

const chat = document.createElement("giftline-chat");
chat.site = site;
// This page is there for the chat. Until the page around it says more, its language is the reader's.
chat.locale = chooseTag(navigator.languages);
followKeyboard();
document.querySelector("main")?.append(chat);
if (window.parent !== window) new HostPage(chat, window.parent);
