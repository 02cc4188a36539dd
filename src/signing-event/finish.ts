import { formatInstant, type Instant } from "../base/time.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { treeOfFiles } from "../git/tree.ts";
import { intentPaths } from "../repository/layout.ts";
import type { TrustAnchor } from "../repository/trust.ts";
import { readTrust } from "../repository/trust.ts";
import { sha256 } from "../tuf/digest.ts";
import { tufFaults } from "../tuf/faults.ts";
import { eventEntries, trustFiles } from "./event-files.ts";
import { signingEventFaults } from "./faults.ts";
import { type EventPlace, type LoadedEvent, requireSoundEvent } from "./load.ts";
import { foldedFiles } from "./report.ts";
import { missingCount } from "./text.ts";
import type { EventDraft } from "./unsigned.ts";

/** What finishing an event writes. */
export interface Finished {
  /** Paths under `trust/`: signed files; null for what goes. */
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  /**
   * SHA-256 of the root that workers and clients are pinned to from now on: the first, when the event was a ceremony, and the one of an import
   * whose roots before it today's clients could not begin with.
   */
  readonly trustedRoot?: string;
}

/**
 * Folds a complete event: its drafts become the files under `trust/` with the signatures that count, and the event's own files go. The
 * result is verified as a worker will verify it before anything is written (T62). Faults as {@link requireSoundEvent}, and `EVENT_INCOMPLETE`.
 */
export async function finishEvent(
  loaded: LoadedEvent,
  { head, names, pin, verifier, now }: Omit<EventPlace, "base">,
): Promise<Finished> {
  const { name, draft, signatures, report, start, trust } = loaded;
  requireSoundEvent(loaded);
  if (!report.complete) throw signingEventFaults.EVENT_INCOMPLETE({ event: name, missing: missingCount(report) });
  const paths = intentPaths(names);
  const folded = foldedFiles(loaded.base, draft, signatures, paths, verifier);
  const begins = loaded.base === undefined || trust?.historic?.has("root") === true;
  const first = begins ? folded.get(paths.root(draft.after.root.version)) : undefined;
  const trustedRoot = first ? sha256(first) : undefined;
  const from = (trust === undefined ? trustedRoot : pin) ?? "";
  await verify(trust === undefined ? undefined : start, names, folded, { pin: from, verifier });
  requireFresh(draft, now);
  const files = new Map<string, Uint8Array | null>(folded);
  for (const path of await eventEntries(head, names, name)) files.set(path, null);
  return { files, ...(trustedRoot !== undefined && { trustedRoot }) };
}

async function verify(
  base: Tree | undefined,
  names: Names,
  folded: ReadonlyMap<string, Uint8Array | null>,
  anchor: TrustAnchor,
): Promise<void> {
  const files = new Map(base === undefined ? [] : await trustFiles(base, names));
  for (const [file, bytes] of folded) {
    if (bytes === null) files.delete(file);
    else files.set(file, bytes);
  }
  await readTrust(treeOfFiles(files), intentPaths(names), anchor);
}

/** What the event makes has to be good still. Of other roles that ran out each may have an event of its own, one finished after the other. */
function requireFresh({ after, roles }: EventDraft, now: Instant): void {
  for (const { role } of roles) {
    const expires = role === "root" ? after.root.expires : after.offline.get(role)?.expires;
    if (expires !== undefined && expires <= now)
      throw tufFaults.ROLE_EXPIRED({ role, expires: formatInstant(expires) });
  }
}
