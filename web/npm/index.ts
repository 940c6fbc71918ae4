/** For pages that are built: loads the script of a Giftline server, and gives its API with types. */
import type { Giftline, Settings } from "./types.ts";

export type * from "./types.ts";

/** Puts the chat on the page, once, however often it is called. Fails if the server is not reached. */
export function loadGiftline(settings: Settings & { readonly server: string }): Promise<Giftline> {
  const here = window.giftline;
  if (here !== undefined && !Array.isArray(here)) return Promise.resolve(here);
  const src = new URL("/giftline.js", settings.server).href;
  return new Promise((resolve, reject) => {
    (window.giftline ??= []).push(resolve);
    const fails = () => reject(new Error(`Giftline: ${src} could not be loaded. Is the server there?`));
    const loading = document.querySelector<HTMLScriptElement>(`script[src="${CSS.escape(src)}"]`);
    if (loading !== null) return loading.addEventListener("error", fails);
    window.giftlineSettings = settings;
    const script = document.createElement("script");
    script.src = src;
    script.async = true;
    script.addEventListener("error", () => {
      // So that the next call tries again.
      script.remove();
      fails();
    });
    document.head.append(script);
  });
}
