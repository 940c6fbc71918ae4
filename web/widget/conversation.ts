/**
 * One customer's conversation with the server: the log, what is on its way, who owns it, the line.
 * The log is the truth; a message of our own is shown at once and replaced by what the log says.
 * Nothing is drawn here, and no text outlives its confirmation: the server may have taken a code out.
 */
import type { ChatApi } from "../shared/api.ts";
import { backoffMs } from "../shared/backoff.ts";
import { newClientId } from "../shared/client-id.ts";
import { Connection, type ConnectionListener } from "../shared/connection.ts";
import { MessageLog } from "../shared/log.ts";
import type {
  Attachment,
  Author,
  Button,
  Card,
  Content,
  FilePart,
  Form,
  LinkCode,
  Message,
  OpenedSession,
  Owner,
  Rating,
  SendResult,
  Ticket,
  Typing,
  Waiting,
} from "../shared/messages.ts";
import { Problem } from "../shared/problems.ts";
import {
  forgetSession,
  isDueForRenewal,
  loadSession,
  saveSession,
  type Session,
} from "../shared/session.ts";
import { Tabs } from "../shared/tabs.ts";
import { problemSays, say, sendingFile } from "./texts.ts";

/** Before the server forgets that the customer types, which is after eight seconds. */
const TELL_TYPING_EVERY_MS = 4_000;
/** As much as the server takes. */
const MOST_BYTES = 10 * 1024 * 1024;
/** How often a server that answers, but with a failure, is asked again before the customer is told. */
const MOST_FAILURES = 5;
/** A server that takes nothing for longer than this is the customer's to wait for. */
const LONGEST_REST_S = 60;

const TICKET_NUMBER = /\bGL-\w{7}\b/;

/** A message as the page shows it. */
export interface Entry {
  /** Stays the same when an outgoing message is confirmed, so that it is not announced twice. */
  readonly key: string;
  readonly author: Author;
  /** Who wrote it, if it is an agent whose name customers may know. */
  readonly agentName: string | null;
  readonly text: string;
  readonly sentAt: string;
  readonly attachment: Attachment | null;
  /** What became of the card that the text is about. */
  readonly card: Card | null;
  /** What waits goes out by itself once the server is there again; what has failed does not. */
  readonly delivery: "confirmed" | "sending" | "waiting" | "failed";
}

/** Something on its way that must keep its turn. */
interface Turn {
  readonly clientId: string;
  /** Lets the next message go: this one has its place in the log, or has failed to get one. */
  release: () => void;
}

interface Outgoing extends Turn {
  readonly sentAt: string;
  /** What the customer sees until the log confirms it; then emptied. */
  text: string;
  /** Set when a button was pressed; the title is only what is shown. */
  readonly buttonToken: string | null;
  /** Set when it is a file; the text says how far it has got. */
  readonly file: File | null;
  /** It has its turn, the server could not be reached, and the next try is to come. */
  waiting: boolean;
  failed: boolean;
}

/** Whom a site says that its customer is; `token` is its word on it, gotten when it is needed. */
export interface Customer {
  readonly id: string;
  readonly token: () => Promise<string | null>;
}

/** The customer is signed in to the conversation. */
export class SignedInEvent extends Event {
  static readonly type = "conversation-signed-in";
  readonly customer: string;
  constructor(customer: string) {
    super(SignedInEvent.type);
    this.customer = customer;
  }
}

/** The site's word on who the customer is was not taken. The conversation goes on without it. */
export class NotSignedInEvent extends Event {
  static readonly type = "conversation-not-signed-in";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(NotSignedInEvent.type);
    this.problem = problem;
  }
}

/** Somebody else is here now: nothing that was written may stay on the page. */
export class ForgetEvent extends Event {
  static readonly type = "conversation-forget";
  constructor() {
    super(ForgetEvent.type);
  }
}

/** The conversation looks different now. */
export class ChangeEvent extends Event {
  static readonly type = "conversation-change";
  constructor() {
    super(ChangeEvent.type);
  }
}

/** The server will not take this text as it is; it goes back to the customer. */
export class ReturnedEvent extends Event {
  static readonly type = "conversation-returned";
  readonly text: string;
  constructor(text: string) {
    super(ReturnedEvent.type);
    this.text = text;
  }
}

/** A message has come that the customer did not write and that was not there before. */
export class ReceivedEvent extends Event {
  static readonly type = "conversation-received";
  readonly author: Author;
  readonly agentName: string | null;
  /** Of its entry. */
  readonly key: string;
  constructor(author: Author, agentName: string | null = null, key = "") {
    super(ReceivedEvent.type);
    this.author = author;
    this.agentName = agentName;
    this.key = key;
  }
}

function keyOf(message: Message): string {
  return ownClientId(message) ?? `#${message.sequence}`;
}

/** An answer may carry the id of what it answers; only a customer's message is its own. */
function ownClientId({ author, client_id }: Message): string | null {
  return author === "customer" ? client_id : null;
}

export class Conversation extends EventTarget {
  readonly #api: ChatApi;
  #renewing: Promise<Session> | null = null;
  /** The site that the customer came from; null for the server's own page. Set it before resuming. */
  site: string | null = null;
  #account: string | null = null;
  #customer: Customer | null = null;
  #session: Session | null = null;
  /** The conversation that the server does not let this page into any more; another tab may not know yet. */
  #lost: string | null = null;
  readonly #tabs = new Tabs({
    session: () => this.#session,
    onSession: (session) => this.#adopt(session),
    onOver: (conversationId) => {
      if (this.#session?.conversationId === conversationId) this.#beginAnew(this.#account);
    },
  });
  #connection: Connection | null = null;
  #log = new MessageLog();
  #outgoing: Outgoing[] = [];
  /** Settles when the message before has its place in the log. */
  #turn: Promise<void> = Promise.resolve();
  /** Ends the wait for the next try of whatever has its turn. */
  #tryNow: () => void = () => {};
  /** Ends everything under way when the conversation is left. */
  #lifetime = new AbortController();
  #unanswered = 0;
  /** The code of the protected field while it is on its way; the code itself is not kept. */
  #sendingCode: Turn | null = null;
  /** Stays the same while the same code is tried again. */
  #codeId: string | null = null;
  #codeProblem = "";

  #owner: Owner = "bot";
  #lineDown = false;
  #restoring = false;
  #notice = "";
  #rating: Rating | null = null;
  #ratingProblem = "";
  /** Of which owner it was asked last whether a rating is wanted. */
  #askedOf: Owner | null = null;
  #waiting: Waiting | null = null;
  #ticket: Ticket | null = null;
  #personWrites = false;
  #personTimer: ReturnType<typeof setTimeout> | undefined;
  #toldTypingAtMs = -Infinity;

  constructor(api: ChatApi) {
    super();
    this.#api = api;
  }

  get owner(): Owner {
    return this.#owner;
  }

  get lineDown(): boolean {
    return this.#lineDown;
  }

  /** True while an earlier conversation is being read back. */
  get restoring(): boolean {
    return this.#restoring;
  }

  /** A sentence about the last thing sent, for beside the composer; empty most of the time. */
  get notice(): string {
    return this.#notice;
  }

  /** True while the bot is at work on an answer: its words may be here before the request has ended. */
  get answering(): boolean {
    if (this.#unanswered === 0 || this.#owner !== "bot" || this.#isWaiting) return false;
    const sending = this.#outgoing.some((outgoing) => !outgoing.failed && outgoing.file === null);
    return sending || this.#log.messages.at(-1)?.author !== "bot";
  }

  /** True while something would be gone with the page. */
  get hasUnsent(): boolean {
    return this.#outgoing.length > 0;
  }

  get #isWaiting(): boolean {
    return this.#outgoing.some((outgoing) => outgoing.waiting);
  }

  get entries(): readonly Entry[] {
    // What waits for its turn waits for whatever is before it.
    const waitsFrom = this.#outgoing.findIndex((outgoing) => outgoing.waiting);
    const delivery = ({ failed }: Outgoing, index: number): Entry["delivery"] => {
      if (failed) return "failed";
      return waitsFrom >= 0 && index >= waitsFrom ? "waiting" : "sending";
    };
    return [
      ...this.#log.messages.map(
        (message): Entry => ({
          key: keyOf(message),
          author: message.author,
          agentName: message.agent_name,
          text: message.text,
          sentAt: message.sent_at,
          attachment: message.attachment,
          card: message.card,
          delivery: "confirmed",
        }),
      ),
      ...this.#outgoing.map(
        (outgoing, index): Entry => ({
          key: outgoing.clientId,
          author: "customer",
          agentName: null,
          text: outgoing.text,
          sentAt: outgoing.sentAt,
          attachment: null,
          card: null,
          delivery: delivery(outgoing, index),
        }),
      ),
    ];
  }

  /** The buttons of the last bot message, as long as it is unanswered and the bot would listen. */
  get openButtons(): readonly Button[] {
    if (this.#owner !== "bot" || this.#outgoing.some((outgoing) => !outgoing.failed)) return [];
    const last = this.#log.messages.findLast(({ author }) => author === "bot" || author === "customer");
    return last?.author === "bot" ? last.buttons : [];
  }

  /** What the last reply asks to be filled in, as long as it is unanswered. */
  get openForm(): Form | null {
    if (this.#owner === "closed") return null;
    const last = this.#log.messages.findLast(({ author }) => author === "bot" || author === "customer");
    return last?.author === "bot" ? last.form : null;
  }

  get sendingCode(): boolean {
    return this.#sendingCode !== null;
  }

  /** Why the code was not taken, for beside its field; empty most of the time. */
  get codeProblem(): string {
    return this.#codeProblem;
  }

  /** Goes on with the stored conversation of this account, or stands ready for a first message. */
  async resume(account: string | null): Promise<void> {
    this.#clear();
    this.#account = account;
    this.#tabs.join(account, this.site);
    this.#session = loadSession(account, this.site);
    this.#restoring = this.#session !== null;
    this.#changed();
    const { signal } = this.#lifetime;
    // A token that another tab has renewed must not be used here any more.
    const theirs = await this.#tabs.ask();
    if (signal.aborted) return;
    if (theirs !== null) this.#adopt(theirs);
    if (this.#session === null) {
      forgetSession();
      return;
    }
    void this.#tabs.hold();
    await this.#catchUp();
    if (!signal.aborted && this.#connection === null) this.#connect();
  }

  /** The site says who its customer is: the conversation becomes theirs, unless it was somebody else's. */
  async signIn(customer: Customer): Promise<void> {
    this.#customer = customer;
    const session = this.#session;
    if (session === null || session.account === customer.id) return;
    // Somebody else, who may still have it in another tab.
    if (session.account !== null) return this.#beginAnew(this.#account, "lost");
    const { signal } = this.#lifetime;
    const turn: Turn = { clientId: newClientId(), release: () => {} };
    try {
      // What is on its way goes first, because this ends the token that it is sent with.
      await this.#takeTurn(turn);
      const token = signal.aborted ? null : await customer.token();
      if (token === null || signal.aborted || this.#session === null) return;
      const opened = await this.#api.identify(this.#session.token, token, signal);
      const { token: opens, expires_at: expiresAt } = opened;
      const signedIn = { ...this.#session, token: opens, expiresAt, account: customer.id };
      this.#goOnWith(signedIn);
      this.#tabs.tell(signedIn);
      this.dispatchEvent(new SignedInEvent(customer.id));
    } catch (error) {
      if (error instanceof Problem) this.dispatchEvent(new NotSignedInEvent(error));
    } finally {
      turn.release();
    }
  }

  /** The customer has signed out of the site: nothing of this tab opens the conversation any more. */
  signOut(): void {
    const session = this.#session;
    this.#customer = null;
    if (session !== null) this.#tabs.tellOver(session.conversationId);
    this.#beginAnew(null, "lost");
    // A server out of reach forgets it by itself, within a day.
    if (session !== null) this.#api.endSession(session.token).catch(() => undefined);
  }

  /**
   * Leaves the conversation, in every tab; the next message opens a new one for this account. What was not
   * sent goes back to the customer, unless it is another one now.
   */
  startOver(account: string | null): void {
    if (this.#session !== null) this.#tabs.tellOver(this.#session.conversationId);
    this.#beginAnew(account);
  }

  /** What was not sent is "kept" for the customer; for the next one it is "lost". */
  #beginAnew(account: string | null, unsentIs: "kept" | "lost" = "kept"): void {
    const unsent = unsentIs === "kept" && account === this.#account ? this.#outgoing : [];
    if (unsentIs === "lost") this.dispatchEvent(new ForgetEvent());
    this.#clear();
    this.#account = account;
    this.#tabs.join(account, this.site);
    forgetSession();
    for (const { text, buttonToken, file } of [...unsent].reverse()) {
      if (buttonToken === null && file === null) this.dispatchEvent(new ReturnedEvent(text));
    }
    this.#changed();
  }

  /** Lets go of the line and of requests under way. The stored session stays. */
  leave(): void {
    this.#clear();
  }

  /** Where the customer stands who waits for a person. */
  get waiting(): Waiting | null {
    return this.#owner === "queued" ? this.#waiting : null;
  }

  /** How the conversation's ticket stands; null for whoever has none. */
  get ticket(): Ticket | null {
    return this.#ticket?.id ? this.#ticket : null;
  }

  /** Every message that has its place in the log, after reading what the server has beyond this page. */
  async readAll(): Promise<readonly Entry[]> {
    await this.#catchUp();
    return this.entries.filter(({ delivery }) => delivery === "confirmed");
  }

  /** Asks anew how the ticket stands: no message tells that it has changed. */
  async askTicket(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    try {
      const ticket = await this.#api.readTicket(session.token, this.#lifetime.signal);
      if (this.#session !== session) return;
      this.#ticket = ticket;
      this.dispatchEvent(new ChangeEvent());
    } catch {
      // It is told in the messages as well; the next one asks again.
    }
  }

  /** True while a person writes to the customer. */
  get personWrites(): boolean {
    return this.#personWrites;
  }

  /** The customer types, which a person may see. Somebody whom nobody knows yet opens nothing by typing. */
  type(): void {
    const session = this.#session;
    if (session === null || performance.now() - this.#toldTypingAtMs < TELL_TYPING_EVERY_MS) return;
    this.#toldTypingAtMs = performance.now();
    // Once not told is made good by the next time.
    this.#api.tellTyping(session.token, this.#lifetime.signal).catch(() => undefined);
  }

  sendText(text: string): void {
    this.#send(text, null);
  }

  pressButton({ title, token }: Button): void {
    this.#send(title, token);
  }

  /** What the customer is asked about the help, and has said of it. */
  get rating(): Rating | null {
    return this.#rating;
  }

  get ratingProblem(): string {
    return this.#ratingProblem;
  }

  sendFile(file: File): void {
    if (file.size > MOST_BYTES) {
      this.#notice = say("file.tooLarge");
      this.#changed();
      return;
    }
    this.#send(sendingFile(file.name, 0), null, file);
  }

  readFile(id: string, part: FilePart): Promise<Blob> {
    return this.#api.readFile(this.#session?.token ?? "", id, part, this.#lifetime.signal);
  }

  async rate(score: number, comment: string): Promise<void> {
    const { signal } = this.#lifetime;
    this.#ratingProblem = "";
    try {
      this.#rating = await this.#api.rate(this.#session?.token ?? "", score, comment, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#ratingProblem = error instanceof Problem ? problemSays(error) : say("rating.notSent");
    }
    this.#changed();
  }

  /** Whether the server knows who the customer is, or would with their first message. */
  get isSignedIn(): boolean {
    return (this.#session ? this.#session.account : (this.#customer?.id ?? this.#account)) !== null;
  }

  makeLinkCode(): Promise<LinkCode> {
    const { signal } = this.#lifetime;
    return this.#inSession(signal, (token) => this.#api.makeLinkCode(token, signal));
  }

  /** Puts a code into the vault. Its handle appears in the log as a message of our own. */
  async sendCode(code: string): Promise<void> {
    if (this.#sendingCode !== null) return;
    const { signal } = this.#lifetime;
    this.#codeId ??= newClientId();
    const sending: Turn = { clientId: this.#codeId, release: () => {} };
    this.#sendingCode = sending;
    this.#codeProblem = "";
    this.#notice = "";
    this.#unanswered += 1;
    this.#changed();
    try {
      await this.#takeTurn(sending);
      if (signal.aborted) return;
      const { owner } = await this.#inSession(signal, (token) =>
        this.#api.sendCode(token, sending.clientId, code, signal),
      );
      this.#owner = owner;
      this.#codeId = null;
      await this.#catchUp();
    } catch (error) {
      if (!signal.aborted) await this.#explainCode(error, sending.clientId);
    } finally {
      sending.release();
      if (!signal.aborted) {
        this.#sendingCode = null;
        this.#unanswered -= 1;
        this.#changed();
      }
    }
  }

  /** The code was changed: what was wrong with it is no longer, and it is another one. */
  editCode(): void {
    this.#codeId = null;
    if (this.#codeProblem === "") return;
    this.#codeProblem = "";
    this.#changed();
  }

  /** Sends a failed message again, under the id it has; one that waits is tried at once, when it is its turn. */
  retry(clientId: string): void {
    const outgoing = this.#outgoing.find((candidate) => candidate.clientId === clientId);
    if (outgoing?.failed) void this.#deliver(outgoing);
    else this.#tryNow();
  }

  dismissNotice(): void {
    if (this.#notice === "") return;
    this.#notice = "";
    this.#changed();
  }

  /** Asks whether a rating is wanted, once for each end that the help may have come to. */
  async #askRating(): Promise<void> {
    const session = this.#session;
    const helped = this.#log.messages.some(({ author }) => author === "agent");
    const mayBeAsked = this.#owner === "closed" || (this.#owner === "bot" && helped);
    if (this.#askedOf === this.#owner || session === null) return;
    this.#askedOf = mayBeAsked ? this.#owner : null;
    this.#rating = null;
    this.#ratingProblem = "";
    if (!mayBeAsked) return;
    const { signal } = this.#lifetime;
    try {
      const rating = await this.#api.askedRating(session.token, signal);
      if (this.#session !== session || this.#askedOf !== this.#owner) return;
      this.#rating = rating;
      this.dispatchEvent(new ChangeEvent());
    } catch {
      // A rating is a favour: where it cannot be asked for, nothing is.
    }
  }

  #changed(): void {
    void this.#askRating();
    this.dispatchEvent(new ChangeEvent());
  }

  #clear(): void {
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    this.#tabs.leave();
    this.#forgetLog();
    this.#session = null;
    this.#outgoing = [];
    this.#turn = Promise.resolve();
    this.#unanswered = 0;
    this.#sendingCode = null;
    this.#codeId = null;
    this.#codeProblem = "";
    this.#restoring = false;
    this.#notice = "";
    this.#rating = null;
    this.#ratingProblem = "";
    this.#askedOf = null;
  }

  #forgetLog(): void {
    this.#connection?.close();
    this.#connection = null;
    this.#log = new MessageLog();
    this.#owner = "bot";
    this.#lineDown = false;
    this.#waiting = null;
    this.#ticket = null;
    this.#hearTyping({ agent_name: null, for_s: 0 });
  }

  #send(text: string, buttonToken: string | null, file: File | null = null): void {
    const outgoing: Outgoing = {
      clientId: newClientId(),
      sentAt: new Date().toISOString(),
      text,
      buttonToken,
      file,
      waiting: false,
      failed: false,
      release: () => {},
    };
    this.#outgoing.push(outgoing);
    // A message ends it; what is typed after that is to be told again.
    this.#toldTypingAtMs = -Infinity;
    void this.#deliver(outgoing);
  }

  async #deliver(outgoing: Outgoing): Promise<void> {
    const { signal } = this.#lifetime;
    outgoing.failed = false;
    this.#notice = "";
    // A file waits for no answer.
    const answers = outgoing.file === null ? 1 : 0;
    this.#unanswered += answers;
    this.#changed();
    try {
      await this.#takeTurn(outgoing);
      const result = await this.#postUntilTaken(outgoing, signal);
      if (result === null) return;
      this.#owner = result.owner;
      // Events may be held up on their way (by a proxy, say), so the answer is fetched as well.
      await this.#catchUp();
    } catch (error) {
      if (!signal.aborted) await this.#explain(error, outgoing);
    } finally {
      outgoing.release();
      if (!signal.aborted) {
        this.#unanswered -= answers;
        this.#changed();
      }
    }
  }

  /** Waits until what was written before has its place in the log, so that the order holds. */
  async #takeTurn(waiting: Turn): Promise<void> {
    const before = this.#turn;
    this.#turn = new Promise((resolve) => {
      waiting.release = resolve;
    });
    await before;
  }

  /**
   * Tries as long as the server is out of reach, with the turn held, so that the order holds. Null if the
   * conversation was left. Throws what no further try would mend.
   */
  async #postUntilTaken(outgoing: Outgoing, signal: AbortSignal): Promise<SendResult | null> {
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        return await this.#post(outgoing, signal);
      } catch (error) {
        if (signal.aborted) break;
        const rest = this.#restBefore(error, tries, outgoing);
        if (rest === null) throw error;
        // The message may have arrived even though its answer was lost.
        await this.#catchUp();
        if (signal.aborted) break;
        if (!this.#outgoing.includes(outgoing)) throw error;
        outgoing.waiting = true;
        if (outgoing.file !== null) outgoing.text = outgoing.file.name;
        this.#changed();
        await this.#untilNextTry(rest, signal);
        outgoing.waiting = false;
        if (!this.#outgoing.includes(outgoing)) throw error;
      }
    }
    return null;
  }

  /** For how long to wait before the next try, or null if there is none to be made. */
  #restBefore(error: unknown, tries: number, outgoing: Outgoing): number | null {
    const rest = backoffMs(tries);
    if (!(error instanceof Problem) || error.isOutage) return rest;
    if (!error.isRefusal) return tries < MOST_FAILURES ? rest : null;
    // Given back while others stand behind it, it would lose its place to them.
    const holdsOthers = tries > 1 || this.#outgoing.at(-1) !== outgoing;
    const { retryAfterS } = error;
    const goesByItself = holdsOthers && retryAfterS !== null && retryAfterS <= LONGEST_REST_S;
    return goesByItself ? Math.max(rest, retryAfterS * 1_000) : null;
  }

  #untilNextTry(rest: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#tryNow(), rest);
      this.#tryNow = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", this.#tryNow);
        this.#tryNow = () => {};
        resolve();
      };
      signal.addEventListener("abort", this.#tryNow);
    });
  }

  async #post(outgoing: Outgoing, signal: AbortSignal): Promise<SendResult> {
    const { file } = outgoing;
    if (file !== null) {
      const progress = (share: number) => {
        outgoing.text = sendingFile(file.name, share);
        if (!signal.aborted) this.#changed();
      };
      return await this.#inSession(signal, (token) =>
        this.#api.sendFile(token, outgoing.clientId, file, progress, signal),
      );
    }
    const content: Content =
      outgoing.buttonToken === null ? { text: outgoing.text } : { button: outgoing.buttonToken };
    return await this.#inSession(signal, (token) =>
      this.#api.sendMessage(token, outgoing.clientId, content, signal),
    );
  }

  /** Sends with the session's token, and once more with that of a new one if the session has ended. */
  async #inSession<Result>(
    signal: AbortSignal,
    send: (token: string) => Promise<Result>,
  ): Promise<Result> {
    const session = await this.#usableSession(signal);
    try {
      return await send(session.token);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      if (this.#session === session) this.#dropSession();
      const fresh = this.#session ?? (await this.#openSession(signal));
      return await send(fresh.token);
    }
  }

  async #usableSession(signal: AbortSignal): Promise<Session> {
    const session = this.#session;
    if (session === null) return this.#openSession(signal);
    if (!isDueForRenewal(session, Date.now())) return session;
    // Messages that are sent together renew together: a token that was renewed is good for a minute only.
    this.#renewing ??= this.#renew(session, signal).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** The same conversation with a new token; the old session if there is no new one to be had. */
  async #renew(session: Session, signal: AbortSignal): Promise<Session> {
    try {
      return await this.#tabs.alone(signal, async () => {
        // While this tab waited for its turn, another one may have renewed.
        if (this.#session !== null && this.#session !== session) return this.#session;
        const { token, expires_at: expiresAt } = await this.#api.refreshSession(session.token, signal);
        signal.throwIfAborted();
        const renewed = { ...session, token, expiresAt };
        this.#goOnWith(renewed);
        this.#tabs.tell(renewed);
        return renewed;
      });
    } catch (error) {
      if (signal.aborted) throw error;
      return session;
    }
  }

  /** Opens a conversation, unless another tab has one: two that are sent to at once must not open two. */
  #openSession(signal: AbortSignal): Promise<Session> {
    return this.#tabs.alone(signal, async () => {
      const theirs = await this.#tabs.ask();
      signal.throwIfAborted();
      if (theirs !== null) this.#adopt(theirs);
      if (this.#session !== null) return this.#session;
      const { opened, account } = await this.#open(signal);
      signal.throwIfAborted();
      const session = {
        conversationId: opened.conversation_id,
        token: opened.token,
        account,
        site: this.site,
        expiresAt: opened.expires_at,
      };
      this.#enter(session);
      this.#owner = opened.owner;
      this.#changed();
      await this.#tabs.hold();
      this.#tabs.tell(session);
      return session;
    });
  }

  /** Another tab has this session. */
  #adopt(session: Session): void {
    const own = this.#session;
    if (session.conversationId === this.#lost) return;
    if (own === null) {
      // Of somebody else, where a site says who is here.
      if (this.#customer !== null && session.account !== this.#customer.id) return;
      this.#enter(session);
      void this.#tabs.hold();
      void this.#catchUp();
      this.#changed();
    } else if (
      own.conversationId === session.conversationId &&
      Date.parse(own.expiresAt) < Date.parse(session.expiresAt)
    ) {
      this.#goOnWith(session);
    }
  }

  #enter(session: Session): void {
    if (this.#log.lastSequence > 0 && this.hasUnsent) this.#notice = say("chat.newConversation");
    this.#forgetLog();
    this.#session = session;
    saveSession(session);
    this.#connect();
  }

  /** The same conversation by a newer token. */
  #goOnWith(session: Session): void {
    this.#session = session;
    saveSession(session);
    this.#connection?.close();
    this.#connect();
  }

  #dropSession(): void {
    this.#lost = this.#session?.conversationId ?? this.#lost;
    this.#session = null;
    this.#tabs.release();
  }

  async #open(signal: AbortSignal): Promise<{ opened: OpenedSession; account: string | null }> {
    const { site } = this;
    const customer = this.#customer;
    const token = customer === null ? null : await customer.token();
    if (customer !== null && token !== null) {
      try {
        const opened = await this.#api.openSession({ account: null, site, identity_token: token }, signal);
        this.dispatchEvent(new SignedInEvent(customer.id));
        return { opened, account: customer.id };
      } catch (error) {
        if (!(error instanceof Problem && error.code === "identity_refused")) throw error;
        // Whoever is not signed in can still ask.
        this.dispatchEvent(new NotSignedInEvent(error));
      }
    }
    const account = this.#account;
    return { opened: await this.#api.openSession({ account, site, identity_token: null }, signal), account };
  }

  #connect(): void {
    if (this.#session === null) return;
    const listener: ConnectionListener = {
      lastSequence: () => this.#log.lastSequence,
      onMessage: (message) => this.#receive([message]),
      onOwner: (owner) => {
        // It comes after the messages there were.
        this.#restoring = false;
        this.#owner = owner;
        void this.askTicket();
        this.#changed();
      },
      onTyping: (typing) => {
        this.#hearTyping(typing);
        this.#changed();
      },
      onWaiting: (waiting) => {
        this.#waiting = waiting;
        this.#changed();
      },
      read: () => this.#read(),
      onUp: () => {
        this.#lineDown = false;
        this.#changed();
        this.#tryNow();
      },
      onDown: () => {
        this.#lineDown = true;
        this.#changed();
      },
      onUnknownSession: () => this.#loseSession(),
    };
    this.#connection = new Connection(this.#api.eventsUrl, this.#session.token, listener);
  }

  /** Nobody says that the person's connection broke: they write until what was said of it lapses. */
  #hearTyping({ for_s: forS }: Typing): void {
    clearTimeout(this.#personTimer);
    this.#personWrites = forS > 0;
    if (!this.#personWrites) return;
    this.#personTimer = setTimeout(() => {
      this.#personWrites = false;
      this.#changed();
    }, forS * 1_000);
  }

  /** What was said stays readable; the next message opens a new conversation. */
  #loseSession(): void {
    this.#connection?.close();
    this.#connection = null;
    this.#dropSession();
    forgetSession();
    this.#lineDown = false;
    this.#restoring = false;
    this.#changed();
  }

  /** Reads what the log has beyond what is here. A server out of reach is the connection's matter. */
  async #catchUp(): Promise<void> {
    try {
      await this.#read();
    } catch {
      // Read again when the line is back.
    }
  }

  /** Throws if the server is out of reach. */
  async #read(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    const { signal } = this.#lifetime;
    try {
      const after = this.#log.lastSequence;
      const { messages, owner } = await this.#api.readMessages(session.token, after, signal);
      if (this.#session !== session) return;
      this.#owner = owner;
      const isHistory = this.#restoring;
      this.#restoring = false;
      this.#receive(messages, isHistory);
    } catch (error) {
      const unknown = error instanceof Problem && error.status === 401;
      if (!unknown) throw error;
      if (this.#session === session) this.#loseSession();
    }
  }

  #receive(messages: readonly Message[], isHistory = false): void {
    const added = this.#log.add(messages);
    const others = added.filter(({ author }) => author !== "customer");
    // Its state may have changed with any message; that there is one says the message with its number.
    if (others.length > 0 && (this.ticket !== null || others.some(({ text }) => TICKET_NUMBER.test(text)))) {
      void this.askTicket();
    }
    for (const message of added) {
      if (message.author !== "customer" && !isHistory) {
        this.dispatchEvent(new ReceivedEvent(message.author, message.agent_name, keyOf(message)));
      }
      if (message.author === "bot" && this.#notice === say("chat.answerLate")) this.#notice = "";
      const clientId = ownClientId(message);
      if (message.author === "customer") this.#codeProblem = "";
      if (clientId !== null && clientId === this.#sendingCode?.clientId) this.#sendingCode.release();
      const confirmed = this.#outgoing.find((outgoing) => outgoing.clientId === clientId);
      if (confirmed === undefined) continue;
      confirmed.text = "";
      this.#outgoing = this.#outgoing.filter((outgoing) => outgoing !== confirmed);
      confirmed.release();
      if (confirmed.waiting) this.#tryNow();
    }
    this.#changed();
  }

  async #explainCode(error: unknown, clientId: string): Promise<void> {
    if (!(error instanceof Problem && error.isRefusal)) {
      // The code may have arrived even though the answer was lost.
      await this.#catchUp();
      if (this.#log.messages.some((message) => ownClientId(message) === clientId)) {
        this.#codeId = null;
        this.#notice = error instanceof Problem ? problemSays(error) : say("chat.answerLate");
        return;
      }
    }
    this.#codeProblem = error instanceof Problem ? problemSays(error) : say("code.notSent");
  }

  async #explain(error: unknown, outgoing: Outgoing): Promise<void> {
    if (error instanceof Problem && error.isRefusal) {
      this.#outgoing = this.#outgoing.filter((candidate) => candidate !== outgoing);
      this.#notice = problemSays(error);
      if (outgoing.buttonToken === null && outgoing.file === null) this.dispatchEvent(new ReturnedEvent(outgoing.text));
      return;
    }
    // The message may have arrived even though its answer was lost.
    await this.#catchUp();
    if (this.#outgoing.includes(outgoing)) {
      outgoing.failed = true;
      if (outgoing.file !== null) outgoing.text = outgoing.file.name;
      if (error instanceof Problem) this.#notice = problemSays(error);
    } else if (this.#log.messages.at(-1)?.client_id === outgoing.clientId) {
      this.#notice = error instanceof Problem ? problemSays(error) : say("chat.answerLate");
    }
  }
}
