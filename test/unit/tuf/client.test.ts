import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { addDays, type Instant } from "../../../src/base/time.ts";
import { bootstrap, type File, restart, type Trusted, trust } from "../../../src/tuf/client.ts";
import { type Envelope, withSignatures } from "../../../src/tuf/envelope.ts";
import { search } from "../../../src/tuf/search.ts";
import {
  delegate,
  ed25519,
  type Holders,
  holders,
  later,
  listing,
  none,
  now,
  rootFile,
  snapshotFile,
  targetsFile,
  timestampFile,
} from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";

type Any = Envelope<unknown>;

function file(role: "root" | "timestamp" | "snapshot" | "targets", { bytes }: Any): File {
  return { role, bytes };
}

function delegated(name: string, delegator: string, { bytes }: Any): File {
  return { role: "delegated", name, delegator, bytes };
}

/** The state after all `files` are trusted. */
function trustAll(state: Trusted, files: readonly File[], at: Instant = now): Trusted {
  return files.reduce((before, next) => {
    const verdict = trust(before, next, at);
    if (verdict.kind === "refused") throw new Error(`${verdict.code} at ${verdict.step}`);
    return verdict.state;
  }, state);
}

/** `CODE step` of the refusal, or "trusted". */
function verdict(state: Trusted, next: File, at: Instant = now): string {
  const result = trust(state, next, at);
  return result.kind === "refused" ? `${result.code} ${result.step}` : "trusted";
}

const first = bootstrap(rootFile().bytes, verifier);
const stranger = ed25519("stranger");
const timestamped = trustAll(first, [file("timestamp", timestampFile())]);
const snapshotted = trustAll(timestamped, [file("snapshot", snapshotFile())]);

/** A client that finished an update in which timestamp and snapshot had version 5. */
const updated = trustAll(first, [
  file("timestamp", timestampFile({ version: 5, snapshot: { version: 5 } })),
  file("snapshot", snapshotFile({ version: 5, meta: { targets: 5, a: 3 } })),
]);

describe("root (§5.3)", () => {
  const next: Holders = { keys: [ed25519("next root 1"), ed25519("next root 2")], threshold: 2 };

  test("5.3.4: a root signed by the old keys alone is refused", () => {
    const root = rootFile({ version: 2, roles: { root: next }, signers: [...holders.root.keys] });
    expect(verdict(first, file("root", root))).toBe("ROLE_SIGNATURES_MISSING 5.3.4");
  });

  test("5.3.4: a root signed by the new keys alone is refused", () => {
    const root = rootFile({ version: 2, roles: { root: next }, signers: [...next.keys] });
    expect(verdict(first, file("root", root))).toBe("ROLE_SIGNATURES_MISSING 5.3.4");
  });

  test("5.3.4: a root short of the new threshold is refused", () => {
    const root = rootFile({
      version: 2,
      roles: { root: next },
      signers: [...holders.root.keys, ...next.keys.slice(1)],
    });
    expect(verdict(first, file("root", root))).toBe("ROLE_SIGNATURES_MISSING 5.3.4");
  });

  test("5.3.4: a root short of the old threshold is refused", () => {
    const old = bootstrap(rootFile({ roles: { root: next } }).bytes, verifier);
    const root = rootFile({ version: 2, signers: [...holders.root.keys, ...next.keys.slice(1)] });
    expect(verdict(old, file("root", root))).toBe("ROLE_SIGNATURES_MISSING 5.3.4");
  });

  test("5.3.4: a root signed by both thresholds is trusted", () => {
    const root = rootFile({ version: 2, roles: { root: next }, signers: [...holders.root.keys, ...next.keys] });
    expect(trustAll(first, [file("root", root)]).root.signed.version).toBe(2);
  });

  test.each([
    ["repeats the version", 2, 2],
    ["goes back a version", 2, 1],
    ["skips a version", 2, 4],
  ])("5.3.5: a root that %s is refused", (_, before, version) => {
    const state = bootstrap(rootFile({ version: before }).bytes, verifier);
    expect(verdict(state, file("root", rootFile({ version })))).toBe("ROLE_VERSION_MISMATCH 5.3.5");
  });

  test("5.3.6 and 5.3.10: an expired root may be passed on the way and not be the last", () => {
    const expired = rootFile({ version: 2, expires: addDays(now, -1) });
    const state = trustAll(first, [file("root", expired)]);
    expect(verdict(state, file("timestamp", timestampFile()))).toBe("ROLE_EXPIRED 5.3.10");
    const current = trustAll(state, [file("root", rootFile({ version: 3 }))]);
    expect(verdict(current, file("timestamp", timestampFile()))).toBe("trusted");
  });

  test("5.3.11: new timestamp or snapshot keys make a client forget versions that ran ahead", () => {
    for (const role of ["timestamp", "snapshot"] as const) {
      const fresh: Holders = { keys: [ed25519(`new ${role}`)] };
      const roles = { [role]: fresh };
      const state = trustAll(restart(updated), [file("root", rootFile({ version: 2, roles }))]);
      const timestamp = timestampFile({ signers: role === "timestamp" ? fresh.keys : holders.timestamp.keys });
      const snapshot = snapshotFile({ signers: role === "snapshot" ? fresh.keys : holders.snapshot.keys });
      const end = trustAll(state, [
        file("timestamp", timestamp),
        file("snapshot", snapshot),
        file("targets", targetsFile()),
      ]);
      expect(end.snapshot?.signed.version).toBe(1);
    }
  });

  test("5.3.11: a changed threshold counts as a rotation, another order of the same keys does not", () => {
    const [one, two] = [ed25519("one"), ed25519("two")];
    const begin = (keys: Holders) => bootstrap(rootFile({ roles: { snapshot: keys } }).bytes, verifier);
    const ahead = timestampFile({ version: 9 });
    const end = (from: Holders, to: Holders) => {
      const state = restart(trustAll(begin(from), [file("timestamp", ahead)]));
      return trustAll(state, [file("root", rootFile({ version: 2, roles: { snapshot: to } }))]);
    };
    expect(end({ keys: [one, two] }, { keys: [two, one] }).timestamp?.signed.version).toBe(9);
    expect(end({ keys: [one, two] }, { keys: [one, two], threshold: 2 }).timestamp).toBeUndefined();
  });

  test("5.3.11: what an earlier update left and the root's keys did not sign binds nobody, however it came to stay", () => {
    const [timestamp, snapshot] = [ed25519("lost timestamp"), ed25519("lost snapshot")];
    const roles = { timestamp: { keys: [timestamp] }, snapshot: { keys: [snapshot] } };
    const lost = trustAll(bootstrap(rootFile({ roles }).bytes, verifier), [
      file("timestamp", timestampFile({ version: 9, snapshot: { version: 9 }, signers: [timestamp] })),
      file("snapshot", snapshotFile({ version: 9, meta: { targets: 9, a: 9 }, signers: [snapshot] })),
    ]);
    const end = trustAll({ ...restart(lost), root: first.root }, [
      file("timestamp", timestampFile()),
      file("snapshot", snapshotFile()),
    ]);
    expect([end.timestamp?.signed.version, end.snapshot?.signed.version]).toEqual([1, 1]);
  });

  test("5.3: new root or targets keys keep the rollback protection", () => {
    const roles = { targets: { keys: [ed25519("new targets")] } };
    const state = trustAll(restart(updated), [file("root", rootFile({ version: 2, roles }))]);
    expect(verdict(state, file("timestamp", timestampFile({ version: 4 })))).toBe("ROLE_ROLLBACK 5.4.3.1");
  });

  test("5.3: no root is taken once the update has gone past the roots", () => {
    expect(verdict(timestamped, file("root", rootFile({ version: 2 })))).toBe("ROLE_OUT_OF_ORDER 5.3");
    expect(verdict(restart(timestamped), file("root", rootFile({ version: 2 })))).toBe("trusted");
  });
});

describe("timestamp (§5.4)", () => {
  test("5.4.2: a timestamp signed by another key is refused", () => {
    const timestamp = timestampFile({ signers: [stranger] });
    expect(verdict(first, file("timestamp", timestamp))).toBe("ROLE_SIGNATURES_MISSING 5.4.2");
  });

  test("5.4.2: a timestamp whose content changed after signing is refused", () => {
    const { signed: _, ...good } = timestampFile();
    const other = timestampFile({ version: 2 });
    const forged = withSignatures({ ...other, rest: none }, good.signatures);
    expect(verdict(first, file("timestamp", forged))).toBe("ROLE_SIGNATURES_MISSING 5.4.2");
  });

  test("5.4.3.1: a lower version is a rollback", () => {
    const timestamp = timestampFile({ version: 4, snapshot: { version: 9 } });
    expect(verdict(restart(updated), file("timestamp", timestamp))).toBe("ROLE_ROLLBACK 5.4.3.1");
  });

  test("5.4.3.1: the same version is no news, and the trusted file stays", () => {
    const same = timestampFile({ version: 5, snapshot: { version: 9 } });
    const state = trustAll(restart(updated), [file("timestamp", same)]);
    expect(state.timestamp).toBe(updated.timestamp);
  });

  test("5.4.4: the same version does not renew an expired timestamp", () => {
    const same = timestampFile({ version: 5, snapshot: { version: 5 }, expires: addDays(now, 300) });
    const state = bootstrap(rootFile({ expires: addDays(now, 300) }).bytes, verifier);
    const trusted = trustAll(state, [file("timestamp", timestampFile({ version: 5, snapshot: { version: 5 } }))]);
    expect(verdict(restart(trusted), file("timestamp", same), later)).toBe("ROLE_EXPIRED 5.4.4");
  });

  test("5.4.3.2: a newer timestamp may not name an older snapshot", () => {
    const older = timestampFile({ version: 6, snapshot: { version: 4 } });
    expect(verdict(restart(updated), file("timestamp", older))).toBe("ROLE_ROLLBACK 5.4.3.2");
    const same = timestampFile({ version: 6, snapshot: { version: 5 } });
    expect(verdict(restart(updated), file("timestamp", same))).toBe("trusted");
  });

  test("5.4.4: an expired timestamp is refused", () => {
    const timestamp = timestampFile({ expires: addDays(now, -1) });
    expect(verdict(first, file("timestamp", timestamp))).toBe("ROLE_EXPIRED 5.4.4");
  });
});

describe("expiry is the first moment that is too late", () => {
  const second = addDays(now, 1 / 86_400);

  test("5.3.10: root", () => {
    const state = (expires: Instant) => bootstrap(rootFile({ expires }).bytes, verifier);
    expect(verdict(state(now), file("timestamp", timestampFile()))).toBe("ROLE_EXPIRED 5.3.10");
    expect(verdict(state(second), file("timestamp", timestampFile()))).toBe("trusted");
  });

  test("5.4.4: timestamp", () => {
    expect(verdict(first, file("timestamp", timestampFile({ expires: now })))).toBe("ROLE_EXPIRED 5.4.4");
    expect(verdict(first, file("timestamp", timestampFile({ expires: second })))).toBe("trusted");
  });

  test("5.5.6: snapshot", () => {
    expect(verdict(timestamped, file("snapshot", snapshotFile({ expires: now })))).toBe("ROLE_EXPIRED 5.5.6");
    expect(verdict(timestamped, file("snapshot", snapshotFile({ expires: second })))).toBe("trusted");
  });

  test("5.6.5: targets", () => {
    expect(verdict(snapshotted, file("targets", targetsFile({ expires: now })))).toBe("ROLE_EXPIRED 5.6.5");
    expect(verdict(snapshotted, file("targets", targetsFile({ expires: second })))).toBe("trusted");
  });
});

const sha512 = (bytes: Uint8Array): string => createHash("sha512").update(bytes).digest("hex");

describe("snapshot (§5.5)", () => {
  const snapshot = snapshotFile();
  const listed = (meta: object) => trustAll(first, [file("timestamp", timestampFile({ snapshot: meta }))]);

  test("5.5: no snapshot before this update's timestamp", () => {
    expect(verdict(first, file("snapshot", snapshot))).toBe("ROLE_OUT_OF_ORDER 5.5");
    expect(verdict(restart(timestamped), file("snapshot", snapshot))).toBe("ROLE_OUT_OF_ORDER 5.5");
  });

  test("5.5.2: the length listed must be the file's", () => {
    for (const length of [snapshot.bytes.length - 1, snapshot.bytes.length + 1, 0]) {
      expect(verdict(listed({ length }), file("snapshot", snapshot))).toBe("ROLE_HASH_MISMATCH 5.5.2");
    }
    expect(verdict(listed({ length: snapshot.bytes.length }), file("snapshot", snapshot))).toBe("trusted");
  });

  test("5.5.2: each hash listed must be the file's", () => {
    const { hashes } = listing(snapshot);
    expect(verdict(listed({ hashes }), file("snapshot", snapshot))).toBe("trusted");
    const good = sha512(snapshot.bytes);
    const wrong = "0".repeat(128);
    const verdictFor = (entries: [string, string][]) =>
      verdict(listed({ hashes: new Map(entries) }), file("snapshot", snapshot));
    expect(verdictFor([["sha256", "0".repeat(64)]])).toBe("ROLE_HASH_MISMATCH 5.5.2");
    expect(verdictFor([["sha512", good]])).toBe("trusted");
    expect(verdictFor([["sha512", wrong]])).toBe("ROLE_HASH_MISMATCH 5.5.2");
    expect(verdictFor([...(hashes ?? []), ["sha512", wrong]])).toBe("ROLE_HASH_MISMATCH 5.5.2");
  });

  test("5.5.2: a file of the right content in another form is not the file listed", () => {
    const spaced = Buffer.concat([snapshot.bytes, Buffer.from("\n")]);
    const state = listed({ hashes: listing(snapshot).hashes });
    expect(verdict(state, { role: "snapshot", bytes: spaced })).toBe("ROLE_HASH_MISMATCH 5.5.2");
  });

  test("5.5.3: a snapshot signed by another key is refused", () => {
    const forged = snapshotFile({ signers: [stranger] });
    expect(verdict(timestamped, file("snapshot", forged))).toBe("ROLE_SIGNATURES_MISSING 5.5.3");
  });

  test("5.5.4: a snapshot of a version the timestamp does not name is refused", () => {
    const state = listed({ version: 2 });
    for (const version of [1, 3]) {
      expect(verdict(state, file("snapshot", snapshotFile({ version })))).toBe("ROLE_VERSION_MISMATCH 5.5.4");
    }
  });

  test("5.5.5: a role may not go back, nor be dropped", () => {
    const timestamp = timestampFile({ version: 6, snapshot: { version: 6 } });
    const state = trustAll(restart(updated), [file("timestamp", timestamp)]);
    const verdictFor = (meta: Record<string, number>) =>
      verdict(state, file("snapshot", snapshotFile({ version: 6, meta })));
    expect(verdictFor({ targets: 5, a: 2 })).toBe("ROLE_ROLLBACK 5.5.5");
    expect(verdictFor({ targets: 5 })).toBe("ROLE_NOT_LISTED 5.5.5");
    expect(verdictFor({ targets: 5, a: 3 })).toBe("trusted");
    expect(verdictFor({ targets: 6, a: 4, b: 1 })).toBe("trusted");
  });

  test("5.5.6: an expired snapshot is refused", () => {
    const expired = snapshotFile({ expires: addDays(now, -1) });
    expect(verdict(timestamped, file("snapshot", expired))).toBe("ROLE_EXPIRED 5.5.6");
  });

  test("a refused file leaves the state as it was", () => {
    const before = { ...timestamped };
    trust(timestamped, file("snapshot", snapshotFile({ signers: [stranger] })), now);
    expect(timestamped).toEqual(before);
  });
});

describe("targets (§5.6)", () => {
  const a: Holders = { keys: [ed25519("a"), ed25519("b")], threshold: 2 };
  const top = targetsFile({ delegations: delegate({ name: "a", ...a }) });
  const meta = { targets: 1, a: 2, b: 1 };
  const ready = trustAll(timestamped, [file("snapshot", snapshotFile({ meta })), file("targets", top)]);

  test("5.6: no targets before this update's snapshot", () => {
    expect(verdict(timestamped, file("targets", top))).toBe("ROLE_OUT_OF_ORDER 5.6");
    const again = trustAll(restart(snapshotted), [file("timestamp", timestampFile())]);
    expect(verdict(again, file("targets", targetsFile()))).toBe("ROLE_OUT_OF_ORDER 5.6");
  });

  test("5.6.1: a role that snapshot does not list is refused", () => {
    const file = delegated("c", "targets", targetsFile({ signers: a.keys }));
    expect(verdict(ready, file)).toBe("ROLE_NOT_LISTED 5.6.1");
  });

  test("5.6.2: length and hash listed must be the file's", () => {
    const good = targetsFile();
    const state = (entry: object) =>
      trustAll(timestamped, [file("snapshot", snapshotFile({ meta: { targets: entry } }))]);
    expect(verdict(state(listing(good)), file("targets", good))).toBe("trusted");
    expect(verdict(state({ length: 1 }), file("targets", good))).toBe("ROLE_HASH_MISMATCH 5.6.2");
    const hashes = new Map([["sha256", "0".repeat(64)]]);
    expect(verdict(state({ hashes }), file("targets", good))).toBe("ROLE_HASH_MISMATCH 5.6.2");
  });

  test("5.6.3: a role is signed by its delegator's keys, to its threshold", () => {
    const signedBy = (...signers: typeof a.keys) => delegated("a", "targets", targetsFile({ version: 2, signers }));
    expect(verdict(ready, signedBy(...a.keys))).toBe("trusted");
    expect(verdict(ready, signedBy(...a.keys.slice(1)))).toBe("ROLE_SIGNATURES_MISSING 5.6.3");
    expect(verdict(ready, signedBy(...holders.targets.keys))).toBe("ROLE_SIGNATURES_MISSING 5.6.3");
    expect(verdict(snapshotted, file("targets", targetsFile({ signers: [stranger] })))).toBe(
      "ROLE_SIGNATURES_MISSING 5.6.3",
    );
  });

  test("5.6.3: a role nobody delegates to is refused", () => {
    const lone = targetsFile({ signers: a.keys });
    expect(verdict(ready, delegated("b", "targets", lone))).toBe("ROLE_NOT_DELEGATED 5.6.3");
    expect(verdict(ready, delegated("a", "nobody", lone))).toBe("ROLE_NOT_DELEGATED 5.6.3");
  });

  test("5.6.4: a version that snapshot does not name is refused", () => {
    for (const version of [1, 3]) {
      const role = targetsFile({ version, signers: a.keys });
      expect(verdict(ready, delegated("a", "targets", role))).toBe("ROLE_VERSION_MISMATCH 5.6.4");
    }
  });

  test("5.6.5: an expired delegated role is refused", () => {
    const role = targetsFile({ version: 2, signers: a.keys, expires: now });
    expect(verdict(ready, delegated("a", "targets", role))).toBe("ROLE_EXPIRED 5.6.5");
  });

  test("a delegation cannot take the place of a top-level role", () => {
    for (const name of ["root", "timestamp", "snapshot", "targets", ""]) {
      const delegations = () => targetsFile({ delegations: delegate({ name, keys: [stranger] }) });
      expect(delegations).toThrow("METADATA_INVALID");
    }
  });

  test("another update finds nothing in the targets of the one before, whose keys may be revoked", () => {
    const old = trustAll(ready, [
      delegated("a", "targets", targetsFile({ version: 2, signers: a.keys, targets: { x: "old" } })),
    ]);
    expect(search(old, "x")).toMatchObject({ kind: "found", role: "a" });
    const revoked = targetsFile({ version: 2, delegations: delegate({ name: "a", keys: [stranger] }) });
    const again = trustAll(restart(old), [
      file("timestamp", timestampFile({ version: 2, snapshot: { version: 2 } })),
      file("snapshot", snapshotFile({ version: 2, meta: { ...meta, targets: 2 } })),
    ]);
    expect(search(again, "x")).toEqual({ kind: "needs", role: "targets", delegator: "" });
    expect(search(trustAll(again, [file("targets", revoked)]), "x")).toEqual({
      kind: "needs",
      role: "a",
      delegator: "targets",
    });
  });
});

describe("files that cannot be read", () => {
  test.each([
    ["nothing", "", "JSON_INVALID"],
    ["half a file", '{"signed":{', "JSON_INVALID"],
    ["a list", "[]", "METADATA_INVALID"],
    ["no signatures", '{"signed":{"_type":"root"}}', "METADATA_INVALID"],
    ["no signed part", '{"signatures":[]}', "METADATA_INVALID"],
  ])("%s is refused by value, for every role", (_, text, code) => {
    const bytes = Buffer.from(text);
    expect(verdict(first, { role: "root", bytes })).toBe(`${code} 4`);
    expect(verdict(first, { role: "timestamp", bytes })).toBe(`${code} 4`);
    expect(verdict(timestamped, { role: "snapshot", bytes })).toBe(`${code} 4`);
    expect(verdict(snapshotted, { role: "targets", bytes })).toBe(`${code} 4`);
  });

  test("a file of another role is refused, whoever signed it", () => {
    const wrong = snapshotFile({ signers: [...holders.root.keys, ...holders.timestamp.keys, ...holders.targets.keys] });
    expect(verdict(first, file("root", wrong))).toBe("METADATA_INVALID 4");
    expect(verdict(first, file("timestamp", wrong))).toBe("METADATA_INVALID 4");
    expect(verdict(snapshotted, file("targets", wrong))).toBe("METADATA_INVALID 4");
  });

  test("the refusal names the role", () => {
    const refusal = trust(first, { role: "timestamp", bytes: Buffer.from("x") }, now);
    expect(refusal).toMatchObject({
      kind: "refused",
      role: "timestamp",
      fault: { data: { role: "timestamp", line: 1, column: 1 } },
    });
  });
});
