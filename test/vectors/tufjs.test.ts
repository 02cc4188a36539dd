import { canonicalize } from "@tufjs/canonical-json";
import {
  Key,
  Metadata,
  MetadataKind,
  MetaFile,
  Root,
  Signature,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
} from "@tufjs/models";
import { describe, expect, test } from "vitest";
import { topLevelAuthority } from "../../src/tuf/authority.ts";
import { bootstrap, type File, trust } from "../../src/tuf/client.ts";
import { authoritiesFor, type Delegations } from "../../src/tuf/delegations.ts";
import { sha256, toHex } from "../../src/tuf/digest.ts";
import { decodeEnvelope, type Envelope } from "../../src/tuf/envelope.ts";
import { decodeJson, toPlain } from "../../src/tuf/json.ts";
import { decodeRoot, type TopLevelRole } from "../../src/tuf/root.ts";
import { search } from "../../src/tuf/search.ts";
import { tally } from "../../src/tuf/tally.ts";
import { decodeTargets } from "../../src/tuf/targets.ts";
import {
  delegate,
  ecdsa,
  ed25519,
  type KeyPair,
  keysOf,
  now,
  roleOf,
  rootFile,
  rsa,
  snapshotFile,
  targetsFile,
  timestampFile,
} from "../support/metadata.ts";
import { verifier } from "../support/verifier.ts";

/** One key of each kind, so that every file crosses over under each of them. */
const pairs: Readonly<Record<TopLevelRole, KeyPair>> = {
  root: ecdsa(),
  timestamp: ed25519("timestamp"),
  snapshot: ed25519("snapshot"),
  targets: rsa(),
};
const topLevel: readonly TopLevelRole[] = ["root", "timestamp", "snapshot", "targets"];
const expires = "2026-01-31T00:00:00Z";

function theirKey({ key }: KeyPair): Key {
  return Key.fromJSON(key.keyid, toPlain(key.json) as Parameters<typeof Key.fromJSON>[1]);
}

function signedBy<T extends Root | Timestamp | Snapshot | Targets>(
  role: T,
  ...signers: readonly KeyPair[]
): Metadata<T> {
  const metadata = new Metadata<T>(role);
  for (const { key, sign } of signers) {
    metadata.sign((data) => new Signature({ keyID: key.keyid, sig: toHex(sign(data)) }), true);
  }
  return metadata;
}

const bytesOf = (metadata: { toJSON(): unknown }): Buffer => Buffer.from(JSON.stringify(metadata.toJSON()));
const content = "released";
const hashes = { sha256: sha256(content) };

describe("metadata made by tuf-js's models", () => {
  const root = new Root({ version: 1, specVersion: "1.0.0", expires, consistentSnapshot: true });
  for (const role of topLevel) root.addKey(theirKey(pairs[role]), role);
  const targets = new Targets({ version: 3, specVersion: "1.0.0", expires });
  targets.addTarget(
    new TargetFile({ path: "a/file", length: content.length, hashes, unrecognizedFields: { custom: { kind: "é😀" } } }),
  );
  const delegated = delegate({ name: "down", keys: [pairs.snapshot], patterns: ["d/*"] });
  const withDelegations = Targets.fromJSON({
    ...targets.toJSON(),
    delegations: plainDelegations(delegated),
  });
  const files = {
    root: signedBy(root, pairs.root),
    timestamp: signedBy(
      new Timestamp({ version: 9, specVersion: "1.0.0", expires, snapshotMeta: new MetaFile({ version: 4 }) }),
      pairs.timestamp,
    ),
    snapshot: signedBy(
      new Snapshot({
        version: 4,
        specVersion: "1.0.0",
        expires,
        meta: { "targets.json": new MetaFile({ version: 3 }), "down.json": new MetaFile({ version: 1 }) },
      }),
      pairs.snapshot,
    ),
    targets: signedBy(withDelegations, pairs.targets),
    down: signedBy(new Targets({ version: 1, specVersion: "1.0.0", expires }), pairs.snapshot),
  };

  test("goes through the client workflow", () => {
    let state = bootstrap(bytesOf(files.root), verifier);
    const list: File[] = [
      ...(["timestamp", "snapshot", "targets"] as const).map((role) => ({ role, bytes: bytesOf(files[role]) })),
      { role: "delegated", name: "down", delegator: "targets", bytes: bytesOf(files.down) },
    ];
    for (const file of list) {
      const verdict = trust(state, file, now);
      expect(verdict).toMatchObject({ kind: "trusted" });
      if (verdict.kind === "trusted") state = verdict.state;
    }
    expect(search(state, "a/file")).toMatchObject({ kind: "found", target: { length: content.length } });
    expect(search(state, "d/other")).toEqual({ kind: "absent" });
  });

  test("has the bytes they signed", () => {
    for (const metadata of Object.values(files)) {
      const { payload } = decodeEnvelope(bytesOf(metadata), (signed) => signed);
      expect(Buffer.from(payload).toString()).toBe(canonicalize(metadata.signed.toJSON()));
    }
  });

  test("counts the signatures they made, and none of a stranger's", () => {
    const signers = [pairs.root, ed25519("stranger")];
    const envelope = decodeEnvelope(bytesOf(signedBy(root, ...signers)), decodeRoot);
    const { valid, met } = tally(topLevelAuthority(envelope.signed, "root"), envelope, verifier);
    expect({ valid, met }).toEqual({ valid: [pairs.root.key.keyid], met: true });
  });

  test("keyids agree", () => {
    for (const { key } of Object.values(pairs)) {
      expect(sha256(canonicalize(theirKey({ key } as KeyPair).toJSON()))).toBe(key.keyid);
    }
  });
});

function plainDelegations(delegations: Delegations) {
  const { json } = targetsFile({ delegations });
  return (toPlain(json) as { delegations: Parameters<typeof Targets.fromJSON>[0] }).delegations;
}

type Json = Parameters<typeof Metadata.fromJSON>[1];
const plain = ({ bytes }: Envelope<unknown>): Json => toPlain(decodeJson(bytes)) as Json;

describe("our metadata in tuf-js's models", () => {
  const roles = Object.fromEntries(topLevel.map((role) => [role, { keys: [pairs[role]] }]));
  const root = rootFile({ roles, signers: [pairs.root] });
  const theirRoot = Metadata.fromJSON(MetadataKind.Root, plain(root));

  test("root vouches for each top-level role under each kind of key", () => {
    theirRoot.verifyDelegate("root", theirRoot);
    const timestamp = timestampFile({
      signers: [pairs.timestamp],
      snapshot: { length: 5, hashes: new Map(Object.entries(hashes)) },
    });
    theirRoot.verifyDelegate("timestamp", Metadata.fromJSON(MetadataKind.Timestamp, plain(timestamp)));
    const snapshot = snapshotFile({ signers: [pairs.snapshot], meta: { targets: 1, "bins-00": 7 } });
    theirRoot.verifyDelegate("snapshot", Metadata.fromJSON(MetadataKind.Snapshot, plain(snapshot)));
    const targets = targetsFile({ signers: [pairs.targets], targets: { "a/b": content } });
    theirRoot.verifyDelegate("targets", Metadata.fromJSON(MetadataKind.Targets, plain(targets)));
  });

  test("a file nobody entitled signed is refused there as it is here", () => {
    const wrong = Metadata.fromJSON(MetadataKind.Targets, plain(targetsFile({ signers: [pairs.timestamp] })));
    expect(() => theirRoot.verifyDelegate("targets", wrong)).toThrow();
  });

  const holders = { keys: [pairs.root, pairs.snapshot], threshold: 2 };
  const succinct: Delegations = {
    keys: keysOf(holders),
    roles: [],
    succinct: { ...roleOf(holders), bitLength: 8, namePrefix: "bins" },
    rest: new Map(),
  };

  test.each([
    ["by pattern", delegate({ ...holders, name: "bins-a7", patterns: ["a/*"] })],
    ["by succinct bins", succinct],
  ])("targets vouches for a role it delegates to %s", (_, delegations) => {
    const ours = targetsFile({ delegations, signers: [pairs.targets] });
    const delegator = Metadata.fromJSON(MetadataKind.Targets, plain(ours));
    theirRoot.verifyDelegate("targets", delegator);
    const verify = (signers: readonly KeyPair[]) => () =>
      delegator.verifyDelegate("bins-a7", Metadata.fromJSON(MetadataKind.Targets, plain(targetsFile({ signers }))));
    expect(verify(holders.keys)).not.toThrow();
    expect(verify(holders.keys.slice(1))).toThrow();
    expect(decodeEnvelope(ours.bytes, decodeTargets).signed.delegations).toEqual(delegations);
  });

  test("bins are chosen alike", () => {
    const delegator = Metadata.fromJSON(MetadataKind.Targets, plain(targetsFile({ delegations: succinct })));
    for (const path of ["a", "a/b", "é", "x".repeat(300), ...Array.from({ length: 300 }, (_, i) => `file-${i}`)]) {
      const [theirs] = [...(delegator.signed.delegations?.rolesForTarget(path) ?? [])];
      const [ours] = authoritiesFor("targets", succinct, path);
      expect(theirs).toEqual({ role: ours?.role, terminating: ours?.terminating });
    }
  });
});
