import { plain, plural, printable, type Style } from "../base/text.ts";

/** A key as `key show` and `key list` have it. JSON-safe. */
export interface KeyView {
  readonly keyid: string;
  readonly keytype: string;
  readonly scheme: string;
  /** As `ssh-keygen -l` prints it; of keys that we can read. */
  readonly ssh?: string;
  /** Whose it is, as kaprien.yml says. */
  readonly name?: string;
}

/** A role and the keys of which `threshold` must sign it; all hash bins as one. */
export interface KeyRole {
  readonly role: string;
  readonly threshold: number;
  readonly keys: readonly KeyView[];
}

/**
 * Where the roles shown come from: `verified` from a trusted root; `unverified`, what the files themselves claim; `none`, there are
 * no such files.
 */
export type Standing = "verified" | "unverified" | "none";

/** What `key show` shows. JSON-safe. */
export interface KeyShowView extends KeyView {
  /** Whether it signed a challenge just now. Otherwise the key is what its file claims. */
  readonly tested: boolean;
  readonly trust: Standing;
  /** Roles that list it. */
  readonly roles: readonly { readonly role: string; readonly threshold: number; readonly keys: number }[];
}

/** A file in the keys directory: its key, or the code of the fault that reading it ended with. */
export type KeyFileView = { readonly file: string } & (KeyView | { readonly problem: string });

/** What `key list` shows. JSON-safe. */
export interface KeyListView {
  readonly trust: Standing;
  readonly roles: readonly KeyRole[];
  readonly directory: string;
  readonly files: readonly KeyFileView[];
  /** Keys of agents and tokens; `unavailable` is the code of the fault with which one could not be asked. */
  readonly offers: readonly {
    readonly scheme: string;
    readonly keys: readonly (KeyView & { readonly uri: string; readonly label?: string })[];
    readonly unavailable?: string;
  }[];
}

/** One key with all there is to know. */
export function keyShowText(view: KeyShowView, style: Style = plain): string {
  const lines: (readonly [string, string | undefined])[] = [
    ["keyid", style.strong(view.keyid)],
    ["type", view.keytype === view.scheme ? view.scheme : `${view.keytype}, ${view.scheme}`],
    ["ssh", view.ssh],
    ["person", view.name && printable(view.name)],
    ["roles", rolesText(view)],
    ["tested", view.tested ? style.good("it signed a challenge, which verifies") : undefined],
  ];
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(6)}  ${value}`])).join("\n");
}

function rolesText({ trust, roles }: KeyShowView): string {
  if (trust === "none") return "no trust was found here";
  const list = roles.map(({ role, threshold, keys }) => `${role} (${threshold} of ${keys})`).join(", ") || "none";
  return trust === "verified" ? list : `${list}; ${unverified}`;
}

const unverified = "nothing was verified, for want of a trusted root";

/** Keys by role, by file and by place. */
export function keyListText(view: KeyListView, style: Style = plain): string {
  return [trustText(view, style), filesText(view, style), ...offersText(view, style)].join("\n\n");
}

function trustText({ trust, roles }: KeyListView, style: Style): string {
  if (trust === "none") return `${style.strong("Roles")}: no trust was found here`;
  const standing = trust === "verified" ? style.good("verified from the trusted root") : style.warn(unverified);
  const lines = roles.flatMap(({ role, threshold, keys }) => [
    `${printable(role)}: ${threshold} of ${plural(keys.length, "key")} must sign`,
    ...table(keys.map((key) => [key.keyid, printable(key.name ?? ""), style.dim(key.scheme)])),
  ]);
  return [`${style.strong("Roles")}: ${standing}`, ...lines].join("\n");
}

function filesText({ directory, files }: KeyListView, style: Style): string {
  const head = `${style.strong("Key files")} in ${printable(directory)}`;
  if (files.length === 0) return `${head}: none`;
  const rows = files.map((found) =>
    "keyid" in found
      ? [found.keyid, printable(found.file), style.dim(found.scheme)]
      : ["no public half is readable".padEnd(64), printable(found.file), style.dim(found.problem)],
  );
  return [`${head}:`, ...table(rows)].join("\n");
}

function offersText({ offers }: KeyListView, style: Style): readonly string[] {
  return offers.map(({ scheme, keys, unavailable }) => {
    const head = `${style.strong("Keys")} of ${scheme}`;
    if (unavailable !== undefined) return `${head}: cannot be asked [${unavailable}]`;
    if (keys.length === 0) return `${head}: none`;
    return [
      `${head}:`,
      ...table(keys.map(({ keyid, uri, label = "" }) => [keyid, printable(uri), style.dim(printable(label))])),
    ].join("\n");
  });
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([, second = ""]) => second.length));
  return rows.map(([first = "", second = "", third = ""]) => `  ${first}  ${second.padEnd(width)}  ${third}`.trimEnd());
}
