import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { faultText } from "../../../src/base/fault-text.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { readTrust } from "../../../src/repository/trust.ts";
import { trust } from "../../../src/tuf/client.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import type { PublicKey } from "../../../src/tuf/key.ts";
import { tally } from "../../../src/tuf/tally.ts";
import { ed25519, keysOf, now, rootFile, targetsFile, timestampFile } from "../../support/metadata.ts";
import { p384, unreadable } from "../../support/unreadable-keys.ts";
import { verifier } from "../../support/verifier.ts";

const curve = p384();
const unread: readonly (readonly [string, PublicKey])[] = [
  ["ecdsa ecdsa-sha2-nistp384", curve.key],
  ["ml-dsa-65", unreadable.mlDsa],
  ["sigstore-oidc Fulcio", unreadable.sigstore],
];

describe("T87: a key that Kaprien cannot read is not one that did not sign", () => {
  const [alice, bob] = [ed25519("alice"), ed25519("bob")];
  const file = rootFile({ signers: [alice] });

  test.each(unread)(
    "%s is neither missing nor invalid, and does not keep others from meeting the threshold",
    (_, key) => {
      const keys = new Map([...keysOf({ keys: [alice, bob] }), [key.keyid, key] as const]);
      const keyids = [...keys.keys()];
      expect(tally({ keyids, threshold: 1, keys }, file, verifier)).toEqual({
        threshold: 1,
        valid: [alice.key.keyid],
        missing: [bob.key.keyid],
        invalid: [],
        unreadable: [key.keyid],
        met: true,
      });
      expect(tally({ keyids, threshold: 2, keys }, file, verifier).met).toBe(false);
    },
  );

  test.each(unread)(
    "%s: what would need it is told with its kind and its keyid, and nothing is called forged",
    (kind, key) => {
      const pair = { ...curve, key };
      const root = rootFile({ roles: { timestamp: { keys: [pair, ed25519("timestamp")], threshold: 2 } } });
      const file = timestampFile({ signers: [pair, ed25519("timestamp")] });
      const refused = trust(
        { root, targets: new Map(), stage: "roots", verifier },
        { role: "timestamp", bytes: file.bytes },
        now,
      );
      if (refused.kind !== "refused") throw new Error("it was trusted");
      expect(refused.code).toBe("ROLE_KEYS_UNREADABLE");
      const keys = [`${key.keyid} (${kind})`];
      expect(refused.fault.data).toMatchObject({ role: "timestamp", valid: 1, threshold: 2, keys });
      const text = faultText(refused.fault);
      expect(text).toContain(kind);
      expect(text).not.toMatch(/changed it|tampered|without the keys/);
    },
  );

  test("signatures that are missing whatever such a key signed are still told as missing", () => {
    const holders = { keys: [{ ...curve, key: unreadable.mlDsa }, ed25519("timestamp"), alice], threshold: 3 };
    const root = rootFile({ roles: { timestamp: holders } });
    const file = timestampFile({ signers: [ed25519("timestamp")] });
    const refused = trust(
      { root, targets: new Map(), stage: "roots", verifier },
      { role: "timestamp", bytes: file.bytes },
      now,
    );
    expect(refused).toMatchObject({ code: "ROLE_SIGNATURES_MISSING", fault: { data: { valid: 1, threshold: 3 } } });
  });

  test("trust of a branch that only such keys sign says so", async () => {
    const root = rootFile({ roles: { targets: { keys: [curve] } } });
    const paths = intentPaths(defaultNames);
    const files = new Map([
      [paths.root(1), root.bytes],
      [paths.role("targets"), targetsFile({ signers: [curve] }).bytes],
    ]);
    const reading = readTrust(treeOfFiles(files), paths, { pin: sha256(root.bytes), verifier });
    await expect(reading).rejects.toMatchObject({ code: "ROLE_KEYS_UNREADABLE", data: { role: "targets" } });
    await expect(reading).rejects.toBeInstanceOf(Fault);
  });
});
