/**
 * <giftline-desk-chart>: a picture of some figures, with the figures as a table under it. The picture is
 * for eyes alone: whoever cannot see it, or wants the numbers, reads the table. Colours are the theme's.
 */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
} from "chart.js";
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { deskControls } from "../controls.ts";
import { AS_CSV, AS_TABLE, NO_FIGURES } from "../texts.ts";
import { styles } from "./styles.ts";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** `columns` stand on end over time, `rows` lie beside their names, `lines` join what is known. */
export type ChartKind = "columns" | "rows" | "lines";

export interface Series {
  readonly name: string;
  /** As they are drawn; null is not known. */
  readonly values: readonly (number | null)[];
  /** As the table and the tip write them. */
  readonly written: readonly string[];
}

/** One after the other for the series; each has 3:1 against the surface, in light and dark. */
const COLOURS = ["--giftline-accent", "--giftline-soon"];
const ROW_PX = 34;
const AROUND_ROWS_PX = 80;
const NARROW_PX = 480;
/** Names take up to three lines there. */
const NARROW_ROW_PX = 48;

export class GiftlineDeskChart extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    heading: {},
    kind: {},
    over: {},
    names: { attribute: false },
    series: { attribute: false },
    csv: {},
    unit: {},
  };

  declare heading: string;
  declare kind: ChartKind;
  /** What the names are: the head of the table's first column. */
  declare over: string;
  declare names: readonly string[];
  declare series: readonly Series[];
  /** Where the table is as CSV. */
  declare csv: string;
  /** What the numbers are, where that is no count. */
  declare unit: string;

  #chart: Chart | null = null;
  #lifetime = new AbortController();

  constructor() {
    super();
    this.heading = "";
    this.kind = "columns";
    this.over = "";
    this.names = [];
    this.series = [];
    this.csv = "";
    this.unit = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#lifetime = new AbortController();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw(), {
      signal: this.#lifetime.signal,
    });
    // Taken out and put back, it has nothing new to render and still has to draw.
    if (this.hasUpdated) this.#draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#lifetime.abort();
    this.#chart?.destroy();
    this.#chart = null;
  }

  protected override render() {
    const isEmpty = this.names.length === 0;
    return html`
      <section aria-labelledby="heading">
        <div class="head">
          <h2 id="heading">${this.heading}</h2>
          ${isEmpty ? nothing : html`<a href=${this.csv} download aria-label="${this.heading}, ${AS_CSV}">${AS_CSV}</a>`}
        </div>
        ${isEmpty
          ? html`<p>${NO_FIGURES}</p>`
          : html`
              <div class="picture"><canvas aria-hidden="true"></canvas></div>
              <details>
                <summary>${AS_TABLE}</summary>
                <div class="scroll" tabindex="0" role="group" aria-labelledby="heading">
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">${this.over}</th>
                        ${this.series.map(({ name }) => html`<th scope="col">${name}</th>`)}
                      </tr>
                    </thead>
                    <tbody>
                      ${this.names.map(
                        (name, at) => html`
                          <tr>
                            <th scope="row">${name}</th>
                            ${this.series.map(({ written }) => html`<td>${written[at]}</td>`)}
                          </tr>
                        `,
                      )}
                    </tbody>
                  </table>
                </div>
              </details>
            `}
      </section>
    `;
  }

  protected override updated(): void {
    this.#draw();
  }

  #draw(): void {
    this.#chart?.destroy();
    this.#chart = null;
    const canvas = this.renderRoot.querySelector("canvas");
    const picture = canvas?.parentElement;
    if (!canvas || !picture) return;
    picture.style.blockSize = this.kind === "rows" ? `${this.names.length * (this.offsetWidth < NARROW_PX ? NARROW_ROW_PX : ROW_PX) + AROUND_ROWS_PX}px` : "16rem";
    this.#chart = new Chart(canvas, this.#configuration());
  }

  #configuration(): ChartConfiguration<"bar" | "line", (number | null)[], string> {
    // The theme's values are light and dark in one, which the drawing does not know how to read: the browser does.
    const theme = getComputedStyle(this);
    const colour = (name: string) => {
      this.style.outlineColor = `var(${name})`;
      return theme.outlineColor;
    };
    const isStacked = this.kind !== "lines";
    const isLying = this.kind === "rows";
    const most = this.offsetWidth < NARROW_PX ? 16 : 36;
    const along = {
      grid: { display: false },
      stacked: isStacked,
      ticks: {
        color: colour("--giftline-ink-muted"),
        autoSkip: !isLying,
        // A name beside its row breaks where it would be cut off; one under a column is short.
        callback: (_: unknown, at: number) => (isLying ? lines(this.names[at] ?? "", most) : this.names[at]),
      },
    };
    const across = {
      beginAtZero: true,
      stacked: isStacked,
      grid: { color: colour("--giftline-line-soft") },
      ticks: { color: colour("--giftline-ink-muted"), precision: 0 },
      title: { display: this.unit !== "", text: this.unit, color: colour("--giftline-ink-muted") },
    };
    return {
      type: this.kind === "lines" ? "line" : "bar",
      data: {
        labels: [...this.names],
        datasets: this.series.map(({ name, values }, at) => {
          const own = colour(COLOURS[at % COLOURS.length] ?? "");
          return {
            label: name,
            data: [...values],
            backgroundColor: own,
            borderColor: own,
            maxBarThickness: 28,
            pointStyle: at === 0 ? ("circle" as const) : ("rectRot" as const),
            pointRadius: 4,
            spanGaps: true,
          };
        }),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: isLying ? "y" : "x",
        font: { family: colour("--giftline-font") },
        scales: isLying ? { x: across, y: along } : { x: along, y: across },
        plugins: {
          legend: {
            display: this.series.length > 1,
            align: "start",
            labels: { color: colour("--giftline-ink"), usePointStyle: true },
          },
          tooltip: {
            callbacks: {
              label: ({ datasetIndex, dataIndex }) => {
                const series = this.series[datasetIndex];
                return `${series?.name ?? ""}: ${series?.written[dataIndex] ?? ""}`;
              },
            },
          },
        },
      },
    };
  }
}

/** The text on lines of at most so many characters, broken between words. */
function lines(text: string, most: number): string[] {
  const broken: string[] = [];
  for (const word of text.split(" ")) {
    const last = broken.at(-1);
    if (last !== undefined && last.length + word.length < most) broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  return broken;
}
