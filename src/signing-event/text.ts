import { findingsText } from "../base/fault-text.ts";
import type { Finding } from "../base/finding.ts";
import { firstError } from "../base/finding.ts";
import { code } from "../base/markdown.ts";
import { fingerprint, plain, plural, printable, type Style } from "../base/text.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import type { EventReport, RoleReport } from "./report.ts";
import type { TargetShown, TrustDifference } from "./trust-diff.ts";

/** Names of people and schemes of keys, for showing keyids. */
export interface KeyNames {
  /** What kaprien.yml calls the holder of a key; a label that nobody signed. */
  readonly people: ReadonlyMap<KeyId, string>;
  readonly keys?: ReadonlyMap<KeyId, PublicKey>;
}

const nobody: KeyNames = { people: new Map() };

/** An event as it is shown; JSON-safe but for its maps, which the faces leave out. */
export interface EventView {
  readonly name: string;
  readonly report: EventReport;
  readonly findings: readonly Finding[];
}

/** A key as it is shown everywhere: whose, its fingerprint, and what it is. */
export function keyText(keyid: KeyId, { people, keys }: KeyNames = nobody): string {
  const name = people.get(keyid);
  const scheme = keys?.get(keyid)?.scheme;
  return [name === undefined ? undefined : printable(name), fingerprint(keyid), scheme && `(${printable(scheme)})`]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** One difference as a line: a sign, the role, and what. */
export function differenceText(difference: TrustDifference, names: KeyNames = nobody): string {
  const p = printable;
  switch (difference.kind) {
    case "role":
      return `${difference.change === "added" ? "+" : "-"} role ${p(difference.role)}`;
    case "version":
      return `~ ${p(difference.role)}: version ${difference.before} → ${difference.after}`;
    case "expiry": {
      const { role, before, after } = difference;
      return `~ ${p(role)}: expires ${before === undefined ? "" : `${before} → `}${after}`;
    }
    case "threshold": {
      const { role, before, after } = difference;
      return `~ ${p(role)}: ${before === undefined ? "" : `${before} → `}${plural(after, "signature")} needed`;
    }
    case "key":
      return `${difference.change === "added" ? "+" : "-"} ${p(difference.role)}: key ${keyText(difference.keyid, names)}`;
    case "key content":
      return `! ${p(difference.role)}: the key ${keyText(difference.keyid, names)} is written differently under the same keyid`;
    case "delegation":
      return `${difference.change === "added" ? "+" : "-"} ${p(difference.delegator)} delegates to ${p(difference.role)}`;
    case "paths": {
      const { delegator, role, added, removed } = difference;
      const lists = [...added.map((path) => `+ ${p(path)}`), ...removed.map((path) => `- ${p(path)}`)];
      return `~ ${p(delegator)} → ${p(role)}, paths: ${lists.join(", ")}`;
    }
    case "terminating":
      return `~ ${p(difference.role)}: the search ${difference.after ? "ends" : "goes on"} after it`;
    case "order":
      return `~ ${p(difference.delegator)}: asks in the order ${difference.after.map(p).join(", ")}`;
    case "bins":
      return `~ ${p(difference.delegator)}: ${p(difference.before ?? "no bins")} → ${p(difference.after ?? "no bins")}`;
    case "target": {
      const { role, path, change, before, after } = difference;
      const sign = change === "added" ? "+" : change === "removed" ? "-" : "~";
      const shown = [before, after].flatMap((file) => (file === undefined ? [] : [targetText(file)]));
      return `${sign} ${p(role)}: target ${p(path)} ${shown.join(" → ")}`;
    }
    case "member": {
      const { role, member, before, after } = difference;
      return `! ${p(role)}: the member ${p(member)}, ${p(before ?? "absent")} → ${p(after ?? "absent")}`;
    }
  }
}

function targetText({ length, sha256, more }: TargetShown): string {
  return [`${length} B`, printable(sha256), ...(more === undefined ? [] : [printable(more)])].join(" ");
}

/** Differences of one role beside each other, roles in the order in which they come. */
function byRole(differences: readonly TrustDifference[]): readonly TrustDifference[] {
  const role = (each: TrustDifference): string => ("delegator" in each ? each.delegator : each.role);
  const roles = [...new Set(differences.map(role))];
  return roles.flatMap((name) => differences.filter((each) => role(each) === name));
}

/** Differences as lines, coloured by their sign. */
export function differencesText(
  differences: readonly TrustDifference[],
  names: KeyNames = nobody,
  style: Style = plain,
): string {
  if (differences.length === 0) return "  nothing";
  return byRole(differences)
    .map((difference) => {
      const line = `  ${differenceText(difference, names)}`;
      if (line.startsWith("  +")) return style.good(line);
      return line.startsWith("  ~") ? line : style.bad(line);
    })
    .join("\n");
}

/** Who signed, who may still, for a terminal. */
export function eventText(
  { name, report, findings }: EventView,
  names: KeyNames = nobody,
  style: Style = plain,
): string {
  const refused = firstError(findings) !== undefined;
  const state = refused
    ? style.bad("refused")
    : report.complete
      ? style.good("complete")
      : style.warn(missingText(report));
  const lines = report.roles.map((role) => roleText(role, names, style));
  const found = findings.length > 0 ? [findingsText(findings, style)] : [];
  return [`${style.strong(printable(name))}: ${state}`, ...lines, ...found].join("\n");
}

/** `2 signatures missing`, over all roles. */
export function missingText({ roles }: EventReport): string {
  const count = missingCount({ roles });
  return count === 0 ? "nothing missing" : `needs ${plural(count, "more signature")}`;
}

/** How many more keys have to sign, one counted once for all roles it signs: those that come new, then whoever helps most. */
export function missingCount({ roles }: Pick<EventReport, "roles">): number {
  const chosen = new Set(roles.flatMap(({ unproved }) => unproved));
  const needs = roles.flatMap((role) => role.needs);
  for (;;) {
    const open = needs.filter(
      ({ threshold, signed, missing }) => signed.length + missing.filter((id) => chosen.has(id)).length < threshold,
    );
    const useful = new Map<KeyId, number>();
    for (const { missing } of open)
      for (const id of missing) if (!chosen.has(id)) useful.set(id, (useful.get(id) ?? 0) + 1);
    const [best] = [...useful].sort(([, a], [, b]) => b - a);
    if (best === undefined) return chosen.size;
    chosen.add(best[0]);
  }
}

function roleText(
  { role, version, sha256, needs, unproved, invalid }: RoleReport,
  names: KeyNames,
  style: Style,
): string {
  const lines = needs.flatMap(({ of, threshold, signed, missing, unreadable = [] }) => [
    `    ${signed.length} of ${threshold} by the keys of ${printable(of)}`,
    ...signed.map((id) => style.good(`      ok       ${keyText(id, names)}`)),
    ...missing.map((id) => `      missing  ${keyText(id, names)}${unproved.includes(id) ? ", new: has to sign" : ""}`),
    ...unreadable.map((id) => `      unread   ${keyText(id, names)}: Kaprien cannot read keys of this kind`),
  ]);
  const wrong = invalid.map((id) => style.bad(`      wrong    ${keyText(id, names)}: counts for nothing`));
  return [`  ${role} ${version}  ${style.dim(sha256)}`, ...lines, ...wrong].join("\n");
}

/** The same for a comment: names and paths of strangers are code there. */
export function eventMarkdown({ name, report }: EventView, names: KeyNames = nobody): string {
  const rows = report.roles.flatMap(({ role, version, needs, unproved }) =>
    needs.map(({ of, threshold, signed, missing, unreadable = [] }) => {
      const list = (ids: readonly KeyId[]): string => ids.map((id) => code(keyText(id, names))).join(", ") || "–";
      const fresh = unproved.length > 0 ? `; new, each has to sign: ${list(unproved)}` : "";
      const unread = unreadable.length > 0 ? `; of a kind that Kaprien cannot read: ${list(unreadable)}` : "";
      return `| ${code(`${role} ${version}`)} | ${code(of)} | ${signed.length} of ${threshold} | ${list(signed)} | ${list(missing)}${fresh}${unread} |`;
    }),
  );
  return [
    `**Signing event ${code(name)}: ${report.complete ? "complete" : missingText(report)}**`,
    "",
    "| Role | Keys of | Signed | Who | Missing |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    report.complete
      ? `Put it into force with \`kaprien event finish ${name}\`, or let the action do it.`
      : `Sign with \`kaprien sign ${name}\`.`,
  ].join("\n");
}

/** The names for keys that a verdict carries. */
export function keyNames({ people = {} }: { readonly people?: Readonly<Record<KeyId, string>> }): KeyNames {
  return { people: new Map(Object.entries(people)) };
}

/** What to do about an event. The name was checked when the event was read. */
export function eventCommand({ name, report }: { readonly name: string; readonly report: EventReport }): string {
  return report.complete ? `kaprien event finish ${name}` : `kaprien sign ${name}`;
}
