import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical } from "../../src/tuf/canonical.ts";
import { sha256, toHex } from "../../src/tuf/digest.ts";
import { type Envelope, type Signature, withSignatures } from "../../src/tuf/envelope.ts";
import { type KeyId, PublicKey } from "../../src/tuf/key.ts";
import { type Tally, tally } from "../../src/tuf/tally.ts";
import { ecdsa, ed25519, json, type KeyPair, none, timestampFile } from "../support/metadata.ts";
import { runs } from "../support/runs.ts";
import { verifier } from "../support/verifier.ts";

const draft = timestampFile({ signers: [] });
const pairs: readonly KeyPair[] = [ed25519("0"), ed25519("1"), ed25519("2"), ecdsa(), ecdsa()];

/** The same key as metadata might list it a second time, under another keyid. */
function twin({ key, ...pair }: KeyPair): KeyPair {
  const other = key.keytype === "ecdsa" ? { keytype: "ecdsa-sha2-nistp256" } : { note: "a twin" };
  const object = json({ ...Object.fromEntries(key.json), ...other });
  return { ...pair, key: PublicKey.decode(object, sha256(canonical(object))) };
}

const everyone: readonly KeyPair[] = [...pairs, ...pairs.map(twin)];
const keys: ReadonlyMap<KeyId, PublicKey> = new Map(everyone.map(({ key }) => [key.keyid, key]));
const good = new Map(everyone.map(({ key, sign }) => [key.keyid, toHex(sign(draft.payload))]));
const bad = toHex(everyone[0]?.sign(Buffer.from("something else")) ?? Buffer.alloc(0));

type Signing = ReadonlyMap<KeyId, string>;

function signed(signing: Signing): Envelope<unknown> {
  return withSignatures(
    draft,
    new Map([...signing].map(([keyid, sig]): [KeyId, Signature] => [keyid, { sig, rest: none }])),
  );
}

const someone = fc.constantFrom(...everyone.map(({ key }) => key.keyid));
const role = fc.record({
  keyids: fc.uniqueArray(someone, { minLength: 1 }),
  threshold: fc.integer({ min: 1, max: 6 }),
});
const signing = fc
  .uniqueArray(fc.tuple(someone, fc.boolean()), { selector: ([keyid]) => keyid })
  .map((list): Signing => new Map(list.map(([keyid, valid]) => [keyid, valid ? (good.get(keyid) ?? "") : bad])));

function shuffled<T>(list: readonly T[], seed: number): T[] {
  return [...list].sort((a, b) => (sha256(`${seed} ${String(a)}`) < sha256(`${seed} ${String(b)}`) ? -1 : 1));
}

/** What a tally means, without the names and order it reports. */
const meaning = ({ valid, missing, met }: Tally) => ({
  valid: valid.length,
  material: new Set(valid.map((keyid) => keys.get(keyid)?.material)),
  missing: new Set(missing),
  met,
});

describe("I15: a tally", () => {
  test("counts distinct key material among the role's good signatures, and nothing else", () => {
    fc.assert(
      fc.property(role, signing, (wanted, signatures) => {
        const result = tally({ ...wanted, keys }, signed(signatures), verifier);
        const signers = wanted.keyids.filter((keyid) => signatures.get(keyid) === good.get(keyid));
        const material = new Set(signers.map((keyid) => keys.get(keyid)?.material));
        expect(result.valid).toHaveLength(material.size);
        expect(result.met).toBe(material.size >= wanted.threshold);
        expect(result.threshold).toBe(wanted.threshold);
        expect(result.missing).toEqual(wanted.keyids.filter((keyid) => !signatures.has(keyid)));
        expect(new Set(result.invalid)).toEqual(
          new Set(wanted.keyids.filter((keyid) => signatures.get(keyid) === bad)),
        );
      }),
      runs(500),
    );
  });

  test("does not depend on the order of the role's keyids, of the keys or of the signatures", () => {
    fc.assert(
      fc.property(role, signing, fc.nat(), (wanted, signatures, seed) => {
        const other = tally(
          { ...wanted, keyids: shuffled(wanted.keyids, seed), keys: new Map(shuffled([...keys], seed)) },
          signed(new Map(shuffled([...signatures], seed))),
          verifier,
        );
        expect(meaning(other)).toEqual(meaning(tally({ ...wanted, keys }, signed(signatures), verifier)));
      }),
      runs(300),
    );
  });

  test("never falls when signatures of strangers are added", () => {
    fc.assert(
      fc.property(role, signing, signing, (wanted, signatures, more) => {
        const before = tally({ ...wanted, keys }, signed(signatures), verifier);
        const foreign = [...more].filter(([keyid]) => !wanted.keyids.includes(keyid));
        const strange = ["", "__proto__", "f".repeat(64)].map((keyid): [string, string] => [keyid, bad]);
        expect(tally({ ...wanted, keys }, signed(new Map([...strange, ...foreign, ...signatures])), verifier)).toEqual(
          before,
        );
      }),
      runs(300),
    );
  });

  test("never falls when a key of the role signs as well", () => {
    fc.assert(
      fc.property(role, signing, someone, (wanted, signatures, keyid) => {
        const before = tally({ ...wanted, keys }, signed(signatures), verifier).valid.length;
        const after = tally(
          { ...wanted, keys },
          signed(new Map([...signatures, [keyid, good.get(keyid) ?? ""]])),
          verifier,
        ).valid.length;
        expect(after).toBeGreaterThanOrEqual(before);
        expect(after).toBeLessThanOrEqual(before + 1);
      }),
      runs(300),
    );
  });

  test("one key under both names of its type counts once", () => {
    for (const pair of pairs) {
      const keyids = [pair.key.keyid, twin(pair).key.keyid];
      const both = signed(new Map(keyids.map((keyid) => [keyid, good.get(keyid) ?? ""])));
      expect(tally({ keyids, threshold: 2, keys }, both, verifier)).toMatchObject({
        valid: keyids.slice(0, 1),
        met: false,
      });
      expect(tally({ keyids: keyids.slice(1), threshold: 1, keys }, both, verifier).met).toBe(true);
    }
  });

  test("a keyid listed twice in a role counts once", () => {
    const [keyid = ""] = good.keys();
    const envelope = signed(new Map([[keyid, good.get(keyid) ?? ""]]));
    expect(tally({ keyids: [keyid, keyid], threshold: 2, keys }, envelope, verifier)).toMatchObject({
      valid: [keyid],
      met: false,
    });
  });

  test("the threshold is met exactly at the threshold", () => {
    const keyids = pairs.slice(0, 3).map(({ key }) => key.keyid);
    const by = (count: number) =>
      signed(new Map(keyids.slice(0, count).map((keyid) => [keyid, good.get(keyid) ?? ""])));
    expect([0, 1, 2, 3].map((count) => tally({ keyids, threshold: 2, keys }, by(count), verifier).met)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test("a signature under a keyid whose key the delegator does not list is invalid", () => {
    const [keyid = ""] = good.keys();
    const envelope = signed(new Map([[keyid, good.get(keyid) ?? ""]]));
    expect(tally({ keyids: [keyid], threshold: 1, keys: new Map() }, envelope, verifier)).toMatchObject({
      invalid: [keyid],
      met: false,
    });
  });
});
