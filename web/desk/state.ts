/**
 * What the desk shows, without a pixel: who works here, the list, the open conversation, the line.
 * Whatever changes on the server is read again; nothing is guessed from an event.
 */
import { Problem } from "../shared/problems.ts";
import { ActionFlow, type Asked } from "./action/flow.ts";
import { FIRST_VIEW, type DeskApi, type Listed } from "./api.ts";
import { Drafts, type Kind } from "./drafts.ts";
import { DeskEvents, waitBefore } from "./events.ts";
import { holds, movesOf, type MoveKind } from "./moves.ts";
import { OpenConversation, type MoveAsked } from "./open-conversation.ts";
import { Companies, NOBODY, OwnPresence, type Others } from "./presence.ts";
import { selectedAfter, stepped, withPage, withRow } from "./rows.ts";
import type { Intent } from "./training/inbox.ts";
import {
  ACTION_STATES,
  actionTitle,
  arrived,
  AUTHORS,
  DONE,
  FILE_TOO_LARGE,
  labelled,
  mentioned,
  NO_ANSWER,
  NOBODY_NEXT,
  types,
  whoIs,
  WRITES_TO_CUSTOMER,
} from "./texts.ts";
import type { Colleagues, Company, Counts, LedgerAction, Macro, Me, Mention, Row, Said } from "./words.ts";

const AT_ONCE = 50;
/** However much happens on the desk, the list is not read more often. */
const LIST_EVERY_MS = 400;
/** As much as the server takes. */
const MOST_BYTES = 10 * 1024 * 1024;

/** The desk looks different now. */
export class DeskChangeEvent extends Event {
  static readonly type = "desk-change";
  constructor() {
    super(DeskChangeEvent.type);
  }
}

/** Something to be said aloud, and shown where it went wrong. */
export class DeskSaysEvent extends Event {
  static readonly type = "desk-says";
  readonly text: string;
  readonly isProblem: boolean;
  constructor(text: string, isProblem: boolean) {
    super(DeskSaysEvent.type);
    this.text = text;
    this.isProblem = isProblem;
  }
}

/** The session has ended; one has to sign in again. */
export class SignedOutEvent extends Event {
  static readonly type = "desk-signed-out";
  constructor() {
    super(SignedOutEvent.type);
  }
}

/** What waits for this agent is more than before. */
export class WaitsEvent extends Event {
  static readonly type = "desk-waits";
  /** Whose message is new, where it is one of this agent's conversations. */
  readonly row: Row | null;
  readonly queue: number;
  constructor(row: Row | null, queue: number) {
    super(WaitsEvent.type);
    this.row = row;
    this.queue = queue;
  }
}

export class DeskState extends EventTarget {
  readonly drafts = new Drafts();
  readonly #api: DeskApi;
  #me: Me | null = null;
  #events: DeskEvents | null = null;
  readonly #lifetime = new AbortController();
  #lineDown = false;
  #listed: Listed = FIRST_VIEW;
  #rows: readonly Row[] = [];
  #counts: Counts | null = null;
  #next: string | null = null;
  #notices: readonly string[] = [];
  #selected: string | null = null;
  #listLoading = true;
  #listProblem = "";
  #open: OpenConversation | null = null;
  #colleagues: Colleagues = { agents: [], teams: [] };
  #mine: readonly Row[] | null = null;
  #approvals: readonly LedgerAction[] = [];
  #mentions: readonly Mention[] | null = null;
  #unreadMentions = 0;
  #intents: readonly Intent[] = [];
  readonly #companies = new Companies();
  readonly #presence: OwnPresence;
  #companyTimer: ReturnType<typeof setTimeout> | undefined;
  /** Who was said aloud to write since the last message: they stop and go on, and that is no news. */
  readonly #toldWriting = new Set<string>();
  #listTimer: ReturnType<typeof setTimeout> | undefined;
  #listReadAtMs = -Infinity;
  #isListBeingRead = false;
  #isListDue = false;
  /** Goes up with another list: what was asked of the one before is not shown. */
  #listNumber = 0;
  /** The list whose query has been asked. */
  #searchedNumber = -1;

  constructor(api: DeskApi) {
    super();
    this.#api = api;
    // One time not said is made good by the next.
    this.#presence = new OwnPresence((id, doing) => void api.present(id, doing).catch(() => undefined));
  }

  get me(): Me | null {
    return this.#me;
  }
  get lineDown(): boolean {
    return this.#lineDown;
  }
  get listed(): Listed {
    return this.#listed;
  }
  get rows(): readonly Row[] {
    return this.#rows;
  }
  get counts(): Counts | null {
    return this.#counts;
  }
  get notices(): readonly string[] {
    return this.#notices;
  }
  get hasMore(): boolean {
    return this.#next !== null;
  }
  get selected(): string | null {
    return this.#selected;
  }
  get listLoading(): boolean {
    return this.#listLoading;
  }
  get listProblem(): string {
    return this.#listProblem;
  }
  get open(): OpenConversation | null {
    return this.#open;
  }
  get colleagues(): Colleagues {
    return this.#colleagues;
  }
  /** Whether this agent decides what needs a second person. */
  get decides(): boolean {
    return this.#me !== null && this.#me.role !== "agent";
  }
  /** What waits for a second person. */
  get approvals(): readonly LedgerAction[] {
    return this.#approvals;
  }
  /** The notes that name this agent; null until they have been read. */
  get mentions(): readonly Mention[] | null {
    return this.#mentions;
  }
  get unreadMentions(): number {
    return this.#unreadMentions;
  }
  /** What a message can be said to mean. */
  get intents(): readonly Intent[] {
    return this.#intents;
  }
  /** Where the files of the open conversation are. */
  get filesUrl(): string {
    return this.#open === null ? "" : this.#api.filesUrl(this.#open.id);
  }
  /** Who else is in the open conversation. */
  get others(): Others {
    if (this.#open === null || this.#me === null) return NOBODY;
    return this.#companies.others(this.#open.id, this.#me.id, performance.now());
  }
  /** How many of this agent's conversations hold something unread. */
  get unread(): number {
    return (this.#mine ?? []).filter(({ unread }) => unread > 0).length;
  }
  /** Whether this agent has the open conversation. */
  get holdsOpen(): boolean {
    return this.#open !== null && this.#me !== null && holds(this.#open.row, this.#me);
  }
  /** What this agent may do with the open conversation. */
  get moves(): readonly MoveKind[] {
    return this.#open === null || this.#me === null ? [] : movesOf(this.#open.row, this.#me);
  }

  async start(): Promise<void> {
    const { signal } = this.#lifetime;
    for (let tries = 0; this.#me === null && !signal.aborted; tries += 1) {
      try {
        this.#me = await this.#api.me();
      } catch (error) {
        if (isSignedOut(error)) {
          this.dispatchEvent(new SignedOutEvent());
          return;
        }
        // Nothing can be done without knowing who works here, so it is asked until there is an answer.
        this.#lineDown = true;
        this.#show();
        await pause(waitBefore(tries, Math.random()));
      }
    }
    if (signal.aborted) return;
    await this.#guarded(async () => {
      this.#events = new DeskEvents(this.#api.eventsUrl, {
        onChange: ({ id }) => {
          this.#listIsDue();
          if (id === this.#open?.id) void this.#refreshOpen();
        },
        onCompany: (company) => this.#hearOf(company),
        onMention: (unread) => {
          if (unread > this.#unreadMentions) this.#say(mentioned(unread));
          void this.#readMentions();
        },
        onUp: () => {
          this.#lineDown = false;
          this.#show();
          this.resync();
        },
        onDown: () => {
          this.#lineDown = true;
          this.#show();
        },
        onSignedOut: () => this.dispatchEvent(new SignedOutEvent()),
      });
      this.#show();
      this.#listIsDue();
      this.#colleagues = await this.#api.colleagues();
      this.#intents = await this.#api.trainingIntents();
      this.#show();
    });
  }

  stop(): void {
    this.#lifetime.abort();
    this.#events?.close();
    clearTimeout(this.#listTimer);
    clearTimeout(this.#companyTimer);
    this.#presence.leave();
  }

  async signOut(): Promise<void> {
    await this.#guarded(async () => {
      await this.#api.signOut();
      this.dispatchEvent(new SignedOutEvent());
    });
  }

  /** Reads again all that is shown: after a break, or when the page comes back into sight. */
  resync(): void {
    this.#listIsDue();
    this.#presence.tell();
    void this.#refreshOpen();
    void this.#readMentions();
  }

  show(listed: Listed): void {
    const isStillSearch = listed.query !== "" && this.#listed.query !== "";
    this.#listed = listed;
    this.#listNumber += 1;
    // What was found stands there until the next is: whoever types on sees no gap.
    if (!isStillSearch) this.#rows = [];
    this.#next = null;
    this.#selected = null;
    this.#listLoading = true;
    this.#listProblem = "";
    this.#listReadAtMs = -Infinity;
    this.#show();
    this.#listIsDue();
  }

  /** Loads the page after those that are shown. */
  async more(): Promise<void> {
    const number = this.#listNumber;
    const next = this.#next;
    if (next === null || this.#isListBeingRead) return;
    this.#isListBeingRead = true;
    await this.#guarded(async () => {
      const page = await this.#api.list(this.#listed, next, AT_ONCE);
      if (number !== this.#listNumber) return;
      this.#rows = withPage(this.#rows, page.conversations);
      this.#next = page.next;
    });
    this.#isListBeingRead = false;
    this.#show();
    if (this.#isListDue) this.#listIsDue();
  }

  select(id: string | null): void {
    this.#selected = id;
    this.#show();
  }

  step(steps: number): void {
    this.select(stepped(this.#rows, this.#selected, steps));
  }

  async openConversation(id: string): Promise<void> {
    this.#selected = id;
    if (this.#open?.id === id) return;
    const row = this.#rows.find((shown) => shown.id === id) ?? (await this.#readRow(id));
    if (row === null) return;
    this.#open = new OpenConversation(this.#api, row, () => this.#show());
    this.#toldWriting.clear();
    this.#presence.enter(id);
    this.#show();
    await this.#refreshOpen();
  }

  leave(): void {
    this.#open = null;
    this.#presence.leave();
    this.#show();
  }

  /** Does it, or says why not. True if it came to pass. */
  async move(asked: MoveAsked): Promise<boolean> {
    const open = this.#open;
    if (open === null) return false;
    try {
      const row = await open.move(asked);
      this.#rows = withRow(this.#rows, row);
      this.#say(DONE[asked.move]);
      this.#listIsDue();
      void this.#refreshOpen();
      return true;
    } catch (error) {
      // Somebody else was first, most often: what is shown is old.
      this.#fail(error);
      this.resync();
      return false;
    }
  }

  /** A ledger action about the open conversation, which is nothing yet but a question. */
  askAction(asked: Asked): ActionFlow | null {
    const open = this.#open;
    if (open === null) return null;
    const flow: ActionFlow = new ActionFlow(this.#api, open.id, asked, (error) => {
      if (isSignedOut(error)) this.dispatchEvent(new SignedOutEvent());
      // The desk is told of it as well; where the line is down, this is how it shows.
      if (flow.step === "over" || error !== null) this.resync();
      this.#show();
    });
    return flow;
  }

  async actAgain(action: string): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    await this.#guarded(async () => this.#sayDecided(await this.#api.confirmAction(open.id, action)));
    this.resync();
  }

  async approve(action: string): Promise<void> {
    await this.#guarded(async () => this.#sayDecided(await this.#api.approve(action)));
    this.resync();
  }

  async decline(action: string, reason: string): Promise<void> {
    await this.#guarded(async () => this.#sayDecided(await this.#api.decline(action, reason)));
    this.resync();
  }

  /** The texts that may be sent in the open conversation, or null if they cannot be had. */
  async macros(): Promise<readonly Macro[] | null> {
    const open = this.#open;
    let macros: readonly Macro[] | null = null;
    await this.#guarded(async () => {
      if (open !== null) macros = await this.#api.macros(open.id);
    });
    return macros;
  }

  #sayDecided(action: LedgerAction): void {
    this.#say(`${ACTION_STATES[action.state]}: ${actionTitle(action)}`);
  }

  keepDraft(kind: Kind, text: string): void {
    if (this.#open === null) return;
    this.drafts.keep(this.#open.id, kind, text);
    if (kind === "reply") this.#presence.typed(text);
  }

  async send(kind: Kind, text: string): Promise<void> {
    await this.#guarded(async () => this.#open?.send(kind, text));
  }

  async sendFile(file: File): Promise<void> {
    if (file.size > MOST_BYTES) this.#say(FILE_TOO_LARGE, true);
    else await this.#guarded(async () => this.#open?.sendFile(file));
  }

  async label(sequence: number, intent: string): Promise<void> {
    await this.#guarded(async () => {
      await this.#open?.label(sequence, intent);
      this.#say(`${labelled(this.#intents.find((one) => one.intent === intent)?.title ?? intent)}.`);
    });
  }

  /** Takes whoever has to be answered next, and opens it. False if nobody waits. */
  async takeNext(): Promise<boolean> {
    let taken: Row | null = null;
    await this.#guarded(async () => {
      taken = await this.#api.takeNext();
      this.#listIsDue();
      this.#say(taken === null ? NOBODY_NEXT : DONE.take, taken === null);
    });
    if (taken === null) return false;
    const { id } = taken as Row;
    if (this.#open?.id === id) await this.#refreshOpen();
    else await this.openConversation(id);
    return true;
  }

  /** This agent has seen the note that names them. */
  async readMention({ id }: Mention): Promise<void> {
    await this.#guarded(async () => {
      await this.#api.readMention(id);
      await this.#readMentions();
    });
  }

  async #readMentions(): Promise<void> {
    await this.#guarded(async () => {
      this.#mentions = await this.#api.mentions();
      this.#unreadMentions = this.#mentions.filter(({ read_at: readAt }) => readAt === null).length;
      this.#show();
    });
  }

  async sendAgain(clientId: string): Promise<void> {
    await this.#guarded(async () => this.#open?.sendAgain(clientId));
  }

  async loadOlder(): Promise<void> {
    await this.#guarded(async () => this.#open?.loadOlder());
  }

  /** The end of the open conversation is in sight. */
  async markRead(): Promise<void> {
    const open = this.#open;
    if (open === null || document.visibilityState !== "visible") return;
    await this.#guarded(async () => {
      if (!(await open.markRead())) return;
      const isRead = (row: Row): Row => (row.id === open.id ? { ...row, unread: 0 } : row);
      this.#rows = this.#rows.map(isRead);
      this.#mine = this.#mine?.map(isRead) ?? null;
      this.#show();
      this.#listIsDue();
    });
  }

  async #readRow(id: string): Promise<Row | null> {
    let row: Row | null = null;
    await this.#guarded(async () => {
      row = await this.#api.story(id);
    });
    return row;
  }

  async #refreshOpen(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    await this.#guarded(async () => {
      const news = await open.refresh();
      if (this.#open !== open) return;
      this.#rows = withRow(this.#rows, open.row);
      if (news.length > 0) this.#toldWriting.clear();
      for (const said of news) this.#announce(said);
      this.#show();
    });
  }

  #announce(said: Said): void {
    if (said.author === "agent" && said.agent === this.#me?.name) return;
    this.#say(arrived(said.agent ?? AUTHORS[said.author], said.text));
  }

  #hearOf(company: Company): void {
    this.#companies.hear(company, performance.now());
    if (company.id !== this.#open?.id) return;
    const { writing, customerWrites } = this.others;
    if (customerWrites) this.#sayOnce(`${types(this.#open.row.customer)}.`);
    for (const name of writing) this.#sayOnce(`${whoIs([name])} ${WRITES_TO_CUSTOMER}.`);
    this.#show();
    this.#watchCompany();
  }

  /** Nobody says that somebody's connection broke: they are shown until what was said of them lapses. */
  #watchCompany(): void {
    clearTimeout(this.#companyTimer);
    const now = performance.now();
    const end = this.#open === null ? null : this.#companies.nextEndMs(this.#open.id, now);
    if (end === null) return;
    this.#companyTimer = setTimeout(() => {
      this.#show();
      this.#watchCompany();
    }, end - now);
  }

  #sayOnce(text: string): void {
    if (this.#toldWriting.has(text)) return;
    this.#toldWriting.add(text);
    this.#say(text);
  }

  #listIsDue(): void {
    this.#isListDue = true;
    if (this.#isListBeingRead) return;
    clearTimeout(this.#listTimer);
    const wait = Math.max(0, this.#listReadAtMs + LIST_EVERY_MS - performance.now());
    this.#listTimer = setTimeout(() => void this.#readList(), wait);
  }

  async #readList(): Promise<void> {
    if (this.#isListBeingRead) return;
    this.#isListBeingRead = true;
    this.#isListDue = false;
    this.#listReadAtMs = performance.now();
    const number = this.#listNumber;
    const isCurrent = () => number === this.#listNumber;
    try {
      const loaded = this.#rows.length;
      let page = await this.#api.list(this.#listed, null, AT_ONCE);
      const { counts, notices } = page;
      this.#notices = notices;
      let rows = page.conversations;
      while (isCurrent() && page.next !== null && rows.length < loaded) {
        page = await this.#api.list(this.#listed, page.next, AT_ONCE);
        rows = withPage(rows, page.conversations);
      }
      const isSearch = this.#listed.query !== "";
      if (isCurrent() && isSearch) rows = await this.#found(number, rows);
      if (isCurrent()) {
        this.#selected = selectedAfter(this.#rows, rows, this.#selected);
        if (isSearch) this.#selected ??= rows[0]?.id ?? null;
        this.#rows = rows;
        this.#next = isSearch ? null : page.next;
        this.#listProblem = "";
        this.#listLoading = false;
        await this.#readMine();
        if (this.decides) this.#approvals = await this.#api.approvals();
        const queue = this.#counts?.queue;
        this.#counts = counts;
        if (queue !== undefined && counts.queue > queue) {
          this.dispatchEvent(new WaitsEvent(null, counts.queue));
        }
      }
    } catch (error) {
      if (isSignedOut(error)) this.dispatchEvent(new SignedOutEvent());
      else if (isCurrent()) {
        this.#listLoading = false;
        this.#listProblem = error instanceof Problem ? error.detail : NO_ANSWER;
      }
    }
    this.#isListBeingRead = false;
    this.#show();
    if (this.#isListDue) this.#listIsDue();
  }

  /** What the query finds, once: each search is in the audit. What is known anew of it is shown so. */
  async #found(number: number, known: readonly Row[]): Promise<readonly Row[]> {
    if (this.#searchedNumber === number) return known.reduce(withRow, this.#rows);
    const found = await this.#api.search(this.#listed.query);
    if (number === this.#listNumber) this.#searchedNumber = number;
    return found;
  }

  /** What waits for this agent, whatever list is shown. */
  async #readMine(): Promise<void> {
    const isShown = this.#listed.view === "mine" && this.#listed.topic === null;
    const mine =
      isShown && this.#listed.query === ""
        ? this.#rows
        : (await this.#api.list({ ...FIRST_VIEW, view: "mine" }, null, AT_ONCE)).conversations;
    const before = this.#mine;
    this.#mine = mine;
    if (before === null) return;
    for (const row of mine) {
      const known = before.find(({ id }) => id === row.id)?.unread ?? 0;
      if (row.unread > known) this.dispatchEvent(new WaitsEvent(row, this.#counts?.queue ?? 0));
    }
  }

  async #guarded(doing: () => Promise<void>): Promise<void> {
    try {
      await doing();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (isSignedOut(error)) this.dispatchEvent(new SignedOutEvent());
    else this.#say(error instanceof Problem ? error.detail : NO_ANSWER, true);
  }

  #say(text: string, isProblem = false): void {
    this.dispatchEvent(new DeskSaysEvent(text, isProblem));
  }

  #show(): void {
    this.dispatchEvent(new DeskChangeEvent());
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401;
}
