import { addDays } from "../../src/base/time.ts";
import { isBinName } from "../../src/config/names.ts";
import type { CommitId } from "../../src/git/tree.ts";
import { signedPaths, sitePaths } from "../../src/repository/layout.ts";
import { routeTo } from "../../src/repository/route.ts";
import { decodeState, encodeState } from "../../src/repository/state-file.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import type { Envelope } from "../../src/tuf/envelope.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot, encodeTimestamp } from "../../src/tuf/snapshot.ts";
import { decodeTargets, encodeTargets, type Targets } from "../../src/tuf/targets.ts";
import { ed25519, none, seal, target } from "./metadata.ts";
import type { World } from "./world.ts";

/** What somebody signs who has the online keys `bins` and `online` of a world: every online role, far ahead, and a target of their own. */
export interface Theft {
  readonly bins: ReadonlyMap<string, Envelope<Targets>>;
  readonly snapshot: Envelope<{ readonly version: number }>;
  readonly timestamp: Envelope<{ readonly version: number }>;
}

export const stolenTarget = "app/stolen";

export async function steal(world: World, version: number): Promise<Theft> {
  const repository = await world.repository();
  const expires = addDays(world.clock.now(), 3_000);
  const holder = routeTo(repository, stolenTarget)?.role;
  const bins = new Map<string, Envelope<Targets>>();
  for (const [role, { signed }] of repository.bins) {
    const targets = new Map(signed.targets);
    if (role === holder) targets.set(stolenTarget, target("stolen"));
    const json = encodeTargets({ ...signed, version, expires, targets });
    bins.set(role, seal(json, decodeTargets, [ed25519("bins")]));
  }
  const meta = new Map(repository.snapshot.signed.meta);
  for (const file of meta.keys()) if (isBinName(file.replace(/\.json$/, ""))) meta.set(file, { version, rest: none });
  const snapshot = seal(encodeSnapshot({ ...repository.snapshot.signed, version, expires, meta }), decodeSnapshot, [
    ed25519("online"),
  ]);
  const named = {
    version,
    length: snapshot.bytes.length,
    hashes: new Map([["sha256", sha256(snapshot.bytes)]]),
    rest: none,
  };
  const timestamp = seal(
    encodeTimestamp({ ...repository.timestamp.signed, version, expires, snapshot: named }),
    decodeTimestamp,
    [ed25519("online")],
  );
  return { bins, snapshot, timestamp };
}

/** Puts it on the site of the world. */
export async function publishTheft({ mirror }: World, { bins, snapshot, timestamp }: Theft): Promise<void> {
  for (const [role, { bytes, signed }] of bins)
    await mirror.write(sitePaths.role(role, signed.version), bytes, "immutable");
  await mirror.write(sitePaths.role("snapshot", snapshot.signed.version), snapshot.bytes, "immutable");
  await mirror.write(sitePaths.timestamp, timestamp.bytes, "no-store");
}

/** Pushes it to the signed branch, with a state that fits. */
export async function pushTheft(world: World, { bins, snapshot, timestamp }: Theft): Promise<CommitId> {
  const { commit, state } = await world.repository();
  const signed = { ...state.signed, parent: commit, timestamp: timestamp.signed.version };
  return world.tamper({
    ...Object.fromEntries([...bins].map(([role, { bytes }]) => [signedPaths.role(role), bytes])),
    [signedPaths.snapshot]: snapshot.bytes,
    [signedPaths.timestamp]: timestamp.bytes,
    [signedPaths.state]: seal(encodeState(signed), decodeState, [ed25519("online")]).bytes,
  });
}
