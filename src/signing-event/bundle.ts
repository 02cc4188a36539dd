import { Fault } from "../base/fault.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { treeOfFiles } from "../git/tree.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { decodeJson, isObject, toPlain } from "../tuf/json.ts";
import { decodeEventSignature, type EventSignature, eventLimits, eventName, eventPaths } from "./event-file.ts";
import { eventFiles, trustFiles } from "./event-files.ts";
import { signingEventFaults } from "./faults.ts";

/** Everything that a machine without network needs to look at an event: one file to carry over. */
export interface Bundle {
  readonly event: string;
  readonly names: Names;
  /** Files of the branch people merge to, under `trust/`; none for a ceremony. */
  readonly base: Tree | undefined;
  readonly head: Tree;
}

const bundleFormat = 1;
/** Bytes that a bundle may have. */
export const bundleLimit = 32_000_000;

/** An event with what it changes, as one file for `kaprien sign draft.json`. Holds nothing secret. Faults `EVENT_FILE_INVALID`. */
export async function exportEvent(
  base: Tree | undefined,
  head: Tree,
  names: Names,
  event: string,
): Promise<Uint8Array> {
  const text = (files: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
    Object.fromEntries([...files].map(([path, bytes]) => [path, textOf(path, bytes)]));
  const trust = base === undefined ? new Map<string, Uint8Array>() : await trustFiles(base, names);
  const bundle = {
    kaprien: bundleFormat,
    event,
    trust: names.trust,
    base: text(trust),
    head: text(await eventFiles(head, names, event)),
  };
  return new TextEncoder().encode(`${JSON.stringify(bundle, undefined, 1)}\n`);
}

/** The text of a file, from which the same bytes come back. */
function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw signingEventFaults.EVENT_FILE_INVALID({ file, reason: "it is not text" }, { cause });
  }
}

/** Reads a bundle. Nothing in it is believed: it is verified like a branch. Faults `EVENT_BUNDLE_INVALID`. */
export function readBundle(bytes: Uint8Array, file: string, names: Names): Bundle {
  const invalid = (reason: string): Fault => signingEventFaults.EVENT_BUNDLE_INVALID({ file, reason });
  const json = parsed(bytes, file);
  const format = isObject(json) ? json.get("kaprien") : undefined;
  if (!isObject(json) || typeof format !== "number") throw invalid("it is not a file that `kaprien event export` made");
  if (format > bundleFormat) throw repositoryFaults.FORMAT_NEWER({ format, known: bundleFormat });
  const [event, trust, base, head] = ["event", "trust", "base", "head"].map((member) => json.get(member));
  if (typeof event !== "string" || typeof trust !== "string" || !isObject(base) || !isObject(head))
    throw invalid("a member is missing");
  const own = `${eventPaths({ trust }, eventName(event)).directory}/`;
  const files = (object: ReadonlyMap<string, unknown>, belongs: (path: string) => boolean): Map<string, Uint8Array> =>
    new Map(
      [...object].map(([path, text]) => {
        if (typeof text !== "string" || !belongs(path)) throw invalid(`${path} does not belong there`);
        return [path, new TextEncoder().encode(text)];
      }),
    );
  const below = files(base, (path) => path.startsWith(`${trust}/`) && !path.startsWith(`${trust}/event/`));
  return {
    event,
    names: { ...names, trust },
    base: below.size === 0 ? undefined : treeOfFiles(below),
    head: treeOfFiles(new Map([...below, ...files(head, (path) => path.startsWith(own))])),
  };
}

function parsed(bytes: Uint8Array, file: string): ReturnType<typeof decodeJson> {
  try {
    return decodeJson(bytes);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw signingEventFaults.EVENT_BUNDLE_INVALID({ file, reason: "it is not JSON" }, { cause });
  }
}

/** Signatures on their way back, as one file. */
export function writeSignatures(event: string, signatures: readonly EventSignature[]): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ kaprien: bundleFormat, event, signatures }, undefined, 1)}\n`);
}

/** Reads what {@link writeSignatures} wrote. Faults `EVENT_BUNDLE_INVALID`, `EVENT_FILE_INVALID`. */
export function readSignatures(
  bytes: Uint8Array,
  file: string,
): { readonly event: string; readonly signatures: readonly EventSignature[] } {
  const plain = toPlain(parsed(bytes, file)) as { kaprien?: unknown; event?: unknown; signatures?: unknown };
  if (typeof plain?.kaprien === "number" && plain.kaprien > bundleFormat)
    throw repositoryFaults.FORMAT_NEWER({ format: plain.kaprien, known: bundleFormat });
  if (typeof plain?.event !== "string" || !Array.isArray(plain.signatures))
    throw signingEventFaults.EVENT_BUNDLE_INVALID({ file, reason: "it is not a file that `kaprien sign --out` made" });
  if (plain.signatures.length > eventLimits.signatures)
    throw signingEventFaults.EVENT_BUNDLE_INVALID({ file, reason: "there are too many signatures" });
  const signatures = plain.signatures.map((each: unknown) => decodeEventSignature(each, file));
  return { event: eventName(plain.event), signatures };
}
