import { findingsText } from "../base/fault-text.ts";
import type { Finding } from "../base/finding.ts";
import { plain, plural, type Style, tableText } from "../base/text.ts";
import type { EventReport } from "../signing-event/report.ts";
import { eventCommand, eventText, type KeyNames } from "../signing-event/text.ts";
import type { KeyId } from "../tuf/key.ts";

/** How a repository stands: what the `status` operation returns. JSON-safe. */
export interface StatusView {
  /** False before the worker's first run; then there is nothing else. */
  readonly signed: boolean;
  readonly commit?: string;
  readonly targets: number;
  readonly bins: number;
  /** Whether the intent branch holds anything the worker has not fulfilled. */
  readonly pending: boolean;
  /** Top-level and delegated roles; all hash bins as one, by the first of them to expire. */
  readonly roles: readonly {
    readonly role: string;
    readonly version: number;
    readonly threshold: number;
    readonly keys: readonly string[];
    /** `YYYY-MM-DDTHH:MM:SSZ`. */
    readonly expires: string;
    /** Whole days until then; negative once expired. */
    readonly days: number;
    readonly state: "ok" | "due" | "expired";
    readonly online: boolean;
    /** What makes it again, where people sign it and it is due. */
    readonly command?: string;
  }[];
  /** Signing events whose branches still hold their drafts; without a report when one cannot be read. */
  readonly events: readonly {
    readonly name: string;
    readonly report?: EventReport;
    readonly findings: readonly Finding[];
  }[];
  /** What the settings call the holders of keys. */
  readonly people: Readonly<Record<KeyId, string>>;
}

/** A person's table. */
export function statusText(view: StatusView, style: Style = plain): string {
  if (!view.signed)
    return ["Nothing is signed yet. Run `kaprien worker` to make the first commit.", ...eventLines(view, style)].join(
      "\n",
    );
  const rows = view.roles.map(({ role, version, threshold, keys, expires, days, state, online }) => [
    role === "bins" ? `bins (${view.bins})` : role,
    String(version),
    `${threshold} of ${keys.length}`,
    online ? "online" : "people",
    expires.slice(0, 10),
    countdown(days),
    state,
  ]);
  const lines = tableText([["role", "version", "signatures", "keys", "expires", "", "state"], ...rows], style);
  const pending = view.pending ? ["Merged changes wait for the worker: run `kaprien worker`."] : [];
  return [
    ...lines,
    "",
    `${plural(view.targets, "target")} published, signed commit ${view.commit?.slice(0, 12)}`,
    ...pending,
    ...renewalLines(view, style),
    ...eventLines(view, style),
  ].join("\n");
}

/** What people have to sign soon, and how that begins; of a role that an open event makes again, the event. */
function renewalLines({ roles, events }: StatusView, style: Style): readonly string[] {
  return roles.flatMap(({ role, days, state, command }) => {
    if (command === undefined) return [];
    const event = events.find(({ report }) => report?.roles.some((each) => each.role === role));
    const what = `${role} ${days < 0 ? "expired" : "expires"} ${countdown(days)}`;
    const how = event === undefined ? `people renew it: ${command}` : `the signing event ${event.name} makes it again`;
    return [`${state === "expired" ? style.bad(what) : style.warn(what)}; ${how}`];
  });
}

function eventLines({ events, people }: StatusView, style: Style): readonly string[] {
  const names: KeyNames = { people: new Map(Object.entries(people)) };
  return events.flatMap(({ name, report, findings }) => {
    return report === undefined
      ? ["", style.strong(name), findingsText(findings, style)]
      : [
          "",
          `signing event ${eventText({ name, report, findings }, names, style)}`,
          `  next: ${eventCommand({ name, report })}`,
        ];
  });
}

/** `in 3 days`, `within a day`, `2 days ago`, from whole days that are left, rounded down. */
export function countdown(days: number): string {
  if (days === 0) return "within a day";
  return days < 0 ? `${plural(-days, "day")} ago` : `in ${plural(days, "day")}`;
}
