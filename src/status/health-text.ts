import { printed } from "../base/fault-text.ts";
import type { Finding } from "../base/finding.ts";
import { capped, code, quiet, row } from "../base/markdown.ts";
import { plain, plural, printable, type Style, tableText } from "../base/text.ts";
import { clientFaults } from "../client/faults.ts";
import { sha256 } from "../tuf/digest.ts";
import { countdown } from "./text.ts";

/** How a live site stands: what the `monitor` operation returns. JSON-safe. */
export interface Health {
  /**
   * `good`: everything verifies, and goes on doing so as long as was asked for. `expiring`: everything verifies, but something
   * runs out too soon. `broken`: a client would refuse something today, or cannot reach the site.
   */
  readonly health: "good" | "expiring" | "broken";
  /** Address of the site. */
  readonly site: string;
  /** Every role that verified, root first; all hash bins as one, by the first of them to expire. */
  readonly roles: readonly HealthRole[];
  /** What does not hold, then what expired, then what soon will; the first one decides the exit code. */
  readonly findings: readonly Finding[];
  /** Versions; 0 for what did not verify. */
  readonly root: number;
  readonly snapshot: number;
  readonly timestamp: number;
  /** How many targets and hash bins verified. */
  readonly targets: number;
  readonly bins: number;
  /** When the first role runs out, as `YYYY-MM-DDTHH:MM:SSZ`; absent when none verified. */
  readonly nextExpiry?: string;
}

export interface HealthRole {
  readonly role: string;
  readonly version: number;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly expires: string;
  /** Whole days until then, rounded down; negative once expired. */
  readonly days: number;
  readonly state: "ok" | "soon" | "expired";
  /** Whether online keys sign it. */
  readonly online: boolean;
}

/** The verdict and its first reason, in one line: for a heading, or an issue's title. */
export function healthHeadline(health: Health): string {
  const [first, ...others] = health.findings;
  const word = { good: "Good", expiring: "Expiring", broken: "Broken" }[health.health];
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `${word}: ${first === undefined ? nextToExpire(health) : printed(first).title}${more}`;
}

function nextToExpire({ roles }: Health): string {
  const [soonest] = [...roles].sort((a, b) => (a.expires < b.expires ? -1 : 1));
  const next = soonest === undefined ? "" : `; ${printable(soonest.role)} expires first, ${countdown(soonest.days)}`;
  return `everything verifies and stays valid${next}`;
}

/** 0 good, 1 not reached, 3 does not verify, 5 expired or expiring. */
export function healthExit({ findings: [first] }: Health): number {
  if (first === undefined) return 0;
  const { exit } = first.of.entry;
  // Elsewhere some of these are a mistake in somebody's own file; on a site they are what clients stop at.
  return exit === 5 || first.of === clientFaults.CLIENT_OFFLINE ? exit : 3;
}

/** A person's table, with what is wrong below it. */
export function healthText(health: Health, style: Style = plain): string {
  const mark = { good: style.good, expiring: style.warn, broken: style.bad }[health.health];
  const [verdict, ...reason] = healthHeadline(health).split(":");
  const rows = health.roles.map((role) => cells(health, role).map(printable));
  const table =
    rows.length === 0 ? [] : ["", ...tableText([["role", "version", "keys", "expires", "", "state"], ...rows], style)];
  const findings = health.findings.map((finding) => {
    const { title, meaning, fix } = printed(finding);
    const word = finding.severity === "error" ? style.bad("error") : style.warn("warning");
    return `${word}: ${title} [${finding.code}]\n  ${style.dim("why")} ${meaning}\n  ${style.dim("fix")} ${fix}`;
  });
  return [
    `${mark(verdict ?? "")}:${reason.join(":")}`,
    ...table,
    "",
    style.dim(printable(`${health.site}: ${read(health)}`)),
    ...findings,
  ].join("\n");
}

/** The state of a site for an issue or a job's summary: the verdict in words first, then the roles, then what to do. */
export function healthMarkdown(health: Health): string {
  const [verdict, ...reason] = healthHeadline(health).split(":");
  const rows = health.roles.map((role) => {
    const [name = "", version = "", keys = "", expires = "", left = "", state = ""] = cells(health, role);
    return row([code(name), version, keys, expires, left, state === "ok" ? state : `**${state}**`]);
  });
  const head = ["| Role | Version | Signed by | Expires | | State |", "|---|--:|---|---|---|---|"];
  const findings = health.findings.map((finding) => {
    const { title, meaning, fix } = printed(finding);
    return `- **${finding.severity}** ${quiet(title)} (${code(finding.code)})\n  **Why:** ${quiet(meaning)}\n  **Fix:** ${quiet(fix)}`;
  });
  const parts = [
    `### Kaprien: **${verdict}**:${quiet(reason.join(":"))}`,
    `${code(health.site)}: ${read(health)}, read as a client would.`,
    ...(rows.length === 0 ? [] : [[...head, ...rows].join("\n")]),
    ...(findings.length === 0 ? [] : [findings.join("\n")]),
  ];
  const whole = `${parts.join("\n\n")}\n`;
  return capped(whole, sha256);
}

function cells({ bins }: Health, { role, version, online, expires, days, state }: HealthRole): readonly string[] {
  const name = role === "bins" ? `bins (${bins})` : role;
  return [name, String(version), online ? "online" : "people", expires.slice(0, 10), countdown(days), state];
}

function read({ roles, root, snapshot, timestamp, targets }: Health): string {
  if (roles.length === 0) return "nothing verified";
  return `root ${root}, snapshot ${snapshot}, timestamp ${timestamp}, ${plural(targets, "target")}`;
}
