import type { Tree } from "../git/tree.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Decode, Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import type { Root } from "../tuf/root.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "../tuf/snapshot.ts";
import { tally } from "../tuf/tally.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { repositoryFaults } from "./faults.ts";
import { signedPaths } from "./layout.ts";
import { decodeState, type State, stateLimit } from "./state-file.ts";
import { decode, requireThreshold } from "./trust.ts";

/** The files at the top of a signed state, which say what all others are. */
export interface StateTop {
  readonly timestamp: Envelope<Timestamp>;
  readonly snapshot: Envelope<Snapshot>;
  readonly state: Envelope<State>;
  /** Of the roots that were asked about, those whose keys signed all three. */
  readonly roots: readonly Envelope<Root>[];
}

/**
 * Reads the top of a state and verifies that the keys of one of `roots` signed all of it, and that its files belong together: signatures
 * alone would let parts of two states pass for one. Faults `SIGNED_FILE_MISSING`, `METADATA_INVALID`, `ROLE_SIGNATURES_MISSING` (against the
 * last of `roots`), `ROLE_VERSION_MISMATCH`, `ROLE_HASH_MISMATCH`, `SIGNED_BRANCH_EDITED`.
 */
export async function readTop(tree: Tree, roots: readonly Envelope<Root>[], verifier: Verifier): Promise<StateTop> {
  const [timestampBytes, snapshotBytes, stateBytes] = await Promise.all([
    tree.read(signedPaths.timestamp, limits.timestamp),
    tree.read(signedPaths.snapshot, limits.snapshot),
    tree.read(signedPaths.state, stateLimit),
  ]);
  let left = roots;
  const signed = <T>(role: "timestamp" | "snapshot" | "state", envelope: Envelope<T>): Envelope<T> => {
    const by = role === "state" ? "timestamp" : role;
    const holding = left.filter(({ signed: root }) => tally(topLevelAuthority(root, by), envelope, verifier).met);
    const root = left.at(-1)?.signed;
    if (holding.length === 0 && root !== undefined)
      requireThreshold(topLevelAuthority(root, by), envelope, verifier, role);
    left = holding;
    return envelope;
  };
  const timestamp = signed("timestamp", decoded(timestampBytes, signedPaths.timestamp, decodeTimestamp));
  const snapshot = signed("snapshot", decoded(snapshotBytes, signedPaths.snapshot, decodeSnapshot));
  requireNamed(timestamp.signed, snapshot);
  const state = signed("state", decoded(stateBytes, signedPaths.state, decodeState));
  if (state.signed.timestamp !== timestamp.signed.version) {
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: signedPaths.timestamp,
      expected: `version ${state.signed.timestamp}`,
      actual: `version ${timestamp.signed.version}`,
    });
  }
  return { timestamp, snapshot, state, roots: left };
}

function decoded<T>(bytes: Uint8Array | undefined, file: string, decoder: Decode<T>): Envelope<T> {
  if (bytes === undefined) throw repositoryFaults.SIGNED_FILE_MISSING({ file });
  return decode(bytes, file, decoder);
}

function requireNamed(timestamp: Timestamp, snapshot: Envelope<Snapshot>): void {
  const { version, length, hashes } = timestamp.snapshot;
  if (snapshot.signed.version !== version) {
    throw tufFaults.ROLE_VERSION_MISMATCH({
      role: "snapshot",
      expected: version,
      actual: snapshot.signed.version,
      file: signedPaths.snapshot,
    });
  }
  const expected = hashes?.get("sha256");
  if (
    (length ?? snapshot.bytes.length) !== snapshot.bytes.length ||
    (expected ?? sha256(snapshot.bytes)) !== sha256(snapshot.bytes)
  ) {
    throw tufFaults.ROLE_HASH_MISMATCH({
      role: "snapshot",
      expected: expected ?? "",
      actual: sha256(snapshot.bytes),
      file: signedPaths.snapshot,
    });
  }
}

/**
 * T37, I6: the commit before is the one that the state was derived from. Without this, anybody who may push could put an older state on
 * top, correctly signed as it is, and the next one would be signed with versions that were used before (T35, I11).
 */
export function requireDescent({ commit, parents }: Pick<Tree, "commit" | "parents">, { parent }: State): void {
  if (parents.length > 1 || parents[0] !== parent)
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: `the commit before ${commit}`,
      expected: parent ?? "nothing",
      actual: parents.join(" and ") || "nothing",
    });
}
