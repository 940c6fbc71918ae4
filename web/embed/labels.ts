/** The few words of the launcher, so that it need not wait for the chat's. Pure. */

export interface Labels {
  readonly chat: string;
  readonly open: string;
  readonly close: string;
  readonly unread: (count: number) => string;
}

const LABELS: Readonly<Record<string, Labels>> = {
  en: {
    chat: "Chat about gift cards",
    open: "Open the chat",
    close: "Close the chat",
    unread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  },
  es: {
    chat: "Chat sobre tarjetas regalo",
    open: "Abrir el chat",
    close: "Cerrar el chat",
    unread: (count) => (count === 1 ? "1 mensaje nuevo" : `${count} mensajes nuevos`),
  },
  de: {
    chat: "Chat zu Geschenkkarten",
    open: "Chat öffnen",
    close: "Chat schließen",
    unread: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
  },
  hi: {
    chat: "गिफ़्ट कार्ड के बारे में चैट",
    open: "चैट खोलें",
    close: "चैट बंद करें",
    unread: (count) => (count === 1 ? "1 नया संदेश" : `${count} नए संदेश`),
  },
  ar: {
    chat: "محادثة حول بطاقات الهدايا",
    open: "فتح المحادثة",
    close: "إغلاق المحادثة",
    unread: (count) => `رسائل جديدة: ${count}`,
  },
};

/** Of the first that is spoken here: "de-AT" speaks as "de" does. */
export function labelsFor(locales: readonly string[]): Labels {
  for (const locale of locales) {
    const labels = LABELS[locale.split("-")[0]?.toLowerCase() ?? ""];
    if (labels !== undefined) return labels;
  }
  return LABELS["en"] as Labels;
}
