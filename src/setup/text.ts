import { fingerprint, plain, plural, printable, type Style, size } from "../base/text.ts";
import { formatInstant } from "../base/time.ts";
import {
  type CeremonyRole,
  clientCost,
  type Design,
  everyPath,
  type FirstTrust,
  offlineRoles,
  onlineRoles,
} from "../signing-event/first-trust.ts";

/** What a review shows; a prepared ceremony has this shape. */
export interface CeremonyView {
  readonly design: Design;
  readonly unsigned: FirstTrust;
  /** Key names by keyid. */
  readonly names: ReadonlyMap<string, string>;
  /** SHA-256 of exactly the bytes that each offline role's signatures will cover, in hex. */
  readonly digests: ReadonlyMap<(typeof offlineRoles)[number], string>;
}

export const reviewedRoles: readonly CeremonyRole[] = [...offlineRoles, ...onlineRoles];

const purposes: Readonly<Record<CeremonyRole, string>> = {
  root: "names the keys of every other role; people sign it",
  targets: "says who may release what; people sign it",
  bin: "hands the releases to the bins; people sign it",
  bins: "list what is released; the worker signs them",
  snapshot: "says which versions belong together; the worker signs it",
  timestamp: "says that all of it is fresh; the worker signs it",
};

/** Every role and the digests: what will be signed. Findings are not repeated here. */
export function reviewText(view: CeremonyView, style: Style = plain): string {
  const roles = reviewedRoles.map((role) => `${style.strong(role)}: ${roleText(view, role, style)}`);
  return [...roles, digestsText(view, style)].join("\n\n");
}

/** One role, without its name: purpose, keys, threshold, what may be lost, expiry and delegations. */
export function roleText({ design, unsigned, names }: CeremonyView, role: CeremonyRole, style: Style = plain): string {
  const { keys, threshold } = design.roles[role];
  const shown = keys.map(({ keyid }) => printable(names.get(keyid) ?? "unnamed"));
  const width = Math.max(0, ...shown.map((name) => name.length));
  const lines = keys.map(
    ({ keyid, scheme }, index) => `  ${shown[index]?.padEnd(width)}  ${fingerprint(keyid)}  ${style.dim(scheme)}`,
  );
  const delegations = delegationsText(design, role);
  return [
    purposes[role],
    `keys, of which ${threshold} must sign; ${spareText(keys.length - threshold, role)}:`,
    ...lines,
    `expires: ${expiryText(design, unsigned, role)}`,
    ...(delegations === undefined ? [] : [`delegates: ${delegations}`]),
  ].join("\n");
}

/** What each offline role's signatures will cover, to be compared by everybody who takes part. */
export function digestsText({ digests }: CeremonyView, style: Style = plain): string {
  const width = Math.max(...offlineRoles.map((role) => role.length));
  const lines = [...digests].map(([role, digest]) => `  ${role.padEnd(width)}  ${digest}`);
  return [style.strong("SHA-256 of exactly the bytes to be signed:"), ...lines].join("\n");
}

/** Bytes that a new client downloads to find one of `targets`, for each number of bins. */
export function sizingText(targets: number, choices: readonly number[], style: Style = plain): string {
  const width = String(Math.max(...choices)).length;
  const lines = choices.map((bins) => `  ${String(bins).padStart(width)} bins  ${size(clientCost(targets, bins))}`);
  return [style.strong(`What a new client downloads to find one of ${plural(targets, "target")}:`), ...lines].join(
    "\n",
  );
}

function spareText(spare: number, role: CeremonyRole): string {
  if (spare > 0) return `you can lose ${plural(spare, "key")}`;
  return role === "root" ? "you cannot lose any" : "you cannot lose any without a new root";
}

function expiryText({ lifetimes }: Design, unsigned: FirstTrust, role: CeremonyRole): string {
  const life = plural(lifetimes[role].expires, "day");
  if (role === "root" || role === "targets" || role === "bin")
    return `${formatInstant(unsigned[role].expires).slice(0, 10)}, in ${life}`;
  return `${life} after each time the worker signs`;
}

function delegationsText({ paths, bins, style }: Design, role: CeremonyRole): string | undefined {
  if (role === "targets") return `to bin: ${pathsText(paths)}`;
  if (role !== "bin") return undefined;
  return `to ${bins} bins, ${style === "succinct" ? "succinct (TAP 15)" : "one list of hash prefixes each"}`;
}

function pathsText(paths: readonly string[]): string {
  const any = paths.length === everyPath.length && paths.every((pattern, index) => pattern === everyPath[index]);
  return any ? `any path of up to ${everyPath.length} segments` : paths.map(printable).join(" ");
}
