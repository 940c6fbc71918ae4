/** The page /embed/<site>: the chat alone, for the pages of a site to show in a frame. */
import "../widget/define.ts";

import { HostPage } from "./host-page.ts";

const [, site = ""] = /^\/embed\/([^/]+)$/.exec(location.pathname) ?? [];

const chat = document.createElement("giftline-chat");
chat.site = site;
document.querySelector("main")?.append(chat);
if (window.parent !== window) new HostPage(chat, window.parent);
