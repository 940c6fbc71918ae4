/**
 * <giftline-desk-reports>: the figures of some days, as tiles, charts and tables. What is shown stands in
 * the address, so that a report can be sent to a colleague. For supervisors; the server refuses others.
 */
import { html, LitElement, nothing } from "lit";

import { controls } from "../../shared/controls.ts";
import { Problem } from "../../shared/problems.ts";
import { DeskApi } from "../api.ts";
import type { Series } from "../chart/element.ts";
import { deskControls } from "../controls.ts";
import { AS_CSV, LOADING, NO_ANSWER, NO_FIGURES, REPORTS } from "../texts.ts";
import {
  askedOf,
  dayAt,
  dayLabel,
  duration,
  minutes,
  NONE,
  queryOf,
  score,
  searchOf,
  share,
  type Asked,
  type Durations,
  type Promises,
  type Satisfaction,
  type Report,
  type Volume,
} from "./figures.ts";
import { styles } from "./styles.ts";

const SIGN_IN = "/desk/sign-in";
const CSV = "/api/v1/desk/reports.csv";

export class GiftlineDeskReports extends LitElement {
  static override styles = [controls, deskControls, styles];
  static override properties = {
    asked: { state: true },
    report: { state: true },
    problem: { state: true },
    loading: { state: true },
  };

  declare asked: Asked;
  declare report: Report | null;
  declare problem: string;
  declare loading: boolean;

  readonly #api = new DeskApi();
  /** Goes up with every question: an answer to one before is not shown. */
  #number = 0;

  constructor() {
    super();
    this.asked = askedOf(location.search, dayAt(new Date()));
    this.report = null;
    this.problem = "";
    this.loading = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  protected override render() {
    return html`
      <giftline-desk-bar current="reports"></giftline-desk-bar>
      <main>
        <h1>${REPORTS.title}</h1>
        ${this.#form()}
        <p class="problem" role="alert">${this.problem === "" ? nothing : this.problem}</p>
        <p class="status" role="status">${this.loading ? LOADING : this.#about()}</p>
        ${this.report === null ? nothing : this.#figures(this.report)}
      </main>
    `;
  }

  #form() {
    const { first, last, team, by } = this.asked;
    const teams = this.report?.teams ?? [];
    return html`
      <form @change=${this.#changed} @submit=${(event: Event) => event.preventDefault()}>
        <label>${REPORTS.first}<input type="date" name="first" required .value=${first} max=${last} /></label>
        <label>${REPORTS.last}<input type="date" name="last" required .value=${last} min=${first} /></label>
        <label>
          ${REPORTS.by}
          <select name="by">
            <option value="day" ?selected=${by === "day"}>${REPORTS.day}</option>
            <option value="week" ?selected=${by === "week"}>${REPORTS.week}</option>
          </select>
        </label>
        <label>
          ${REPORTS.team}
          <select name="team">
            <option value="">${REPORTS.allTeams}</option>
            ${teams.map((each) => html`<option value=${each} ?selected=${each === team}>${each}</option>`)}
          </select>
        </label>
      </form>
    `;
  }

  #about() {
    return this.report === null ? nothing : REPORTS.about(this.report.zone);
  }

  #figures(report: Report) {
    const { totals, first_response, resolution } = report;
    return html`
      <dl class="tiles">
        ${this.#tile(REPORTS.conversations, String(totals.conversations), REPORTS.handoffs(report.handoffs))}
        ${this.#tile(REPORTS.containment, share(totals.containment), REPORTS.of(totals.contained, totals.conversations))}
        ${this.#tile(REPORTS.handoffRate, share(totals.handoff_rate), REPORTS.of(totals.handed_over, totals.conversations))}
        ${this.#tile(REPORTS.firstResponse, duration(first_response.median_s), nineInTen(first_response))}
        ${this.#tile(REPORTS.resolution, duration(resolution.median_s), nineInTen(resolution))}
        ${this.#tile(REPORTS.answersInTime, share(report.answers_in_time.share), decided(report.answers_in_time))}
        ${this.#tile(REPORTS.resolutionsInTime, share(report.resolutions_in_time.share), decided(report.resolutions_in_time))}
        ${this.#tile(REPORTS.satisfaction, score(report.satisfaction.mean), rated(report.satisfaction))}
      </dl>
      <div class="charts">
        <giftline-desk-chart
          class="wide"
          heading=${REPORTS.volume}
          kind="columns"
          over=${REPORTS.date}
          .names=${report.over_time.map(({ date }) => dayLabel(date))}
          .series=${volumes(report.over_time)}
          csv=${this.#csv("over_time")}
        ></giftline-desk-chart>
        <giftline-desk-chart
          class="wide"
          heading=${REPORTS.times}
          kind="lines"
          unit=${REPORTS.minutes}
          over=${REPORTS.date}
          .names=${report.over_time.map(({ date }) => dayLabel(date))}
          .series=${[
            times(REPORTS.firstResponse, report.over_time.map((step) => step.first_response.median_s)),
            times(REPORTS.resolution, report.over_time.map((step) => step.resolution.median_s)),
          ]}
          csv=${this.#csv("over_time")}
        ></giftline-desk-chart>
        <giftline-desk-chart
          heading=${REPORTS.topics}
          kind="rows"
          over=${REPORTS.topic}
          .names=${report.topics.map(({ title }) => title)}
          .series=${volumes(report.topics)}
          csv=${this.#csv("topics")}
        ></giftline-desk-chart>
        <giftline-desk-chart
          heading=${REPORTS.reasons}
          kind="rows"
          over=${REPORTS.reason}
          .names=${report.reasons.map(({ title }) => title)}
          .series=${[counted(REPORTS.handoffsName, report.reasons.map(({ count }) => count))]}
          csv=${this.#csv("reasons")}
        ></giftline-desk-chart>
      </div>
      ${this.#agents(report)}
    `;
  }

  #tile(name: string, value: string, detail: string) {
    return html`<div><dt>${name}</dt><dd>${value}<small>${detail}</small></dd></div>`;
  }

  #agents({ agents }: Report) {
    return html`
      <section aria-labelledby="agents">
        <div class="head">
          <h2 id="agents">${REPORTS.agents}</h2>
          ${agents.length === 0
            ? nothing
            : html`<a href=${this.#csv("agents")} download aria-label="${REPORTS.agents}, ${AS_CSV}">${AS_CSV}</a>`}
        </div>
        ${agents.length === 0
          ? html`<p>${NO_FIGURES}</p>`
          : html`
              <div class="scroll" tabindex="0" role="group" aria-labelledby="agents">
                <table>
                  <thead>
                    <tr>${REPORTS.agentColumns.map((name) => html`<th scope="col">${name}</th>`)}</tr>
                  </thead>
                  <tbody>
                    ${agents.map(
                      ({ name, taken, replies, conversations, active }) => html`
                        <tr>
                          <th scope="row">${name}</th>
                          ${[taken, replies, conversations, active].map((count) => html`<td>${count}</td>`)}
                        </tr>
                      `,
                    )}
                  </tbody>
                </table>
              </div>
            `}
      </section>
    `;
  }

  #csv(table: string): string {
    return `${CSV}?table=${table}&${queryOf(this.asked)}`;
  }

  #changed(event: Event): void {
    const form = event.currentTarget as HTMLFormElement;
    if (!form.checkValidity()) {
      form.reportValidity();
      return;
    }
    const written = new FormData(form);
    const search = new URLSearchParams();
    for (const [name, value] of written) if (typeof value === "string") search.set(name, value);
    this.asked = askedOf(`?${search}`, dayAt(new Date()));
    history.replaceState(null, "", searchOf(this.asked));
    void this.#read();
  }

  async #read(): Promise<void> {
    const number = (this.#number += 1);
    this.loading = true;
    this.problem = "";
    try {
      const report = await this.#api.report(queryOf(this.asked));
      if (number === this.#number) this.report = report;
    } catch (error) {
      if (number !== this.#number) return;
      if (error instanceof Problem && error.status === 401) location.assign(SIGN_IN);
      this.problem = error instanceof Problem ? error.detail : NO_ANSWER;
    } finally {
      if (number === this.#number) this.loading = false;
    }
  }
}

function nineInTen({ count, p90_s }: Durations): string {
  return count === 0 ? NONE : REPORTS.nineInTen(duration(p90_s));
}

function decided({ met, missed, pending }: Promises): string {
  return [REPORTS.of(met, met + missed), pending === 0 ? "" : REPORTS.pending(pending)].filter(Boolean).join(", ");
}

function rated({ count, share: satisfied }: Satisfaction): string {
  return count === 0 ? REPORTS.ratings(0) : `${REPORTS.ratings(count)}, ${REPORTS.satisfied(share(satisfied))}`;
}

function counted(name: string, values: readonly number[]): Series {
  return { name, values, written: values.map(String) };
}

function volumes(of: readonly Volume[]): readonly Series[] {
  return [
    counted(REPORTS.contained, of.map(({ contained }) => contained)),
    counted(REPORTS.handedOver, of.map(({ handed_over }) => handed_over)),
  ];
}

function times(name: string, seconds: readonly (number | null)[]): Series {
  return { name, values: seconds.map(minutes), written: seconds.map(duration) };
}
