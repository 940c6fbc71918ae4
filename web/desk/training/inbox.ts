/**
 * The lines to decide on, one at a time, without a pixel. A decision shows at once and is sent in order
 * behind those before it; one that the server refuses brings its line back.
 */

export type LineState = "open" | "labelled" | "skipped" | "exported";

export interface Line {
  readonly id: string;
  readonly text: string;
  readonly guessed: string | null;
  readonly confidence: number | null;
  readonly why: "unsure" | "handed_over" | "relabelled";
  readonly state: LineState;
  readonly label: string | null;
  readonly labelled_by: string | null;
  readonly conversation: string | null;
}

export interface Intent {
  readonly intent: string;
  readonly title: string;
  readonly key: string | null;
}

export interface Page {
  readonly lines: readonly Line[];
  readonly counts: Readonly<Record<LineState, number>>;
}

/** What the inbox asks of the server. */
export interface TrainingApi {
  trainingLines(state: LineState, most: number): Promise<Page>;
  labelLine(id: string, intent: string, text: string | null): Promise<Line>;
  skipLine(id: string): Promise<void>;
  putLineBack(id: string): Promise<void>;
}

interface Decision {
  /** The line as it was. */
  readonly line: Line;
  readonly state: LineState;
}

const AT_ONCE = 50;
/** With so few left, more are read. */
const FEW = 5;

export class Inbox {
  readonly #api: TrainingApi;
  readonly #changed: (error: unknown) => void;
  #state: LineState = "open";
  #lines: readonly Line[] = [];
  #counts: Record<LineState, number> = { open: 0, labelled: 0, skipped: 0, exported: 0 };
  #done: Decision[] = [];
  /** What was decided and may not have reached the server: it is not shown again when lines are read. */
  readonly #away = new Set<string>();
  #sending: Promise<void> = Promise.resolve();
  #reading = false;
  #isLoaded = false;
  #hasMore = false;

  /** `changed` hears of every change, with what went wrong or null. */
  constructor(api: TrainingApi, changed: (error: unknown) => void) {
    this.#api = api;
    this.#changed = changed;
  }

  get state(): LineState {
    return this.#state;
  }
  get isLoaded(): boolean {
    return this.#isLoaded;
  }
  get current(): Line | null {
    return this.#lines[0] ?? null;
  }
  get next(): readonly Line[] {
    return this.#lines.slice(1, 4);
  }
  get counts(): Readonly<Record<LineState, number>> {
    return this.#counts;
  }
  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  async show(state: LineState): Promise<void> {
    this.#state = state;
    this.#lines = [];
    this.#done = [];
    this.#isLoaded = false;
    await this.#sending;
    this.#away.clear();
    await this.#read();
  }

  label(intent: string, text: string | null = null): void {
    this.#decide("labelled", (line) => this.#api.labelLine(line.id, intent, text));
  }

  skip(): void {
    this.#decide("skipped", (line) => this.#api.skipLine(line.id));
  }

  /** Puts the last line that was decided on back, as it was. */
  undo(): void {
    const last = this.#done.pop();
    if (last === undefined) return;
    const { line } = last;
    this.#lines = [line, ...this.#lines];
    this.#count(last.state, line.state);
    this.#send(async () => {
      if (line.state === "labelled" && line.label !== null) {
        await this.#api.labelLine(line.id, line.label, line.text);
      } else if (line.state === "skipped") {
        await this.#api.skipLine(line.id);
      } else {
        await this.#api.putLineBack(line.id);
      }
      this.#away.delete(line.id);
    });
    this.#changed(null);
  }

  /** Everything that was decided has been sent. */
  get settled(): Promise<void> {
    return this.#sending;
  }

  #decide(state: LineState, ask: (line: Line) => Promise<unknown>): void {
    const line = this.current;
    if (line === null) return;
    const decision = { line, state };
    this.#lines = this.#lines.slice(1);
    this.#away.add(line.id);
    this.#done.push(decision);
    this.#count(line.state, state);
    this.#send(async () => {
      try {
        await ask(line);
      } catch (error) {
        this.#away.delete(line.id);
        this.#done = this.#done.filter((one) => one !== decision);
        if (!this.#lines.some(({ id }) => id === line.id)) this.#lines = [line, ...this.#lines];
        this.#count(state, line.state);
        throw error;
      }
    });
    this.#changed(null);
    if (this.#hasMore && this.#lines.length <= FEW) void this.#sending.then(() => this.#read());
  }

  #count(from: LineState, to: LineState): void {
    this.#counts = { ...this.#counts, [from]: this.#counts[from] - 1 };
    this.#counts = { ...this.#counts, [to]: this.#counts[to] + 1 };
  }

  #send(what: () => Promise<void>): void {
    this.#sending = this.#sending.then(what).catch((error: unknown) => this.#changed(error));
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const { state } = this;
    try {
      const page = await this.#api.trainingLines(state, AT_ONCE);
      if (state === this.#state) this.#take(page);
      this.#changed(null);
    } catch (error) {
      this.#changed(error);
    } finally {
      this.#reading = false;
    }
    // Another list was chosen meanwhile.
    if (state !== this.#state) await this.#read();
  }

  #take({ lines, counts }: Page): void {
    const known = new Set([...this.#lines.map(({ id }) => id), ...this.#away]);
    this.#lines = [...this.#lines, ...lines.filter(({ id }) => !known.has(id))];
    this.#counts = { ...counts };
    this.#hasMore = lines.length === AT_ONCE;
    this.#isLoaded = true;
  }
}
