import { describe, expect, test } from "vitest";
import { lookUp, verifySite } from "../../../src/client/download.ts";
import type { Fetch } from "../../../src/client/reference-client.ts";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import {
  ed25519,
  type Holders,
  holders,
  now,
  rootFile,
  snapshotFile,
  targetsFile,
  timestampFile,
} from "../../support/metadata.ts";
import { p384, unreadable } from "../../support/unreadable-keys.ts";
import { verifier } from "../../support/verifier.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { frozenClock } from "../../support/world.ts";

const clock = frozenClock(now);
const metadata = "http://site.invalid/metadata";

/** A site whose timestamp these keys sign, with one of its files replaced. */
function siteOf(timestamp: Holders, replaced: Readonly<Record<string, Uint8Array | undefined>> = {}) {
  const root = rootFile({ roles: { timestamp } });
  const files: Record<string, Uint8Array | undefined> = {
    "1.root.json": root.bytes,
    "timestamp.json": timestampFile({ signers: timestamp.keys }).bytes,
    "1.snapshot.json": snapshotFile().bytes,
    "1.targets.json": targetsFile({ targets: { "a.txt": "a" } }).bytes,
    ...replaced,
  };
  const fetch: Fetch = async (url) => {
    const bytes = files[url.slice(`${metadata}/`.length)];
    return bytes && new Blob([new Uint8Array(bytes)]).stream();
  };
  const ports = { oracle: tufJs, verifier, clock, memory: memoryWorkspace(new Map()) };
  const options = {
    site: { fetch, metadata },
    targets: "http://site.invalid/targets",
    root: { file: "root.json", bytes: root.bytes },
  };
  return {
    lookUp: () => lookUp(ports, options, ["a.txt"]),
    verify: () => verifySite(ports, options),
  };
}

const stranger = ed25519("stranger");
const curve = { keys: [p384()] };
const forged = snapshotFile({ signers: [stranger] }).bytes;

describe("T87: what our own client stops at does not take the place of the judge's reason", () => {
  test("a key that only tuf-js reads, on a site that tuf-js accepts", async () => {
    const site = siteOf(curve);
    expect((await site.lookUp()).get("a.txt")?.path).toBe("a.txt");
    await expect(site.verify()).rejects.toMatchObject({ code: "ROLE_KEYS_UNREADABLE", data: { role: "timestamp" } });
  });

  test.each<[string, Record<string, Uint8Array | undefined>, RegExp]>([
    ["a snapshot that somebody else signed", { "1.snapshot.json": forged }, /snapshot/],
    ["a snapshot that is not there", { "1.snapshot.json": undefined }, /1\.snapshot\.json/],
    ["targets that are not there", { "1.targets.json": undefined }, /1\.targets\.json/],
    [
      "a timestamp that expired",
      { "timestamp.json": timestampFile({ expires: now, signers: curve.keys }).bytes },
      /expired/i,
    ],
  ])("a key that only tuf-js reads, and %s", async (_, replaced, reason) => {
    await expect(siteOf(curve, replaced).lookUp()).rejects.toMatchObject({
      code: "CLIENT_REFUSED",
      data: { reason: expect.stringMatching(reason) },
    });
  });

  test("where both stop at the same file, ours says in words what is wrong", async () => {
    await expect(siteOf(holders.timestamp, { "1.snapshot.json": forged }).lookUp()).rejects.toMatchObject({
      code: "ROLE_SIGNATURES_MISSING",
      data: { role: "snapshot" },
    });
  });

  test("a key that neither reads is told as the judge tells it", async () => {
    const keys = [{ ...ed25519("timestamp"), key: unreadable.mlDsa }];
    await expect(siteOf({ keys }).lookUp()).rejects.toMatchObject({
      code: "CLIENT_REFUSED",
      data: {
        reason: expect.stringMatching(/timestamp was signed by 0\/1.*cannot read these keys of timestamp.*ml-dsa-65/),
      },
    });
  });
});
