import type { Finding } from "../base/finding.ts";
import { plain, plural, printable, type Style, tableText } from "../base/text.ts";

/** A repository that was taken over, or would be: what `import` returns. JSON-safe. */
export interface ImportView {
  readonly source: string;
  /** SHA-256 of the file of the root that trust starts from now. */
  readonly trustedRoot: string;
  readonly root: number;
  /** Roots of forms that are read for the chain's sake and not written any more. */
  readonly historic: readonly number[];
  /** Top-level and delegated roles; all hash bins as one. */
  readonly roles: readonly ImportedRole[];
  readonly bins: number;
  /** The signing event in which people sign in strict form, where that is needed before the first merge. */
  readonly event?: {
    readonly name: string;
    readonly roles: readonly { readonly role: string; readonly version: number }[];
  };
  /** Every key, with the keyid that it keeps or gets. */
  readonly keys: readonly {
    readonly keyid: string;
    readonly becomes?: string;
    readonly type: string;
    readonly owner?: string;
    readonly roles: readonly string[];
  }[];
  /** Targets that hash bins list, and that roles of offline keys list. */
  readonly targets: number;
  readonly offlineTargets: number;
  readonly findings: readonly Finding[];
  /** Paths written, or to be written. */
  readonly files: readonly string[];
}

export interface ImportedRole {
  readonly role: string;
  readonly version: number;
  readonly threshold: number;
  readonly keyids: readonly string[];
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly expires: string;
  readonly state: "ok" | "expired";
  readonly online: boolean;
}

/** Roles and keys in tables, for a person. */
export function importText(view: ImportView, style: Style = plain): string {
  const roles = view.roles.map(({ role, version, threshold, keyids, expires, state, online }) => [
    role === "bins" ? `bins (${view.bins})` : printable(role),
    String(version),
    `${threshold} of ${keyids.length}`,
    online ? "online" : "people",
    expires.slice(0, 10),
    state,
  ]);
  const keys = view.keys.map(({ keyid, becomes, type, owner, roles }) => {
    const who = owner === undefined ? "" : `  ${printable(owner)}`;
    const now = becomes === undefined ? "" : ` → ${becomes.slice(0, 12)}`;
    return `  ${printable(keyid.slice(0, 12))}${now}  ${printable(type)}${who}  ${style.dim(printable(roles.join(", ")))}`;
  });
  const historic =
    view.historic.length === 0
      ? []
      : [style.dim(`roots of an older form, kept as they are: ${view.historic.join(", ")}`)];
  return [
    `${style.good("verified")} ${printable(view.source)}: roots 1 to ${view.root}, ${plural(view.targets, "target")} in hash bins, ${view.offlineTargets} in roles that people sign`,
    ...tableText([["role", "version", "signatures", "keys", "expires", "state"], ...roles], style),
    view.event === undefined ? "keys, with the keyids they keep:" : "keys, with the keyids they keep or get:",
    ...keys,
    ...historic,
  ].join("\n");
}
