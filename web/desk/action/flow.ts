/**
 * One ledger action on its way: why it is wanted, what would happen, and what did. Nothing is drawn here.
 * Nothing happens before it is confirmed, and what is confirmed twice is done once.
 */
import { newClientId } from "../../shared/client-id.ts";
import { Problem } from "../../shared/problems.ts";
import { NO_ANSWER } from "../texts.ts";
import type { ActionKind, LedgerAction, WantedAction } from "../words.ts";

export interface ActionsApi {
  previewAction(conversation: string, wanted: WantedAction): Promise<LedgerAction>;
  confirmAction(conversation: string, action: string): Promise<LedgerAction>;
}

/** What it is about: a card by its handle, or whoever writes here. */
export interface Asked {
  readonly kind: ActionKind;
  readonly card: { readonly handle: string; readonly last_four: string } | null;
}

export type Step = "asking" | "previewed" | "over";

export class ActionFlow {
  readonly asked: Asked;
  readonly #api: ActionsApi;
  readonly #conversation: string;
  readonly #changed: (error: unknown) => void;
  #step: Step = "asking";
  #action: LedgerAction | null = null;
  #isBusy = false;
  #problem = "";

  /** `changed` is told of every change, and of the error with which one went wrong, or null. */
  constructor(api: ActionsApi, conversation: string, asked: Asked, changed: (error: unknown) => void) {
    this.#api = api;
    this.#conversation = conversation;
    this.asked = asked;
    this.#changed = changed;
  }

  get step(): Step {
    return this.#step;
  }
  get action(): LedgerAction | null {
    return this.#action;
  }
  get isBusy(): boolean {
    return this.#isBusy;
  }
  /** Why it did not go on; empty when it did. */
  get problem(): string {
    return this.#problem;
  }

  async preview(reason: string, toAccount: string): Promise<void> {
    const { kind, card } = this.asked;
    await this.#do(async () => {
      this.#action = await this.#api.previewAction(this.#conversation, {
        client_id: newClientId(),
        kind,
        reason,
        ...(card === null || kind === "unlock" ? {} : { handle: card.handle }),
        ...(toAccount === "" ? {} : { to_account: toAccount }),
      });
      this.#step = "previewed";
    });
  }

  async confirm(): Promise<void> {
    const action = this.#action;
    if (action === null || this.#step !== "previewed") return;
    await this.#do(async () => {
      this.#action = await this.#api.confirmAction(this.#conversation, action.id);
      // What is decided may not be done yet; confirming it again goes on with it.
      if (this.#action.state !== "decided") this.#step = "over";
    });
  }

  /** To the reason again, before anything has happened. */
  back(): void {
    if (this.#step !== "previewed" || this.#isBusy) return;
    this.#step = "asking";
    this.#problem = "";
    this.#changed(null);
  }

  async #do(doing: () => Promise<void>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#problem = "";
    this.#changed(null);
    let failure: unknown = null;
    try {
      await doing();
    } catch (error) {
      failure = error;
      this.#problem = error instanceof Problem ? error.detail : NO_ANSWER;
    }
    this.#isBusy = false;
    this.#changed(failure);
  }
}
