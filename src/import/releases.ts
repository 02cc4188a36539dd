import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import type { Names } from "../config/names.ts";
import { parseReleaseFile, releaseLimit, releaseLine, releaseText } from "../release/release-file.ts";
import { foldPath } from "../release/target-path.ts";
import type { Json } from "../tuf/json.ts";
import type { TargetFile } from "../tuf/targets.ts";
import { importFaults } from "./faults.ts";
import type { FoundRepository } from "./verify.ts";

/** Release files for what the online roles of a repository list, so that what is asked for is what is published. */
export interface ImportedReleases {
  /** By path, relative to the repository. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly targets: number;
  readonly findings: readonly Finding[];
}

type Listed = readonly [path: string, target: TargetFile];

/** Half of what one proposal may bring along by default, so that a merge of it needs no other setting. */
const mostGroups = 100;
const mostTargets = 10_000;

/**
 * One file for each release that the paths show (`app/1.4.0/…` is `app/1.4.0.json`); for each product where those are too many, and one
 * for all where these are. Targets of offline roles are left out: their roles stay as people signed them.
 */
export function releasesOf({ delegated }: Pick<FoundRepository, "delegated">, names: Names): ImportedReleases {
  const findings: Finding[] = [];
  const listed: Listed[] = [];
  for (const [role, { kind, envelope }] of delegated) {
    if (kind === "people") continue;
    for (const [path, target] of envelope.signed.targets) {
      const problem = problemOf(target);
      if (problem !== undefined)
        findings.push(finding(importFaults.IMPORT_TARGET_UNFIT, { path, role, reason: problem.reason }, problem.how));
      listed.push([path, target]);
    }
  }
  listed.sort(([a], [b]) => (a < b ? -1 : 1));
  const files = new Map<string, Uint8Array>();
  for (const [release, targets] of grouped(listed))
    for (const part of partsOf(targets)) files.set(free(release, files, names), new TextEncoder().encode(part));
  return { files, targets: listed.length, findings };
}

/** What a release file cannot say of a target. */
function problemOf({
  hashes,
  rest,
}: TargetFile): { reason: string; how: { severity: Finding["severity"] } } | undefined {
  const error = { severity: "error" } as const;
  if (!/^[0-9a-f]{64}$/.test(hashes.get("sha256") ?? "")) return { reason: "it has no SHA-256", how: error };
  if (!/^[0-9a-f]{128}$/.test(hashes.get("sha512") ?? "0".repeat(128)))
    return { reason: "its SHA-512 is not one", how: error };
  const lost = [...[...hashes.keys()].filter((name) => name !== "sha256" && name !== "sha512"), ...rest.keys()];
  if (lost.length === 0) return undefined;
  return { reason: `${lost.join(", ")} will no longer be listed with it`, how: { severity: "warning" } };
}

function grouped(listed: readonly Listed[]): ReadonlyMap<string, readonly Listed[]> {
  const [releases, products] = [groupsBy(listed, releaseOf), groupsBy(listed, productOf)];
  if (releases.size <= mostGroups) return releases;
  return products.size <= mostGroups ? products : groupsBy(listed, () => all);
}

const all = "imported/targets";

function releaseOf(path: string): string {
  const [product, release, below] = path.split("/");
  return below === undefined ? productOf(path) : named(`${product}/${release}`);
}

function productOf(path: string): string {
  const [product, below] = path.split("/");
  return below === undefined ? all : named(`${product}/imported`);
}

function named(release: string): string {
  return parseReleaseFile(`${release}.json`) === undefined ? all : release;
}

/** Groups whose names differ in letters that some file systems do not tell apart are one (T23), products likewise. */
function groupsBy(listed: readonly Listed[], nameOf: (path: string) => string): ReadonlyMap<string, readonly Listed[]> {
  const spelled = new Map<string, string>();
  const one = (name: string): string => {
    const known = spelled.get(foldPath(name)) ?? name;
    spelled.set(foldPath(name), known);
    return known;
  };
  const groups = new Map<string, Listed[]>();
  for (const entry of listed) {
    const [product = "", release = ""] = nameOf(entry[0]).split("/");
    const name = one(`${one(product)}/${release}`);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** The texts of as many files as the targets need: each within what is read of one, and within what one may list. */
function partsOf(targets: readonly Listed[]): readonly string[] {
  const around = Buffer.byteLength(releaseText([], new Map()));
  const parts: string[][] = [[]];
  let size = around;
  for (const [path, target] of targets) {
    const line = releaseLine(asProposed(path, target));
    const bytes = Buffer.byteLength(line) + 2;
    if (size + bytes > releaseLimit || (parts.at(-1)?.length ?? 0) >= mostTargets) {
      parts.push([]);
      size = around;
    }
    parts.at(-1)?.push(line);
    size += bytes;
  }
  return parts.map((lines) => releaseText(lines, new Map()));
}

function asProposed(path: string, { length, hashes, custom }: TargetFile): Json {
  const known = [...hashes].filter(([algorithm]) => algorithm === "sha256" || algorithm === "sha512");
  return new Map<string, Json>([
    ["path", path],
    ["length", length],
    ["hashes", new Map(known)],
    ...(custom === undefined ? [] : ([["custom", custom]] as const)),
  ]);
}

/** `<release>.json`, or with a number behind it when that is taken. */
function free(release: string, taken: ReadonlyMap<string, unknown>, names: Names): string {
  const folded = new Set([...taken.keys()].map(foldPath));
  for (let number = 1; ; number++) {
    const file = `${names.targets}/${release}${number === 1 ? "" : `-${number}`}.json`;
    if (!folded.has(foldPath(file))) return file;
  }
}
