import { plain, plural, type Style } from "./text.ts";

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
  }[];
}

/** A person's table. */
export function statusText(view: StatusView, style: Style = plain): string {
  if (!view.signed) return "Nothing is signed yet. Run `kaprien worker` to make the first commit.";
  const rows = view.roles.map(({ role, version, threshold, keys, expires, days, state, online }) => [
    role === "bins" ? `bins (${view.bins})` : role,
    String(version),
    `${threshold} of ${keys.length}`,
    online ? "online" : "people",
    expires.slice(0, 10),
    days < 0 ? `${plural(-days, "day")} ago` : `in ${plural(days, "day")}`,
    state,
  ]);
  const table = [["role", "version", "signatures", "keys", "expires", "", "state"], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row, index) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const state = row.at(-1);
    const text = cells.join("  ").trimEnd();
    if (index === 0) return style.dim(text);
    return state === "expired" ? style.bad(text) : state === "due" ? style.warn(text) : text;
  });
  const pending = view.pending ? ["Merged changes wait for the worker: run `kaprien worker`."] : [];
  return [
    ...lines,
    "",
    `${plural(view.targets, "target")} published, signed commit ${view.commit?.slice(0, 12)}`,
    ...pending,
  ].join("\n");
}
