import { createHash, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Everything here is done to a published site, by somebody who holds the mirror and, where it says so, the online key. */

async function read(directory, name) {
  return JSON.parse(await readFile(join(directory, "metadata", name), "utf8"));
}

function written(json) {
  return Buffer.from(JSON.stringify(json));
}

/** Canonical JSON, for metadata that is ASCII, as all of it is here. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  if (value === null || typeof value !== "object") return String(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** `envelope` with other content, signed again with the online key, which is `online`. */
function signedAgain({ signatures }, signed, online) {
  const algorithm = online.asymmetricKeyType === "ec" ? "sha256" : null;
  const sig = sign(algorithm, Buffer.from(canonical(signed)), online).toString("hex");
  return written({ signatures: [{ keyid: signatures[0].keyid, sig }], signed });
}

/** The newest timestamp, snapshot and their numbers on a site. */
async function head(directory) {
  const timestamp = await read(directory, "timestamp.json");
  const version = timestamp.signed.meta["snapshot.json"].version;
  return { timestamp, version, snapshot: await read(directory, `${version}.snapshot.json`) };
}

/** The online key signs a newer timestamp that names the snapshot before the newest. */
export async function olderSnapshot(directory, online) {
  const { timestamp, version } = await head(directory);
  const signed = {
    ...timestamp.signed,
    version: timestamp.signed.version + 1,
    meta: { "snapshot.json": { version: version - 1 } },
  };
  return new Map([["metadata/timestamp.json", signedAgain(timestamp, signed, online)]]);
}

/** The online key signs a newer snapshot in which one bin is as it was before. */
export async function olderBin(directory, online) {
  const { timestamp, snapshot, version } = await head(directory);
  const meta = structuredClone(snapshot.signed.meta);
  const [bin] = Object.entries(meta).find(([name, file]) => name.startsWith("bins-") && file.version > 1);
  meta[bin].version -= 1;
  const next = version + 1;
  return new Map([
    [`metadata/${next}.snapshot.json`, signedAgain(snapshot, { ...snapshot.signed, version: next, meta }, online)],
    [
      "metadata/timestamp.json",
      signedAgain(
        timestamp,
        {
          ...timestamp.signed,
          version: timestamp.signed.version + 1,
          meta: { "snapshot.json": { version: next } },
        },
        online,
      ),
    ],
  ]);
}

/** Whoever has the online key signs every online role at `version`, each bin with a target of their own. */
export async function farAhead(directory, online, version, path, bytes) {
  const { timestamp, snapshot } = await head(directory);
  const changes = new Map();
  const meta = structuredClone(snapshot.signed.meta);
  const target = { length: bytes.length, hashes: { sha256: createHash("sha256").update(bytes).digest("hex") } };
  for (const [file, listed] of Object.entries(meta)) {
    if (!file.startsWith("bins-")) continue;
    const bin = await read(directory, `${listed.version}.${file}`);
    const signed = { ...bin.signed, version, targets: { ...bin.signed.targets, [path]: target } };
    changes.set(`metadata/${version}.${file}`, signedAgain(bin, signed, online));
    meta[file] = { version };
  }
  changes.set(
    `metadata/${version}.snapshot.json`,
    signedAgain(snapshot, { ...snapshot.signed, version, meta }, online),
  );
  const named = { "snapshot.json": { version } };
  changes.set("metadata/timestamp.json", signedAgain(timestamp, { ...timestamp.signed, version, meta: named }, online));
  const slash = path.lastIndexOf("/") + 1;
  changes.set(`targets/${path.slice(0, slash)}${target.hashes.sha256}.${path.slice(slash)}`, bytes);
  return changes;
}

/** The name under which the newest state of a role is published. */
async function current(directory, role) {
  if (role === "timestamp") return "timestamp.json";
  const { snapshot, version } = await head(directory);
  return role === "snapshot"
    ? `${version}.snapshot.json`
    : `${snapshot.signed.meta[`${role}.json`].version}.${role}.json`;
}

/** The newest file of `role` without any signature. */
export async function withoutSignatures(directory, role) {
  const name = await current(directory, role);
  const envelope = await read(directory, name);
  return new Map([[`metadata/${name}`, written({ ...envelope, signatures: [] })]]);
}

/** The newest file of `role` with every signature spoiled in its last digit. */
export async function spoiledSignatures(directory, role) {
  const name = await current(directory, role);
  const envelope = await read(directory, name);
  const signatures = envelope.signatures.map(({ sig, ...rest }) => ({
    ...rest,
    sig: sig.slice(0, -1) + (sig.endsWith("0") ? "1" : "0"),
  }));
  return new Map([[`metadata/${name}`, written({ ...envelope, signatures })]]);
}

/** Every bin promises a target that nobody signed, under the signatures that were there. */
export async function slippedIn(directory, path) {
  const { snapshot } = await head(directory);
  const changes = new Map();
  for (const [file, { version }] of Object.entries(snapshot.signed.meta)) {
    if (!file.startsWith("bins-")) continue;
    const name = `${version}.${file}`;
    const envelope = await read(directory, name);
    envelope.signed.targets[path] = { length: 1, hashes: { sha256: "0".repeat(64) } };
    changes.set(`metadata/${name}`, written(envelope));
  }
  return changes;
}

/** The newest snapshot with its signature spoiled, under a newer timestamp that the online key signed and that fixes no hash. */
export async function spoiledSnapshot(directory, online) {
  const { timestamp, version } = await head(directory);
  const { signed } = timestamp;
  const meta = { "snapshot.json": { version } };
  return new Map([
    ...(await spoiledSignatures(directory, "snapshot")),
    ["metadata/timestamp.json", signedAgain(timestamp, { ...signed, version: signed.version + 1, meta }, online)],
  ]);
}

/** The bytes of a target with one bit turned. */
export async function tampered(directory, path) {
  const slash = path.lastIndexOf("/") + 1;
  const { snapshot } = await head(directory);
  for (const [file, { version }] of Object.entries(snapshot.signed.meta)) {
    const { signed } = await read(directory, `${version}.${file}`);
    const hash = signed.targets[path]?.hashes.sha256;
    if (hash === undefined) continue;
    const name = `targets/${path.slice(0, slash)}${hash}.${path.slice(slash)}`;
    const bytes = await readFile(join(directory, name));
    bytes[0] ^= 1;
    return new Map([[name, bytes]]);
  }
  throw new Error(`no role has ${path}`);
}
