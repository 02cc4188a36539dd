import { createHash } from "node:crypto";
import { refusal } from "../base/finding.ts";
import type { Reporter } from "../base/reporter.ts";
import type { Names } from "../config/names.ts";
import { policyFaults } from "../policy/faults.ts";
import { releaseFaults } from "../release/faults.ts";
import { decodeRelease, parseReleaseFile, releaseLimit, releaseLine, releaseText } from "../release/release-file.ts";
import { pathProblem } from "../release/target-path.ts";
import { fromPlain, type Json } from "../tuf/json.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { proposalFaults } from "./faults.ts";

const schema = "https://unpkg.com/kaprien/schema/release.json";

export interface AddOptions {
  /** `<product>/<release>`. */
  readonly release: string;
  /** Paths, directories, globs. */
  readonly files: readonly string[];
  /** Put before every target path, with a slash between. */
  readonly prefix: string;
  /** Directory, relative to `sources`, that is taken off the front of a file's path to make its target path. */
  readonly strip: string;
  /** Release files that this one replaces. */
  readonly replaces: readonly string[];
  readonly unicode: boolean;
  /** Where the bytes can be had: `{name}` stands for a file's own name, `{path}` for its target path. */
  readonly url?: string;
  /** What built the files; for people. */
  readonly source?: { readonly repository?: string; readonly commit?: string; readonly workflow?: string };
}

/** Release files that are not written yet. */
export interface ReleaseFiles {
  /** By path, relative to the repository. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly targets: number;
  /** Sum of the targets' sizes. */
  readonly bytes: number;
}

export interface Added {
  /** Release files written, relative to the repository. */
  readonly files: readonly string[];
  readonly targets: number;
  /** Sum of the targets' sizes. */
  readonly bytes: number;
}

/** A file as a target. */
export interface Measured {
  /** Target path. */
  readonly path: string;
  /** Bytes. */
  readonly length: number;
  readonly sha256: string;
}

/** Writes the release files that {@link makeRelease} makes into `repository`. Faults before anything is written. */
export async function add(
  { repository, ...ports }: { sources: Workspace; repository: Workspace; reporter: Reporter },
  names: Names,
  { dryRun, ...options }: AddOptions & { readonly dryRun: boolean },
): Promise<Added> {
  const { files, ...sums } = await makeRelease(ports, names, options);
  if (!dryRun) await repository.write(files, "refuse");
  return { files: [...files.keys()], ...sums };
}

/**
 * Makes a release file for `files`: hashed as streams, one target a line, so that a diff reads like a list. A list too long for
 * one release file (T17) goes on in `<release>-2.json` and so on. `sources` is where the files are.
 */
export async function makeRelease(
  ports: { sources: Workspace; reporter: Reporter },
  names: Names,
  options: AddOptions,
): Promise<ReleaseFiles> {
  if (parseReleaseFile(`${options.release}.json`) === undefined)
    throw proposalFaults.RELEASE_NAME({ release: options.release });
  const { targets: lines, bytes: total } = await measure(ports, options);
  const files = releaseFiles(lines, names, options);
  for (const [file, bytes] of files) {
    const result = decodeRelease(bytes, file);
    if ("findings" in result) throw refusal(result.findings) ?? new RangeError(file);
  }
  return { files, targets: lines.length, bytes: total };
}

/** Length and digest of files by target path, in the order of the paths. Faults `TARGET_PATH_INVALID`, `RELEASE_DUPLICATE_PATH`. */
export async function measure(
  ports: { readonly sources: Workspace; readonly reporter: Reporter },
  options: Pick<AddOptions, "files" | "prefix" | "strip" | "unicode">,
): Promise<{ readonly targets: readonly Measured[]; readonly bytes: number }> {
  const found = await ports.sources.find(options.files);
  const paths = targetPaths(found, options);
  const total = found.reduce((sum, { size }) => sum + size, 0);
  const lines: Measured[] = [];
  const progress = ports.reporter.progress("hashing", total, "bytes");
  try {
    for (const [index, file] of found.entries()) {
      const hash = createHash("sha256");
      let length = 0;
      for await (const chunk of ports.sources.stream(file.path)) {
        hash.update(chunk);
        length += chunk.length;
        progress.advance(chunk.length);
      }
      lines.push({ path: paths[index] ?? "", length, sha256: hash.digest("hex") });
    }
  } finally {
    progress.done();
  }
  lines.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { targets: lines, bytes: total };
}

function targetPaths(
  found: readonly { path: string }[],
  options: Pick<AddOptions, "prefix" | "strip" | "unicode">,
): readonly string[] {
  const seen = new Map<string, string>();
  return found.map(({ path }) => {
    const stripped =
      options.strip !== "" && path.startsWith(`${options.strip}/`) ? path.slice(options.strip.length + 1) : path;
    // What lies outside keeps its own directories, not the way there.
    const plain = stripped.replace(/^(?:\.\.\/)+/, "");
    const target = options.prefix === "" ? plain : `${options.prefix.replace(/\/$/, "")}/${plain}`;
    const reason = pathProblem(target, options.unicode);
    if (reason !== undefined) throw policyFaults.TARGET_PATH_INVALID({ file: path, path: target, reason });
    const twin = seen.get(target);
    if (twin !== undefined) throw releaseFaults.RELEASE_DUPLICATE_PATH({ file: path, path: target, first: twin });
    seen.set(target, path);
    return target;
  });
}

function releaseFiles(
  lines: readonly Measured[],
  names: Names,
  { release, replaces, url, source }: AddOptions,
): ReadonlyMap<string, Uint8Array> {
  const members = new Map<string, Json>([
    ["$schema", schema],
    ...(replaces.length > 0 ? [["replaces", replaces] as const] : []),
    ...(source === undefined ? [] : [["source", fromPlain(source)] as const]),
  ]);
  const around = Buffer.byteLength(releaseText([], members));
  const parts: string[][] = [[]];
  let size = around;
  for (const { path, length, sha256 } of lines) {
    const where = url === undefined ? {} : { url: addressOf(url, path) };
    const line = releaseLine(fromPlain({ path, length, hashes: { sha256 }, ...where }));
    const bytes = Buffer.byteLength(line) + 2;
    if (size + bytes > releaseLimit) {
      parts.push([]);
      size = around;
    }
    parts.at(-1)?.push(line);
    size += bytes;
  }
  return new Map(
    parts.map((part, index) => {
      const suffix = index === 0 ? "" : `-${index + 1}`;
      return [`${names.targets}/${release}${suffix}.json`, new TextEncoder().encode(releaseText(part, members))];
    }),
  );
}

/** The address of a target's bytes. Its segments are encoded: `~b+1` is not what a server would read otherwise. */
function addressOf(template: string, path: string): string {
  const encoded = path.split("/").map(encodeURIComponent);
  const values = new Map([
    ["{path}", encoded.join("/")],
    ["{name}", encoded.at(-1) ?? ""],
  ]);
  return template.replace(/\{(?:path|name)\}/g, (blank) => values.get(blank) ?? blank);
}
