import { html, nothing, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Authorization } from "../../../clients/typescript/src/index.ts";
import { counted, formatDay, formatMonth } from "../format.ts";
import { type Lane, type Timeline, timelineOf } from "./timeline-geometry.ts";
import { statusText } from "./wording.ts";

/** As many lanes as a glance takes in; a button shows the others. */
const lanesAtFirst = 8;

/** Further right, a month's name would leave the picture; its line stands for it. */
const mostLabelPercent = 85;

interface AllLanes {
  readonly areShown: boolean;
  readonly toggle: () => void;
}

/** The span of each authorization, today's line, and usage beside the time that has passed. */
export function trackerTimeline(
  authorizations: readonly Authorization[],
  today: string,
  all: AllLanes,
): TemplateResult | typeof nothing {
  const timeline = timelineOf(authorizations, today);
  if (timeline === undefined) return nothing;
  const lanes = all.areShown ? timeline.lanes : timeline.lanes.slice(0, lanesAtFirst);
  const outside = authorizations.length - timeline.lanes.length;
  return html`<figure class="timeline" part="timeline" aria-labelledby="timeline-caption">
    <figcaption id="timeline-caption">
      <span class="legend"><svg aria-hidden="true" width="26" height="12"><rect class="span" width="26" height="12" rx="3" /><rect class="used" width="13" height="12" rx="3" /></svg>
        Authorized days, filled as far as used</span>
      <span class="legend"><svg aria-hidden="true" width="6" height="14"><line class="today" x1="3" x2="3" y1="0" y2="14" /></svg>
        Today, ${formatDay(today)}</span>
    </figcaption>
    <ul id="lanes">
      ${repeat(
        lanes,
        ({ authorization }) => authorization.authorizationId,
        (lane) => laneItem(lane, timeline),
      )}
    </ul>
    <div class="axis" aria-hidden="true">
      <svg width="100%" height="22">
        ${timeline.ticks.filter(({ atPercent }) => atPercent <= mostLabelPercent).map(({ date, atPercent }) => svg`<text x="${atPercent}%" y="15">${formatMonth(date)}</text>`)}
      </svg>
    </div>
    ${
      timeline.lanes.length > lanesAtFirst
        ? html`<button type="button" class="more" part="button" aria-expanded=${all.areShown} aria-controls="lanes" @click=${all.toggle}>
            ${all.areShown ? "Show fewer" : `Show ${timeline.lanes.length - lanesAtFirst} more`}
          </button>`
        : nothing
    }
    ${outside > 0 ? html`<p class="muted small">${counted(outside, "authorization")} ended long ago or ${outside === 1 ? "begins" : "begin"} much later: in the table alone.</p>` : nothing}
  </figure>`;
}

function laneItem(lane: Lane, { ticks, todayPercent }: Timeline): TemplateResult {
  const { authorization, startPercent, widthPercent, usedWidthPercent, timePercent } = lane;
  const { percentUsed, procedure, effectiveDate, expirationDate, status, statusColor } = authorization;
  const used = percentUsed === null ? "Not limited" : `${percentUsed}% used`;
  const sentence =
    `${formatDay(effectiveDate)} to ${formatDay(expirationDate)}. ${used}, ${timePercent}% of the time gone.` +
    (status === null ? "" : ` ${statusText(status, authorization)}.`);
  return html`<li>
    <p>
      <b>${procedure.label}</b>
      <span class="muted">${used} · ${timePercent}% of time</span>
    </p>
    <svg class="lane" width="100%" height="30" role="img" aria-label=${sentence}>
      ${ticks.map(({ atPercent }) => svg`<line class="grid" x1="${atPercent}%" x2="${atPercent}%" y1="0" y2="100%" />`)}
      <rect class="span" x="${startPercent}%" width="${widthPercent}%" y="8" height="14" rx="4" fill=${statusColor ?? "gray"} />
      ${
        usedWidthPercent === null || usedWidthPercent === 0
          ? nothing
          : svg`<rect class="used" x="${startPercent}%" width="${usedWidthPercent}%" y="8" height="14" rx="4" fill=${statusColor ?? "gray"} />`
      }
      <line class="today" x1="${todayPercent}%" x2="${todayPercent}%" y1="0" y2="100%" />
    </svg>
  </li>`;
}
