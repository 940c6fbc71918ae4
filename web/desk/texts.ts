/** Every sentence of the desk, in one place, so that they keep one voice and can be translated. */
import type { Kind } from "./drafts.ts";
import type {
  ActionKind,
  ActionState,
  Author,
  FoundIn,
  LedgerAction,
  Move,
  MoveName,
  Priority,
  Row,
} from "./words.ts";

export const DESK = "Desk";
export const NO_ANSWER = "The server did not answer.";
export const LINE_DOWN = "No connection. What you see may be old; trying again.";
export const ANONYMOUS = "Not signed in";

export const VIEWS = {
  mine: "Mine",
  queue: "Queue",
  open: "All open",
  breached: "Breached",
  closed: "Closed",
} as const;
export const BY_CASE = "By case";
export const EMPTY: Readonly<Record<keyof typeof VIEWS, string>> = {
  mine: "Nothing is with you. Take one from the queue.",
  queue: "Nobody is waiting.",
  open: "No conversation is open.",
  breached: "No answer is late.",
  closed: "Nothing has been closed yet.",
};
export const NOTHING_FOUND = "Nothing found. Try fewer words, a card's last four, or its whole code.";
export const FOUND = "Search results";
export const FOUND_IN: Readonly<Record<FoundIn, string>> = {
  message: "Message",
  note: "Note",
  ticket: "Ticket",
  customer: "Customer",
  card: "Card",
};
export function foundCount(count: number): string {
  if (count === 0) return "Nothing found";
  return count === 1 ? "1 conversation found" : `${count} conversations found`;
}
export const OPEN_CONVERSATION = "Open conversation";
export const CONVERSATIONS = "Conversations";
export const SEARCH = "Search conversations";
export const LOADING = "Loading…";
export const NONE_OPEN = "Choose a conversation from the list.";
export const NONE_OPEN_KEYS = "j and k go through it, Enter opens one, ? shows all keys.";

export const AUTHORS: Readonly<Record<Author, string>> = {
  customer: "Customer",
  bot: "Bot",
  agent: "Agent",
  system: "Notice",
};

export const PRIORITIES: Readonly<Record<Priority, string>> = {
  low: "Low",
  normal: "Normal",
  high: "High",
  urgent: "Urgent",
};

export function ownerOf(row: Row, me: string): string {
  switch (row.owner) {
    case "bot":
      return "Bot";
    case "queued":
      return "Queue";
    case "closed":
      return "Closed";
    case "agent":
      return row.agent?.id === me ? "You" : (row.agent?.name ?? "Agent");
  }
}

export function standing(row: Row, me: string): string {
  switch (row.owner) {
    case "bot":
      return "With the bot";
    case "queued":
      return "In the queue";
    case "closed":
      return "Closed";
    case "agent":
      return `With ${row.agent?.id === me ? "you" : (row.agent?.name ?? "an agent")}`;
  }
}

export const MOVES = {
  take: "Take",
  return: "Return to bot",
  transfer: "Transfer",
  close: "Close",
} as const;

const MOVED: Readonly<Record<MoveName, string>> = {
  queue: "put it in the queue",
  take: "took it",
  return: "returned it to the bot",
  transfer: "passed it on",
  close: "closed it",
  reopen: "opened it again",
  release: "let go of it",
};

/** What the server calls itself among those who move conversations. */
const SYSTEM_ACTOR = "giftline";

export function moved({ move, actor, agent, team, reason }: Move): string {
  const to = move === "transfer" ? ` to ${agent?.name ?? `the team ${team}`}` : "";
  const who = actor === SYSTEM_ACTOR ? "The assistant" : actor;
  const what = `${who} ${MOVED[move]}${to}`;
  return reason === "" ? `${what}.` : `${what}: ${reason}`;
}

/** What is said aloud once a move has come to pass. */
export const DONE = {
  take: "You have it. Press r to reply.",
  return: "The bot has it again.",
  transfer: "Passed on.",
  close: "Closed.",
} as const;

export const REASONS: Readonly<Record<"return" | "transfer" | "close", readonly string[]>> = {
  close: ["Solved", "No answer from the customer", "Duplicate", "Spam"],
  return: ["The question is answered", "The bot can go on from here"],
  transfer: ["Needs another team", "My shift ends", "Needs a supervisor"],
};
export const OTHER_REASON = "Another reason";
export const REASON = "Reason";
export const PASS_TO = "Pass on to";
export const CANCEL = "Cancel";
export const MOVE_SAYS: Readonly<Record<"return" | "transfer" | "close", string>> = {
  close: "The customer is told that the conversation is closed. If they write again, it comes back to the queue.",
  return: "The bot answers again from the customer's next message on.",
  transfer: "The conversation goes on with somebody else, with all its notes.",
};

export const TABS: Readonly<Record<Kind, string>> = {
  note: "Private note",
  reply: "Reply",
};
export const FIELDS: Readonly<Record<Kind, string>> = {
  note: "Private note: only the team reads it",
  reply: "Reply: the customer reads it",
};
export const PLACEHOLDERS: Readonly<Record<Kind, string>> = {
  note: "What should the team know?",
  reply: "Write to the customer",
};
export const BUTTONS: Readonly<Record<Kind, string>> = {
  note: "Save note",
  reply: "Send to customer",
};
export const SEND_FILE = "Send a picture or PDF to the customer";
export const FILE_TOO_LARGE = "This file is larger than 10 MB. Please choose a smaller one.";
export const OPEN_FILE = "Open";
export const SAVE_FILE = "Save";
export const REMOVE = "Remove";
export const FILE_KINDS = { picture: "Picture", pdf: "PDF" } as const;

/** "84 kB", "2.1 MB": as a file manager says it. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function rated(score: number): string {
  return `Rated ${score} of 5`;
}

export const RELABEL = "Relabel";
export const WHAT_IT_MEANS = "What it means";
export const CHOOSE = "Choose…";
export const SAVE_LABEL = "Save";
export function labelled(title: string): string {
  return `Labelled “${title}”`;
}

export const MENTIONS = "Mentions";
export const NO_MENTIONS = "No note names you. A colleague does it with @ and your name.";
export const UNREAD = "Unread";
export function mentioned(count: number): string {
  return count === 1 ? "A note names you" : `${count} notes name you`;
}

export const COLLEAGUES = "Colleagues to name";

export const TAKE_NEXT = "Answer next";
export const NOBODY_NEXT = "Nobody is waiting.";

export const TAKE_FIRST = "Take the conversation to reply.";
export const NOTE_LABEL = "Private note";
export const SENDING: Readonly<Record<Kind, string>> = { note: "Saving…", reply: "Sending…" };
export const NOT_SENT: Readonly<Record<Kind, string>> = { note: "Not saved.", reply: "Not sent." };
export const TRY_AGAIN = "Try again";
export const EDIT = "Edit";
export const LATEST = "Latest";
export const OLDER = "Load older messages";

export const BRIEF = "Brief";
export const BACK_TO_LIST = "Back to the list";
export const BACK_TO_CONVERSATION = "Back to the conversation";
export const SETTINGS = "Settings";
export const KEYS = "Keys";
export const SIGN_OUT = "Sign out";
export const NOTIFY = "Desktop notifications";
export const NOTIFY_SAYS = "When somebody waits for you while this page is out of sight. No message text is shown.";
export const NOTIFY_REFUSED = "This browser refuses them for this page. Its own settings can change that.";
export const SINGLE_KEYS = "Single-key shortcuts";
export const SINGLE_KEYS_SAYS = "Off, the keys on the ? sheet do nothing.";

export function arrived(author: string, text: string): string {
  return `${author}: ${text}`;
}

export function types(customer: string | null): string {
  return `${customer ?? "The customer"} is typing`;
}
export const WRITES_TO_CUSTOMER = "writing to the customer";
export const VIEWS_IT = "viewing";

/** "Ada is", "Ada and Sam are": the beginning of what several do. */
export function whoIs(names: readonly string[]): string {
  const named = new Intl.ListFormat("en").format(names);
  return `${named} ${names.length === 1 ? "is" : "are"}`;
}

export function waitsForYou(customer: string): string {
  return `${customer} has written`;
}

export function waiting(count: number): string {
  return count === 1 ? "One conversation waits in the queue" : `${count} conversations wait in the queue`;
}

export function waits(how: string): string {
  return how === "now" ? "Just came in" : `Waiting ${how}`;
}

export function unreadLabel(count: number): string {
  return count === 1 ? "1 unread message" : `${count} unread messages`;
}

export function confidence(value: number): string {
  return `${Math.round(value * 100)} %`;
}

/** The pages beside the desk's own, by their addresses. */
export const PAGES = { reports: "Reports", training: "Training" } as const;
export const AS_CSV = "CSV";
export const AS_TABLE = "As a table";
export const NO_FIGURES = "Nothing in these days.";

export const REPORTS = {
  title: "Reports",
  first: "From",
  last: "To, this day too",
  by: "By",
  day: "Day",
  week: "Week",
  team: "Team",
  allTeams: "All teams",
  about: (zone: string) => `Days begin at midnight in ${zone.replaceAll("_", " ")}.`,
  conversations: "Conversations",
  handoffs: (count: number) => (count === 1 ? "1 handoff" : `${count} handoffs`),
  handoffsName: "Handoffs",
  containment: "Contained",
  contained: "Contained",
  handedOver: "Handed over",
  handoffRate: "Handoff rate",
  of: (part: number, whole: number) => `${part} of ${whole}`,
  firstResponse: "First response",
  resolution: "Resolution",
  answersInTime: "Answered in time",
  resolutionsInTime: "Settled in time",
  satisfaction: "Rating, of 5",
  ratings: (count: number) => (count === 1 ? "1 rating" : `${count} ratings`),
  satisfied: (share: string) => `${share} are 4 or 5`,
  pending: (count: number) => `${count} not due yet`,
  nineInTen: (time: string) => `nine in ten within ${time}`,
  volume: "Conversations opened",
  times: "First response and resolution, median",
  minutes: "minutes",
  date: "From",
  topics: "By case",
  topic: "Case",
  reasons: "Why a person took over",
  reason: "Reason",
  agents: "Agents",
  agentColumns: ["Agent", "Taken", "Replies", "Conversations", "Has now"],
} as const;

export const TRAINING = {
  title: "Training inbox",
  which: "Which lines",
  states: { open: "Inbox", labelled: "Labelled", skipped: "Skipped", exported: "Exported" },
  empty: {
    open: "Nothing to decide. What the model is unsure of comes here.",
    labelled: "Nothing is labelled. Whoever runs the server exports what is.",
    skipped: "Nothing was skipped.",
    exported: "Nothing was exported.",
  },
  line: "Line",
  otherWords: "The line in other words. Write out every name; then press the key for what it means.",
  why: {
    unsure: "The model was unsure",
    handed_over: "Not understood, then handed over",
    relabelled: "Relabelled by an agent",
  },
  understood: (title: string) => `understood as “${title}”`,
  labelled: (title: string, by: string | null) => `labelled “${title}”${by === null ? "" : ` by ${by}`}`,
  conversation: "Conversation",
  skip: "Skip",
  edit: "Edit",
  undo: "Undo",
  space: "Space",
  enter: "Enter",
  intents: "What it means",
  next: "Next",
  saidLabelled: (title: string) => `Labelled ${title}.`,
  saidSkipped: "Skipped.",
  saidUndone: "Undone.",
} as const;

export const ACTIONS: Readonly<Record<ActionKind, string>> = {
  unlock: "End the pause",
  activate: "Activate card",
  freeze: "Put on hold",
  unfreeze: "End the hold",
  reissue: "Replace card",
  move: "Move value",
};

export const ACTION_STATES: Readonly<Record<ActionState, string>> = {
  draft: "Not confirmed",
  pending: "Waits for a second person",
  decided: "Agreed on, not done yet",
  done: "Done",
  refused: "Not done",
  declined: "Declined",
  expired: "Expired",
};

export const ACTION = {
  card: (lastFour: string) => `card ending ${lastFour}`,
  others: "Other actions",
  list: "Ledger actions",
  whyAsked: "Why",
  whySays: "Kept with your name. Codes in it are hidden.",
  account: "To the account",
  accountSays: "Empty: the account that is signed in here.",
  preview: "See what would happen",
  previewing: "Asking the ledger…",
  would: "What would happen",
  amount: "Amount",
  back: "Back",
  confirm: "Confirm",
  askApproval: "Ask for approval",
  confirming: "Doing it…",
  over: "Close",
  forCustomer: "What you may write",
  putIntoReply: "Put into reply",
  neverSent: "You read it and send it yourself.",
  sendAgain: "Send again",
  askedBy: (who: string) => `Asked by ${who}`,
  decidedBy: (state: ActionState, who: string) => (state === "declined" ? `Declined by ${who}` : `Approved by ${who}`),
  until: (moment: string) => `Waits until ${moment}`,
} as const;

/** An action in a line: what, how much, of which card. */
export function actionTitle({ kind, amount, last_four: lastFour }: LedgerAction): string {
  return [ACTIONS[kind], amount?.text, lastFour === null ? null : ACTION.card(lastFour)].filter(Boolean).join(" · ");
}

export const APPROVALS = {
  title: "Approvals",
  empty: "Nothing waits for a second person.",
  own: "You asked for this one, so somebody else has to decide.",
  notYours: "Approvals are for supervisors.",
  approve: "Approve",
  decline: "Decline",
  open: "Open",
  openConversation: "Open conversation",
  approveTitle: "Approve this action",
  declineTitle: "Decline this action",
  declineSays: "Nothing is changed. Whoever asked reads why.",
  why: "Reason",
} as const;

export const MACROS = {
  title: "Macros",
  button: "Macro",
  filter: "Find a macro",
  none: "No macro has these words.",
  keys: "Arrows choose, Enter puts it into the reply.",
  ofTheCase: "For this case",
  missing: (count: number) => (count === 1 ? "1 to fill in" : `${count} to fill in`),
  fillIn: "Fill in before you send:",
} as const;
