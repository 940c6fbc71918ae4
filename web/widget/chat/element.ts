/**
 * <giftline-chat account="..." site="..." locale="..." theme="...">: the whole widget. It joins one conversation to
 * the elements that show it, and holds what stands around them: header, menu, connection banner, status line, what is
 * unread, closed conversation.
 * What happens in the conversation is decided in ../conversation.ts; who the account is, outside.
 */
import { html, nothing, type PropertyValues } from "lit";

import { ChatApi } from "../../shared/api.ts";
import { controls } from "../../shared/controls.ts";
import { close, mark } from "../../shared/icons.ts";
import { askToNotify, canNotify, loadAlerts, notify, playTone, saveAlerts, type Alerts } from "../alerts.ts";
import type { LoadFile } from "../attachment/element.ts";
import type { CodeSubmitEvent } from "../code-field/element.ts";
import type { ChooseFileEvent, ComposeEvent, GiftlineComposer } from "../composer/element.ts";
import { ChangeEvent, Conversation, ForgetEvent, ReceivedEvent, ReturnedEvent } from "../conversation.ts";
import type { GiftlineLog } from "../log/element.ts";
import type { MenuEvent } from "../menu/element.ts";
import type { RetryEvent } from "../message/element.ts";
import type { QuickReplyEvent } from "../quick-replies/element.ts";
import type { RateEvent } from "../rating/element.ts";
import {
  authorName,
  chooseTag,
  directionInUse,
  formatsInUse,
  languageInUse,
  ownerStatus,
  say,
  speak,
  SpeakingElement,
  waitingSays,
} from "../texts.ts";
import { fileNameOf, transcriptOf } from "../transcript.ts";
import { styles } from "./styles.ts";

/** Whether customers of this server can go on in Slack: the page that it serves says so. */
const isInSlack = document.querySelector("meta[name=giftline-slack]") !== null;

/** How many messages of others came while the customer was not looking: `unread` has changed. */
export class UnreadEvent extends Event {
  static readonly type = "unread";
  readonly count: number;
  constructor(count: number) {
    super(UnreadEvent.type);
    this.count = count;
  }
}

/** The chat is to be put away. Only where it is `closable`. */
export class CloseChatEvent extends Event {
  static readonly type = "chat-close";
  constructor() {
    super(CloseChatEvent.type, { bubbles: true, composed: true });
  }
}

export class GiftlineChat extends SpeakingElement {
  static override styles = [controls, styles];
  static override properties = {
    account: {},
    site: {},
    locale: {},
    theme: { reflect: true },
    closable: { type: Boolean },
    shown: { attribute: false },
    linking: { state: true },
  };

  /** Whose conversation this is; null for somebody not signed in. Another account: a new conversation. */
  declare account: string | null;

  /** The site whose page shows the chat; null on the server's own page. Set it before the chat is shown. */
  declare site: string | null;

  /** The language as a tag, such as "de-AT"; null for that of the page, or else one that the reader has. */
  declare locale: string | null;

  /** "light" or "dark"; anything else is as the reader's system has it. */
  declare theme: string | null;

  /** Whether the page around it can put it away. */
  declare closable: boolean;

  /** False while whatever is around the chat has put it out of sight. */
  declare shown: boolean;

  /** Whether the customer looks at a code for Slack. */
  declare linking: boolean;

  #unread = 0;
  /** The key of the first message that the customer was not looking at; it stays marked until they go again. */
  #newFrom: string | null = null;
  /** Null until it is asked for. */
  #chosenAlerts: Alerts | null = null;
  #alertsProblem = "";
  readonly #looks = () => this.#look();

  readonly #conversation = new Conversation(new ChatApi());

  constructor() {
    super();
    this.account = null;
    this.site = null;
    this.locale = null;
    this.theme = null;
    this.closable = false;
    this.shown = true;
    this.linking = false;
    this.#conversation.addEventListener(ReceivedEvent.type, (event) => this.#hear(event as ReceivedEvent));
    this.#conversation.addEventListener(ChangeEvent.type, () => this.#changed());
    this.#conversation.addEventListener(ForgetEvent.type, () => {
      this.#composer?.clear();
      this.linking = false;
    });
    this.#conversation.addEventListener(ReturnedEvent.type, (event) => {
      this.#composer?.restore((event as ReturnedEvent).text);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#looks);
    this.#conversation.site = this.site;
    window.addEventListener("beforeunload", this.#warn);
    void this.#conversation.resume(this.account);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#looks);
    window.removeEventListener("beforeunload", this.#warn);
    this.#conversation.leave();
  }

  /** For the page around the chat, which may know who the customer is. */
  get conversation(): Conversation {
    return this.#conversation;
  }

  override focus(options?: FocusOptions): void {
    this.#composer?.focus(options);
  }

  /** Puts a code where it is asked for, or else into the composer, for the customer to send or change. */
  insertCode(code: string): void {
    if (!this.#log?.insertCode(code)) this.#composer?.insert(code);
  }

  /** How many messages of others came while the customer was not looking. */
  get unread(): number {
    return this.#unread;
  }

  get #alerts(): Alerts {
    this.#chosenAlerts ??= loadAlerts();
    return this.#chosenAlerts;
  }

  get #isLookedAt(): boolean {
    return this.shown && document.visibilityState === "visible";
  }

  get #composer(): GiftlineComposer | null {
    return this.renderRoot.querySelector("giftline-composer");
  }

  get #log(): GiftlineLog | null {
    return this.renderRoot.querySelector("giftline-log");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && changed.has("account")) this.#conversation.startOver(this.account);
    if (!this.hasUpdated || changed.has("locale")) {
      const page = this.parentElement?.closest("[lang]") ?? document.documentElement;
      void speak(chooseTag([this.locale, page.getAttribute("lang"), ...navigator.languages]), navigator.languages);
    }
    if (this.hasUpdated && changed.has("shown")) this.#look();
    this.lang = languageInUse();
    this.dir = directionInUse();
  }

  protected override render() {
    const { entries, openButtons, openForm, codeProblem, sendingCode } = this.#conversation;
    const { answering, personWrites, restoring, lineDown, owner, notice } = this.#conversation;
    const { rating, ratingProblem, waiting, ticket } = this.#conversation;
    const closed = owner === "closed";
    return html`
      <header>
        ${mark}
        <div>
          <h1>${say("product")}</h1>
          <p>${say("subtitle")}</p>
        </div>
        <giftline-menu
          ?begun=${entries.length > 0}
          ?mayLeave=${entries.length > 0 && (owner === "bot" || closed)}
          .alerts=${() => this.#alerts}
          ?canNotify=${canNotify()}
          ?inSlack=${isInSlack && this.#conversation.isSignedIn}
          problem=${this.#alertsProblem}
          @menu-choice=${this.#choosesInMenu}
        ></giftline-menu>
        ${this.closable
          ? html`<button
              class="icon close"
              type="button"
              data-testid="close"
              aria-label=${say("launcher.close")}
              title=${say("launcher.close")}
              @click=${() => this.dispatchEvent(new CloseChatEvent())}
            >${close}</button>`
          : nothing}
      </header>
      ${this.linking
        ? html`<giftline-link .make=${this.#makeLinkCode} @link-closed=${this.#linked}></giftline-link>`
        : nothing}
      <p class="banner" role="status">${lineDown ? say("chat.connectionLost") : nothing}</p>
      <giftline-log
        .entries=${entries}
        .choices=${openButtons}
        .form=${openForm}
        .load=${this.#load}
        .ticket=${ticket}
        .newFrom=${this.#newFrom}
        .codeProblem=${codeProblem}
        ?sendingCode=${sendingCode}
        ?answering=${answering}
        ?personWrites=${personWrites}
        ?restoring=${restoring}
        @quick-reply=${this.#choose}
        @message-retry=${this.#retry}
        @code-submit=${this.#sendCode}
        @input=${this.#editCode}
      ></giftline-log>
      <div class="foot">
        <p class="status" data-testid="status" data-owner=${owner} role="status">${
          ownerStatus(owner) || nothing
        }</p>
        <p class="waiting" data-testid="waiting" role="status">${
          waiting === null ? nothing : waitingSays(waiting, new Date()).join(" ") || nothing
        }</p>
        ${rating?.asked
          ? html`<giftline-rating
              .rating=${rating}
              problem=${ratingProblem}
              @rate=${this.#rate}
            ></giftline-rating>`
          : nothing}
        ${closed
          ? html`<button class="primary" type="button" @click=${this.#startNew}>${say("chat.startNew")}</button>`
          : nothing}
        <giftline-composer
          notice=${notice}
          @compose=${this.#compose}
          @choose-file=${this.#sendFile}
          @input=${this.#edited}
        ></giftline-composer>
      </div>
    `;
  }

  #hear({ author, agentName, key }: ReceivedEvent): void {
    if (author === "system" || this.#isLookedAt) return;
    if (this.#unread === 0) this.#newFrom = key;
    this.#setUnread(this.#unread + 1);
    if (this.#alerts.sound) playTone();
    if (this.#alerts.notifications) notify(say("alert.newFrom", { name: agentName ?? authorName(author) }));
  }

  #changed(): void {
    // Whoever has another conversation now has read nothing of it.
    if (this.#conversation.entries.length === 0) this.#setUnread(0);
    this.requestUpdate();
  }

  /** The customer has come, or gone. */
  #look(): void {
    if (!this.#isLookedAt) return;
    this.#setUnread(0);
    void this.#conversation.askTicket();
  }

  #setUnread(count: number): void {
    if (count === this.#unread) return;
    this.#unread = count;
    this.dispatchEvent(new UnreadEvent(count));
    this.requestUpdate();
  }

  #choosesInMenu({ choice }: MenuEvent): void {
    if (choice === "transcript") void this.#saveTranscript();
    else if (choice === "new") void this.#startNew();
    else if (choice === "slack") this.linking = true;
    else void this.#switchAlert(choice);
  }

  async #switchAlert(which: keyof Alerts): Promise<void> {
    const on = !this.#alerts[which];
    const refused = on && which === "notifications" && !(await askToNotify());
    this.#alertsProblem = refused ? say("menu.blocked") : "";
    if (!refused) {
      this.#chosenAlerts = { ...this.#alerts, [which]: on };
      saveAlerts(this.#alerts);
      if (on && which === "sound") playTone();
    }
    this.requestUpdate();
  }

  async #saveTranscript(): Promise<void> {
    const now = new Date();
    const lines = (await this.#conversation.readAll()).map(({ sentAt, author, agentName, text }) => {
      return { sentAt, by: agentName ?? authorName(author), text };
    });
    const time = new Intl.DateTimeFormat(formatsInUse(), { dateStyle: "medium", timeStyle: "short" }).format(now);
    const heading = `${say("product")}\n${say("transcript.saved", { time })}`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([transcriptOf(heading, lines, formatsInUse())], { type: "text/plain" }));
    link.download = fileNameOf(now);
    link.click();
    // The browser has begun to save by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
  /** What is unsent lives in this page only, so the browser asks before the page goes. */
  readonly #warn = (event: BeforeUnloadEvent): void => {
    if (this.#conversation.hasUnsent) event.preventDefault();
  };

  #compose({ text }: ComposeEvent): void {
    this.#newFrom = null;
    this.#conversation.sendText(text);
  }

  #sendFile({ file }: ChooseFileEvent): void {
    this.#conversation.sendFile(file);
  }

  readonly #load: LoadFile = (id, part) => this.#conversation.readFile(id, part);

  readonly #makeLinkCode = () => this.#conversation.makeLinkCode();

  #linked(): void {
    this.linking = false;
  }

  #rate({ score, comment }: RateEvent): void {
    void this.#conversation.rate(score, comment);
  }

  #choose({ choice }: QuickReplyEvent): void {
    // The pressed button goes away; without this the focus would fall back to the top of the page.
    this.#log?.focus({ preventScroll: true });
    if (choice.sends !== undefined) this.#conversation.sendText(choice.sends);
    else this.#conversation.pressButton(choice);
  }

  #retry({ key }: RetryEvent): void {
    this.#log?.focus({ preventScroll: true });
    this.#conversation.retry(key);
  }

  #sendCode({ code }: CodeSubmitEvent): void {
    void this.#conversation.sendCode(code);
  }

  #editCode(): void {
    this.#conversation.editCode();
  }

  #edited(): void {
    this.#conversation.type();
    this.#conversation.dismissNotice();
  }

  async #startNew(): Promise<void> {
    this.#newFrom = null;
    this.#setUnread(0);
    this.#conversation.startOver(this.account);
    await this.updateComplete;
    this.#composer?.focus();
  }
}

declare global {
  interface HTMLElementEventMap {
    unread: UnreadEvent;
  }
}
