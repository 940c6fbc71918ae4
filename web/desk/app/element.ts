/**
 * <giftline-desk>: the desk itself: views, list, conversation and brief side by side, or one at a time
 * where there is no room; the keyboard, the dialogs, and what is said aloud.
 */
import { html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";

import { controls } from "../../shared/controls.ts";
import type { PutReplyEvent } from "../action/element.ts";
import type { ActionFlow } from "../action/flow.ts";
import { DeskApi } from "../api.ts";
import type { DecideEvent, GiftlineDeskApprovals } from "../approvals/element.ts";
import type { ActAgainEvent, AskActionEvent, GiftlineDeskBrief } from "../brief/element.ts";
import type { DraftEvent, SendEvent, SendFileEvent } from "../composer/element.ts";
import { deskControls } from "../controls.ts";
import type { AskMoveEvent, GiftlineDeskConversation } from "../conversation/element.ts";
import type { RelabelEvent, SendAgainEvent, TakeBackEvent } from "../entry/element.ts";
import { door, gear, keyboard } from "../icons.ts";
import { KeyReader, type Command } from "../keys.ts";
import type { GiftlineDeskList, OpenEvent, SearchEvent, SelectEvent } from "../list/element.ts";
import type { GiftlineDeskMentions, MentionEvent } from "../mentions/element.ts";
import type { DoneEvent, MoveEvent, Reasoned } from "../move/element.ts";
import type { MoveKind } from "../moves.ts";
import { fragmentOf, placeOf } from "../place.ts";
import { loadPrefs, savePrefs, type Prefs } from "../prefs.ts";
import type { PrefsEvent } from "../settings/element.ts";
import { DeskChangeEvent, DeskSaysEvent, DeskState, SignedOutEvent, WaitsEvent } from "../state.ts";
import {
  ANONYMOUS,
  APPROVALS,
  BRIEF,
  CONVERSATIONS,
  DESK,
  EMPTY,
  FOUND,
  KEYS,
  LINE_DOWN,
  MENTIONS,
  MOVES,
  NONE_OPEN,
  NONE_OPEN_KEYS,
  NOTHING_FOUND,
  OPEN_CONVERSATION,
  PAGES,
  SETTINGS,
  SIGN_OUT,
  TAKE_FIRST,
  VIEWS,
  waiting,
  waitsForYou,
} from "../texts.ts";
import type { Macro, Mention } from "../words.ts";
import { listedOf, type ShowEvent } from "../views/element.ts";
import { styles } from "./styles.ts";

const SIGN_IN = "/desk/sign-in";
const TICK_MS = 15_000;
const PROBLEM_FOR_MS = 8_000;

type Pane = "list" | "conversation" | "brief";
type Dialog = Reasoned | "keys" | "settings" | "action" | "macros" | null;

export class GiftlineDesk extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    topics: { type: Object },
    pane: { state: true },
    dialog: { state: true },
    problem: { state: true },
    said: { state: true },
    nowMs: { state: true },
    prefs: { state: true },
    showsBrief: { state: true },
    showsApprovals: { state: true },
    macros: { state: true },
    showsMentions: { state: true },
  };

  /** The titles of the cases by their names. */
  declare topics: Readonly<Record<string, string>>;
  declare pane: Pane;
  declare dialog: Dialog;
  declare problem: string;
  /** What was said aloud last. */
  declare said: string;
  declare nowMs: number;
  declare prefs: Prefs;
  declare showsBrief: boolean;
  /** What waits for approval is shown instead of the list. */
  declare showsApprovals: boolean;
  /** Those of the open conversation, once they are there. */
  declare macros: readonly Macro[] | null;
  /** The notes that name this agent stand in place of the list. */
  declare showsMentions: boolean;

  readonly #state = new DeskState(new DeskApi());
  readonly #keys = new KeyReader();
  #flow: ActionFlow | null = null;
  #lifetime = new AbortController();
  #tick: ReturnType<typeof setInterval> | undefined;
  #problemTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.topics = {};
    this.pane = "list";
    this.dialog = null;
    this.problem = "";
    this.said = "";
    this.nowMs = Date.now();
    this.prefs = loadPrefs();
    this.showsBrief = true;
    this.showsApprovals = false;
    this.macros = null;
    this.showsMentions = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#lifetime = new AbortController();
    const { signal } = this.#lifetime;
    const state = this.#state;
    state.addEventListener(DeskChangeEvent.type, () => this.#changed(), { signal });
    state.addEventListener(DeskSaysEvent.type, (event) => this.#says(event as DeskSaysEvent), { signal });
    state.addEventListener(SignedOutEvent.type, () => location.assign(SIGN_IN), { signal });
    state.addEventListener(WaitsEvent.type, (event) => this.#notify(event as WaitsEvent), { signal });
    window.addEventListener("keydown", (event) => this.#keydown(event), { signal });
    window.addEventListener("hashchange", () => this.#goToPlace(), { signal });
    document.addEventListener("visibilitychange", () => this.#seenAgain(), { signal });
    this.#tick = setInterval(() => (this.nowMs = Date.now()), TICK_MS);
    void state.start();
    this.#goToPlace();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#lifetime.abort();
    this.#state.stop();
    clearInterval(this.#tick);
    clearTimeout(this.#problemTimer);
  }

  get #list(): GiftlineDeskList | null {
    return this.renderRoot.querySelector("giftline-desk-list");
  }

  get #approvals(): GiftlineDeskApprovals | null {
    return this.renderRoot.querySelector("giftline-desk-approvals");
  }

  get #mentions(): GiftlineDeskMentions | null {
    return this.renderRoot.querySelector("giftline-desk-mentions");
  }

  get #conversation(): GiftlineDeskConversation | null {
    return this.renderRoot.querySelector("giftline-desk-conversation");
  }

  get #brief(): GiftlineDeskBrief | null {
    return this.renderRoot.querySelector("giftline-desk-brief");
  }

  protected override render() {
    const state = this.#state;
    const { open, me, listed } = state;
    const hasBrief = open?.brief != null;
    return html`
      <div
        class="panes"
        data-pane=${this.pane === "brief" && !hasBrief ? "conversation" : this.pane}
        data-brief=${hasBrief && this.showsBrief}
        @desk-show=${(event: ShowEvent) => this.#show(event.listed)}
        @desk-search=${(event: SearchEvent) => state.show({ ...state.listed, query: event.query })}
        @desk-select=${(event: SelectEvent) => state.select(event.id)}
        @desk-open=${(event: OpenEvent) => this.#open(event.id)}
        @desk-take-next=${() => this.#takeNext()}
        @desk-show-mentions=${() => this.#showMentions()}
        @desk-mention=${(event: MentionEvent) => this.#openMention(event.mention)}
        @desk-send-file=${(event: SendFileEvent) => state.sendFile(event.file)}
        @desk-relabel=${(event: RelabelEvent) => state.label(event.sequence, event.intent)}
        @desk-more=${() => state.more()}
        @desk-again=${() => state.resync()}
        @desk-older=${() => state.loadOlder()}
        @desk-seen=${() => state.markRead()}
        @desk-draft=${(event: DraftEvent) => this.#keepDraft(event)}
        @desk-send=${(event: SendEvent) => state.send(event.kind, event.text)}
        @desk-send-again=${(event: SendAgainEvent) => state.sendAgain(event.clientId)}
        @desk-take-back=${(event: TakeBackEvent) => this.#takeBack(event.clientId)}
        @desk-ask-move=${(event: AskMoveEvent) => this.#askMove(event.move)}
        @desk-back=${() => this.#back()}
        @desk-brief=${() => this.#toggleBrief()}
        @desk-show-approvals=${() => this.#showApprovals()}
        @desk-decide=${(event: DecideEvent) => this.#decide(event)}
        @desk-ask-action=${(event: AskActionEvent) => this.#askAction(event)}
        @desk-act-again=${(event: ActAgainEvent) => state.actAgain(event.id)}
        @desk-ask-macro=${() => this.#askMacro()}
        @desk-put-reply=${(event: PutReplyEvent) => this.#putReply(event.text)}
      >
        <header class="rail">
          <p class="name"><img src="/favicon.svg" alt="" />${DESK}</p>
          <giftline-desk-views
            .listed=${listed}
            .counts=${state.counts}
            .topics=${this.topics}
            .approvals=${state.decides ? state.approvals.length : null}
            ?showsApprovals=${this.showsApprovals}
            mentions=${state.unreadMentions}
            ?showsMentions=${this.showsMentions}
          ></giftline-desk-views>
          <nav class="pages" aria-label="Pages">
            ${Object.entries(PAGES).map(([name, title]) => html`<a href="/desk/${name}">${title}</a>`)}
          </nav>
          <div class="me">
            <p>${me?.name ?? ""}<span>${me?.role ?? ""}</span></p>
            <div class="tools">
              <button type="button" class="quiet" aria-label=${KEYS} title="${KEYS} (?)" @click=${() => void this.#ask("keys")}>
                ${keyboard}
              </button>
              <button type="button" class="quiet" aria-label=${SETTINGS} title=${SETTINGS} @click=${() => void this.#ask("settings")}>
                ${gear}
              </button>
              <button type="button" class="quiet" aria-label=${SIGN_OUT} title=${SIGN_OUT} @click=${() => state.signOut()}>
                ${door}
              </button>
            </div>
          </div>
        </header>
        <main>
          <h1 class="visually-hidden">${DESK}</h1>
          <section class="list" aria-label=${this.#listName()}>${this.#inPlaceOfList() ?? this.#conversations()}</section>
          <section class="open" aria-label=${OPEN_CONVERSATION}>
            ${open === null
              ? html`<div class="none"><p>${NONE_OPEN}</p><p class="keys">${NONE_OPEN_KEYS}</p></div>`
              : keyed(
                  open.id,
                  html`
                    <giftline-desk-conversation
                      .row=${open.row}
                      .tickets=${open.story?.tickets ?? []}
                      .entries=${open.entries}
                      .draft=${state.drafts.of(open.id)}
                      .me=${{ id: me?.id ?? "", name: me?.name ?? "" }}
                      ?hasOlder=${open.hasOlder}
                      ?loading=${open.loading}
                      .moves=${state.moves}
                      ?holds=${state.holdsOpen}
                      .others=${state.others}
                      .rating=${open.rating}
                      .colleagues=${state.colleagues.agents.filter(({ id }) => id !== me?.id).map(({ name }) => name)}
                      .intents=${state.intents}
                      .labels=${open.labels}
                      files=${state.filesUrl}
                      ?hasBrief=${hasBrief}
                      ?showsBrief=${isBriefAside() ? this.showsBrief : this.pane === "brief"}
                      problem=${open.problem}
                      nowMs=${this.nowMs}
                    ></giftline-desk-conversation>
                  `,
                )}
          </section>
          ${open?.brief != null
            ? html`<section class="brief" aria-label=${BRIEF}>
                <giftline-desk-brief
                  .brief=${open.brief}
                  .actions=${open.actions}
                  me=${me?.email ?? ""}
                  ?holds=${state.holdsOpen}
                  nowMs=${this.nowMs}
                ></giftline-desk-brief>
              </section>`
            : nothing}
        </main>
      </div>
      <div class="bars">
        <p class="line" role="status">${state.lineDown ? LINE_DOWN : nothing}</p>
        <p class="problem" role="alert">${this.problem === "" ? nothing : this.problem}</p>
      </div>
      <p class="visually-hidden" role="log" aria-live="polite" aria-label="News">${this.said}</p>
      ${this.#dialog()}
    `;
  }

  #listName(): string {
    if (this.showsApprovals && this.#state.decides) return APPROVALS.title;
    return this.showsMentions ? MENTIONS : CONVERSATIONS;
  }

  /** What stands where the list of conversations does otherwise. */
  #inPlaceOfList() {
    const { approvals, decides, me, mentions, open } = this.#state;
    if (this.showsApprovals && decides) {
      return html`
        <giftline-desk-approvals
          .actions=${approvals}
          me=${me?.email ?? ""}
          .opened=${open?.id ?? null}
          nowMs=${this.nowMs}
        ></giftline-desk-approvals>
      `;
    }
    if (!this.showsMentions) return null;
    return html`
      <giftline-desk-mentions .mentions=${mentions} nowMs=${this.nowMs}></giftline-desk-mentions>
    `;
  }

  #conversations() {
    const state = this.#state;
    const { listed } = state;
    return html`
      <giftline-desk-list
        heading=${listed.query !== "" ? FOUND : listed.topic === null ? VIEWS[listed.view] : (this.topics[listed.topic] ?? listed.topic)}
        .rows=${state.rows}
        .notices=${state.notices}
        .selected=${state.selected}
        .opened=${state.open?.id ?? null}
        me=${state.me?.id ?? ""}
        query=${listed.query}
        empty=${listed.query === "" ? EMPTY[listed.view] : NOTHING_FOUND}
        problem=${state.listProblem}
        ?loading=${state.listLoading}
        ?hasMore=${state.hasMore}
        ?someoneWaits=${(state.counts?.queue ?? 0) > 0}
        nowMs=${this.nowMs}
      ></giftline-desk-list>
    `;
  }

  #dialog() {
    const done = (event: DoneEvent) => this.#closed(event);
    switch (this.dialog) {
      case null:
        return nothing;
      case "keys":
        return html`<giftline-desk-keys data-asks @desk-done=${done}></giftline-desk-keys>`;
      case "settings":
        return html`<giftline-desk-settings data-asks
          .prefs=${this.prefs}
          @desk-done=${done}
          @desk-prefs=${(event: PrefsEvent) => this.#setPrefs(event.prefs)}
        ></giftline-desk-settings>`;
      case "macros":
        return html`<giftline-desk-macros data-asks
          .macros=${this.macros}
          topic=${this.#state.open?.row.topic ?? nothing}
          @desk-done=${done}
          @desk-put-reply=${(event: PutReplyEvent) => this.#putReply(event.text)}
        ></giftline-desk-macros>`;
      case "action":
        return this.#flow === null
          ? nothing
          : html`<giftline-desk-action data-asks
              .flow=${this.#flow}
              step=${this.#flow.step}
              ?busy=${this.#flow.isBusy}
              problem=${this.#flow.problem}
              ?holds=${this.#state.holdsOpen}
              account=${this.#state.open?.row.customer ?? ""}
              @desk-done=${done}
              @desk-put-reply=${(event: PutReplyEvent) => this.#putReply(event.text)}
            ></giftline-desk-action>`;
      default:
        return html`<giftline-desk-move data-asks
          move=${this.dialog}
          .agents=${this.#state.colleagues.agents.filter(({ id }) => id !== this.#state.me?.id)}
          .teams=${this.#state.colleagues.teams}
          @desk-done=${done}
          @desk-move=${(event: MoveEvent) => this.#move(event)}
        ></giftline-desk-move>`;
    }
  }

  protected override updated(): void {
    const { unread } = this.#state;
    document.title = unread > 0 ? `(${unread}) ${DESK}` : DESK;
  }

  // What others ask for.

  #show(listed: ReturnType<typeof listedOf>): void {
    this.showsApprovals = false;
    this.showsMentions = false;
    this.#state.show(listed);
    this.pane = "list";
    this.#writePlace();
  }

  async #showApprovals(): Promise<void> {
    this.showsApprovals = true;
    this.showsMentions = false;
    this.pane = "list";
    this.#writePlace();
    await this.updateComplete;
    this.#approvals?.focus();
  }

  async #decide({ action, verdict, reason }: DecideEvent): Promise<void> {
    if (verdict === "approve") await this.#state.approve(action.id);
    else await this.#state.decline(action.id, reason);
    // The button that was pressed goes with what was decided.
    this.#approvals?.focus();
  }

  #askAction({ asked }: AskActionEvent): void {
    this.#flow = this.#state.askAction(asked);
    if (this.#flow !== null) void this.#ask("action");
  }

  async #askMacro(): Promise<void> {
    if (!this.#state.holdsOpen) {
      this.#says(new DeskSaysEvent(TAKE_FIRST, true));
      return;
    }
    this.macros = null;
    void this.#ask("macros");
    this.macros = await this.#state.macros();
    if (this.macros === null) this.dialog = null;
  }

  async #putReply(text: string): Promise<void> {
    this.pane = "conversation";
    await this.updateComplete;
    this.#conversation?.putReply(text);
  }

  async #open(id: string): Promise<void> {
    this.pane = "conversation";
    await this.#state.openConversation(id);
    this.#writePlace();
    await this.updateComplete;
    await this.#conversation?.updateComplete;
    this.#conversation?.focus();
  }

  async #takeNext(): Promise<void> {
    if (!(await this.#state.takeNext())) return;
    this.pane = "conversation";
    this.#writePlace();
    await this.updateComplete;
    await this.#conversation?.updateComplete;
    this.#conversation?.focus();
  }

  async #showMentions(): Promise<void> {
    this.showsMentions = true;
    this.showsApprovals = false;
    this.pane = "list";
    await this.updateComplete;
    await this.#mentions?.updateComplete;
    this.#mentions?.focus();
  }

  async #openMention(mention: Mention): Promise<void> {
    await this.#open(mention.conversation);
    if (mention.read_at === null) await this.#state.readMention(mention);
  }

  #keepDraft({ kind, text }: DraftEvent): void {
    this.#state.keepDraft(kind, text);
  }

  #takeBack(clientId: string): void {
    const back = this.#state.open?.takeBack(clientId);
    if (back) this.#conversation?.restore(back.kind, back.text);
  }

  #askMove(move: MoveKind): void {
    const { open } = this.#state;
    if (open === null || !this.#state.moves.includes(move)) return;
    if (move === "take") void this.#take();
    else void this.#ask(move);
  }

  async #take(): Promise<void> {
    await this.#state.move({ move: "take" });
    await this.#keepFocus();
  }

  async #move(event: MoveEvent): Promise<void> {
    await this.#state.move(event.asked);
    await this.#keepFocus();
  }

  async #ask(dialog: Exclude<Dialog, null>): Promise<void> {
    if (this.dialog !== null) {
      // Each is new when it opens.
      this.dialog = null;
      await this.updateComplete;
    }
    this.dialog = dialog;
  }

  async #closed({ target }: DoneEvent): Promise<void> {
    if (!(target as HTMLElement).isConnected) return;
    this.dialog = null;
    await this.#keepFocus();
  }

  /** What had the focus may be gone with the move that it made; then it goes to who this is about. */
  async #keepFocus(): Promise<void> {
    await this.updateComplete;
    await this.#conversation?.updateComplete;
    if (deepActive() === document.body) {
      if (this.#conversation !== null) this.#conversation.focus();
      else (this.#list ?? this.#mentions)?.focus();
    }
  }

  async #back(): Promise<void> {
    if (this.#list?.matches(":focus-within") && this.#list.leaveSearch()) return;
    this.pane = this.pane === "brief" ? "conversation" : "list";
    await this.updateComplete;
    if (this.pane === "list") (this.#approvals ?? this.#mentions ?? this.#list)?.focus();
    else this.#conversation?.focus();
  }

  async #toggleBrief(): Promise<void> {
    if (isBriefAside()) this.showsBrief = !this.showsBrief;
    else {
      this.showsBrief = true;
      this.pane = this.pane === "brief" ? "conversation" : "brief";
      await this.updateComplete;
      if (this.pane === "brief") this.#brief?.focus();
      else this.#conversation?.focus();
    }
  }

  #setPrefs(prefs: Prefs): void {
    this.prefs = prefs;
    savePrefs(prefs);
  }

  // The keyboard.

  /** A dialog tells that it is put away a moment after it is; a key in between is meant for the desk. */
  get #isAsking(): boolean {
    const asking = [...this.renderRoot.querySelectorAll<LitElement>("[data-asks]")];
    return asking.some(({ renderRoot }) => renderRoot.querySelector("dialog[open]") !== null);
  }

  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.#isAsking) return;
    const path = event.composedPath();
    // A dialog of an element's own has the keys to itself.
    if (path.some((passed) => passed instanceof HTMLDialogElement)) return;
    const at = path[0];
    if (isTyping(at)) {
      if (event.key === "Escape") this.#leaveField(at as HTMLElement);
      return;
    }
    if (!this.prefs.singleKeys && event.key !== "Escape" && event.key !== "Enter") return;
    const command = this.#keys.read(event.key, performance.now());
    if (command === null || (command === "open" && isPressable(at))) return;
    event.preventDefault();
    void this.#do(command);
  }

  async #do(command: Command): Promise<void> {
    const state = this.#state;
    switch (command) {
      case "next":
      case "previous":
        if (this.#approvals !== null) return;
        this.showsMentions = false;
        state.step(command === "next" ? 1 : -1);
        if (this.pane === "list" || !isNarrow()) this.#list?.focus();
        return;
      case "open":
        if (state.selected !== null && this.#approvals === null) await this.#open(state.selected);
        return;
      case "take-next":
        await this.#takeNext();
        return;
      case "search":
        this.showsApprovals = false;
        this.showsMentions = false;
        this.pane = "list";
        await this.updateComplete;
        this.#list?.focusSearch();
        return;
      case "queue":
      case "mine":
        this.#show(listedOf(command));
        await this.updateComplete;
        this.#list?.focus();
        return;
      case "all":
        this.#show(listedOf("open"));
        await this.updateComplete;
        this.#list?.focus();
        return;
      case "approvals":
        if (state.decides) await this.#showApprovals();
        else this.#says(new DeskSaysEvent(APPROVALS.notYours, true));
        return;
      case "macro":
        await this.#askMacro();
        return;
      case "back":
        await this.#back();
        return;
      case "keys":
        void this.#ask("keys");
        return;
      case "brief":
        if (state.open?.brief != null) await this.#toggleBrief();
        return;
      default:
        await this.#doWithSelected(command);
    }
  }

  /** The list has the focus: then what is selected there is meant, and not what is open beside it. */
  async #doWithSelected(command: "take" | "reply" | "note" | "return" | "transfer" | "close"): Promise<void> {
    const state = this.#state;
    const isListMeant = state.open === null || this.#list?.matches(":focus-within");
    if (isListMeant && state.selected !== null && state.selected !== state.open?.id) await this.#open(state.selected);
    const { open } = state;
    if (open === null) return;
    if (command === "note") this.#conversation?.write("note");
    else if (command === "reply") {
      if (state.holdsOpen) this.#conversation?.write("reply");
      else this.#says(new DeskSaysEvent(TAKE_FIRST, true));
    } else if (state.moves.includes(command)) this.#askMove(command);
    else this.#says(new DeskSaysEvent(`${MOVES[command]}: not as things are.`, true));
  }

  #leaveField(field: HTMLElement): void {
    if (this.#list?.renderRoot.contains(field)) {
      this.#list.leaveSearch();
      this.#list.focus();
    } else this.#conversation?.focus();
  }

  // What the state says.

  #changed(): void {
    this.nowMs = Date.now();
    this.requestUpdate();
  }

  #says({ text, isProblem }: DeskSaysEvent): void {
    if (!isProblem) {
      this.said = text;
      return;
    }
    this.problem = text;
    clearTimeout(this.#problemTimer);
    this.#problemTimer = setTimeout(() => (this.problem = ""), PROBLEM_FOR_MS);
  }

  #notify({ row, queue }: WaitsEvent): void {
    const isSeen = document.visibilityState === "visible" && document.hasFocus();
    if (!this.prefs.notify || isSeen || Notification.permission !== "granted") return;
    const shown = new Notification(row === null ? waiting(queue) : waitsForYou(row.customer ?? ANONYMOUS), {
      tag: row?.id ?? "queue",
    });
    shown.addEventListener("click", () => {
      window.focus();
      if (row !== null) void this.#open(row.id);
      shown.close();
    });
  }

  #seenAgain(): void {
    if (document.visibilityState !== "visible") return;
    this.nowMs = Date.now();
    this.#state.resync();
  }

  #goToPlace(): void {
    const { listed, conversation, approvals } = placeOf(location.hash);
    this.showsApprovals = approvals;
    const now = this.#state.listed;
    if (
      listed.view !== now.view ||
      listed.topic !== now.topic ||
      !this.hasUpdated
    ) {
      this.#state.show(listed);
    }
    if (conversation !== null && conversation !== this.#state.open?.id) void this.#open(conversation);
  }

  #writePlace(): void {
    const { listed, open } = this.#state;
    const fragment = fragmentOf({ listed, conversation: open?.id ?? null, approvals: this.showsApprovals });
    if (fragment !== location.hash) history.replaceState(null, "", fragment);
  }
}

/** Whether there is room for the brief beside the conversation. */
function isBriefAside(): boolean {
  return matchMedia("(min-width: 75rem)").matches;
}

function isNarrow(): boolean {
  return matchMedia("(max-width: 47.99rem)").matches;
}

/** Whether keys go into a text there. */
function isTyping(at: EventTarget | undefined): boolean {
  if (!(at instanceof HTMLElement)) return false;
  const isText = at instanceof HTMLInputElement && !["radio", "checkbox", "button"].includes(at.type);
  return isText || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement || at.isContentEditable;
}

/** Whether Enter means something there already. */
function isPressable(at: EventTarget | undefined): boolean {
  return at instanceof HTMLElement && at.closest("button, a, summary, input, select") !== null;
}

function deepActive(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  // An element whose focused part is gone keeps the focus, and does nothing with it.
  return active?.localName.startsWith("giftline-") ? document.body : active;
}
