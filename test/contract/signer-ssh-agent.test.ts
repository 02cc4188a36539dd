import { spawnSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keyFromOpenssl } from "../../src/keys/openssl-key.ts";
import { provider, sshAgentProvider } from "../../src/keys/ssh/agent.ts";
import { agentPath } from "../../src/keys/ssh/socket.ts";
import { sshFingerprint } from "../../src/keys/ssh-fingerprint.ts";
import { verifiedSigner } from "../../src/keys/verified-signer.ts";
import type { PublicKey } from "../../src/tuf/key.ts";
import { describeSigner, faultOf, secretSource } from "../support/signer-contract.ts";
import {
  type Answering,
  fakeAgent,
  framed,
  listing,
  type RunningAgent,
  type SshKey,
  sshKey,
  startAgent,
} from "../support/ssh-agent.ts";
import { verifier, verifySignature } from "../support/verifier.ts";
import { smallOrderPoints } from "../support/weak-keys.ts";

const absent = ["ssh-agent", "ssh-add", "ssh-keygen"].filter((tool) => spawnSync(tool, ["-?"]).error !== undefined);
const skip = absent.length > 0;
if (skip && process.env["CI"]) throw new Error(`${absent.join(", ")} cannot be run; install openssh-client`);
if (skip) console.warn(`SKIPPED: ${absent.join(", ")} cannot be run, so nothing is tried against a real agent`);

const nobody = secretSource(new Map()).secrets;
const message = new TextEncoder().encode("what is signed");
// What OpenSSH's agent takes, without what stands around the bytes.
const longest = 256 * 1024 - 120;
let directory: string;
let agent: RunningAgent;
const keys = new Map<string, SshKey>();

/** A key that can be used. */
function key(comment: string): SshKey & { readonly key: PublicKey } {
  const found = keys.get(comment);
  if (found?.key === undefined) throw new Error(`no key ${comment}`);
  return { ...found, key: found.key };
}

beforeAll(async () => {
  // Short: a socket's path has about 100 characters.
  directory = await mkdtemp(join(tmpdir(), "k-agent-"));
  if (skip) return;
  agent = await startAgent(join(directory, "agent"));
  const kinds = [
    ["one", "-t", "ed25519"],
    ["two", "-t", "ecdsa", "-b", "256"],
    ["large-curve", "-t", "ecdsa", "-b", "384"],
    ["old", "-t", "rsa", "-b", "2048"],
  ] as const;
  for (const [comment, ...kind] of kinds) keys.set(comment, await sshKey(directory, comment, ...kind));
  await agent.add([...keys.values()].map(({ path }) => path));
});

afterAll(async () => {
  await agent?.close();
  await rm(directory, { recursive: true, force: true });
});

describe.skipIf(skip)("a real agent", () => {
  for (const comment of ["one", "two"]) {
    describeSigner(
      `ssh-agent: ${comment}`,
      async () => {
        const held = key(comment);
        const { secrets } = secretSource(new Map([["SSH_AUTH_SOCK", agent.socket]]));
        const lies = join(directory, `lies-${comment}`);
        const liar = await fakeAgent(lies, relaying(held, Buffer.from("something else")));
        return {
          uri: `ssh-agent:${held.fingerprint}`,
          key: held.key,
          secrets,
          hidden: [],
          wrong: {
            missing: { uri: "ssh-agent:nobody@nowhere" },
            unparsable: [
              { uri: "ssh-agent:" },
              { uri: "ssh-agent:SHA256:short" },
              { uri: "ssh-agent:a\nb" },
              { uri: "ssh-agent:-----BEGIN OPENSSH PRIVATE KEY-----" },
              { uri: "ssh-agent:one?socket=relative" },
            ],
            unreachable: { uri: `ssh-agent:one?socket=${join(directory, "nothing")}` },
            unsupported: { uri: "ssh-agent:old" },
            lying: { uri: `ssh-agent:${held.fingerprint}?socket=${lies}` },
          },
          close: () => liar.close(),
        };
      },
      { longest },
    );
  }

  test("a key is found by its comment, its fingerprint and the beginning of its keyid", async () => {
    const { secrets } = secretSource(new Map([["SSH_AUTH_SOCK", agent.socket]]));
    const { key: expected, fingerprint } = key("two");
    for (const wanted of ["two", fingerprint, expected.keyid, expected.keyid.slice(0, 8)]) {
      await using signer = await provider.open(`ssh-agent:${wanted}`, secrets);
      expect(signer.key).toEqual(expected);
    }
    expect((await faultOf(provider.open(`ssh-agent:${expected.keyid.slice(0, 7)}`, secrets))).code).toBe(
      "SIGNER_KEY_MISSING",
    );
  });

  test("the keys that can be used are listed, with addresses that open them", async () => {
    const { secrets } = secretSource(new Map([["SSH_AUTH_SOCK", agent.socket]]));
    const listed = (await provider.list?.(secrets)) ?? [];
    expect(listed.map(({ label, key: held }) => [label, held.keyid])).toEqual([
      ["one", key("one").key.keyid],
      ["two", key("two").key.keyid],
    ]);
    for (const { uri, key: held } of listed) {
      await using signer = await provider.open(uri, secrets);
      expect(verifySignature(held, message, await signer.sign(message))).toBe(true);
    }
  });

  test("keys of other kinds are refused with the reason", async () => {
    const { secrets } = secretSource(new Map([["SSH_AUTH_SOCK", agent.socket]]));
    const rsa = await faultOf(provider.open("ssh-agent:old", secrets));
    expect(rsa.data["reason"]).toContain("PKCS#1 v1.5");
    expect((await faultOf(provider.open("ssh-agent:large-curve", secrets))).data["type"]).toBe("ecdsa-sha2-nistp384");
  });

  test("more than an agent takes is not sent", async () => {
    const { secrets } = secretSource(new Map([["SSH_AUTH_SOCK", agent.socket]]));
    await using signer = await provider.open("ssh-agent:one", secrets);
    expect((await faultOf(signer.sign(new Uint8Array(256 * 1024)))).code).toBe("SIGNER_MESSAGE_TOO_LARGE");
    // Without the message's type, the key's 51 bytes, three lengths and the flags, to the byte.
    expect((await signer.sign(new Uint8Array(256 * 1024 - 64))).length).toBe(64);
    expect((await faultOf(signer.sign(new Uint8Array(256 * 1024 - 63)))).code).toBe("SIGNER_MESSAGE_TOO_LARGE");
  });

  test("a locked or emptied agent is said to be that", async () => {
    const other = await startAgent(join(directory, "locked"));
    try {
      await other.add([key("one").path]);
      const uri = `ssh-agent:one?socket=${other.socket}`;
      await using signer = await provider.open(uri, nobody);
      await other.add(["-D"]);
      expect(await faultOf(signer.sign(message))).toMatchObject({ code: "SIGNER_REFUSED", data: { uri } });
      const fault = await faultOf(provider.open(uri, nobody));
      expect(fault.code).toBe("SIGNER_KEY_MISSING");
      expect(fault.data["reason"]).toMatch(/empty or locked/);
      await other.close();
      expect((await faultOf(signer.sign(message))).code).toBe("SIGNER_UNREACHABLE");
    } finally {
      await other.close();
    }
  });

  test("fingerprints are the ones that OpenSSH prints", () => {
    for (const comment of ["one", "two", "old"])
      expect(sshFingerprint(key(comment).key)).toBe(key(comment).fingerprint);
  });
});

describe("an agent that must not be believed", () => {
  const pair = generateKeyPairSync("ed25519");
  const raw = pair.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const blob = Buffer.concat([framed("ssh-ed25519"), framed(raw)]);
  const good = listing([[blob, "mine"]]);
  let server: { close(): Promise<void> } | undefined;
  const patient = (patience: number) => sshAgentProvider({ platform: "linux", patience });
  const quick = patient(20);

  afterEach(() => server?.close());

  /** An agent that sends `listed` for a list and `signed` for a signature. */
  async function agentOf(listed: Buffer | Answering, signed: Buffer | Answering = framed(5)): Promise<string> {
    const path = join(directory, "hostile");
    const send = (answer: Buffer | Answering, request: Buffer, socket: Socket): void =>
      typeof answer === "function" ? answer(request, socket) : void socket.write(answer);
    server = await fakeAgent(path, (request, socket) => send(request[0] === 11 ? listed : signed, request, socket));
    return `ssh-agent:mine?socket=${path}`;
  }

  const hang: Answering = () => {};
  const many = Buffer.concat([framed("sk-ssh-ed25519@openssh.com"), framed(raw), framed("ssh:")]);
  const ecdsa = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey;
  const point = ecdsa.export({ type: "spki", format: "der" }).subarray(-65);
  const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]);
  const smallOrder = Buffer.from(smallOrderPoints()[1]?.toBytes() ?? "");
  const ed25519 = (raw: Buffer): Buffer => Buffer.concat([framed("ssh-ed25519"), framed(raw)]);
  const p256 = (bytes: Buffer): Buffer =>
    Buffer.concat([framed("ecdsa-sha2-nistp256"), framed("nistp256"), framed(bytes)]);

  test.each<[string, Buffer | Answering, string]>([
    ["it closes at once", (_, socket) => socket.end(), "SIGNER_UNREACHABLE"],
    ["it closes in the middle", (_, socket) => socket.end(good.subarray(0, 20)), "SIGNER_UNREACHABLE"],
    ["it closes in a length", (_, socket) => socket.end(good.subarray(0, 3)), "SIGNER_UNREACHABLE"],
    ["it never answers", hang, "SIGNER_UNREACHABLE"],
    ["it announces 4 GB", Buffer.alloc(4, 0xff), "SIGNER_ANSWER_INVALID"],
    ["it announces nothing", Buffer.alloc(4), "SIGNER_ANSWER_INVALID"],
    ["it says more than it announced", Buffer.concat([good, Buffer.of(0)]), "SIGNER_ANSWER_INVALID"],
    ["it refuses to list", framed(5), "SIGNER_REFUSED"],
    ["it sends another message", framed(99), "SIGNER_ANSWER_INVALID"],
    ["it lists more keys than it sends", listing([[blob, "mine"]], 0xffffffff), "SIGNER_ANSWER_INVALID"],
    ["it lists fewer keys than it sends", listing([[blob, "mine"]], 0), "SIGNER_ANSWER_INVALID"],
    ["a key's length goes past the end", listing([[Buffer.alloc(4, 0xff), "mine"]]), "SIGNER_ANSWER_INVALID"],
    ["a key is short", listing([[blob.subarray(0, -1), "mine"]]), "SIGNER_ANSWER_INVALID"],
    ["something follows a key", listing([[Buffer.concat([blob, framed("x")]), "mine"]]), "SIGNER_ANSWER_INVALID"],
    ["T87: a point is of small order", listing([[ed25519(smallOrder), "mine"]]), "SIGNER_KEY_INVALID"],
    ["a point is not on the curve", listing([[p256(offCurve), "mine"]]), "SIGNER_KEY_INVALID"],
    [
      "two keys have one comment",
      listing([
        [blob, "mine"],
        [p256(point), "mine"],
      ]),
      "SIGNER_AMBIGUOUS",
    ],
    ["a security key", listing([[many, "mine"]]), "KEY_UNSUPPORTED"],
    ["it holds no key", listing([]), "SIGNER_KEY_MISSING"],
  ])("%s", async (_, listed, code) => {
    const uri = await agentOf(listed);
    const fault = await faultOf(patient(listed === hang ? 0.2 : 20).open(uri, nobody));
    expect(fault.code).toBe(code);
    if (_ === "a security key") expect(fault.data["reason"]).toMatch(/security key signs/);
  });

  test.each<[string, Buffer | Answering, string]>([
    ["it closes in the middle", (_, socket) => socket.end(Buffer.of(0, 0, 0, 83, 14)), "SIGNER_UNREACHABLE"],
    ["it never answers", hang, "SIGNER_UNREACHABLE"],
    ["it refuses", framed(5), "SIGNER_REFUSED"],
    ["it sends another message", framed(12), "SIGNER_ANSWER_INVALID"],
    ["it sends no signature", framed(14), "SIGNER_ANSWER_INVALID"],
    ["another kind of signature", signature("ssh-rsa", Buffer.alloc(64)), "SIGNER_ANSWER_INVALID"],
    [
      "something follows",
      framed(14, signature("ssh-ed25519", Buffer.alloc(64)).subarray(5), "x"),
      "SIGNER_ANSWER_INVALID",
    ],
    ["a short signature", signature("ssh-ed25519", Buffer.alloc(63)), "SIGNER_SIGNATURE_INVALID"],
    ["a signature of zeros", signature("ssh-ed25519", Buffer.alloc(64)), "SIGNER_SIGNATURE_INVALID"],
  ])("signing: %s", async (_, signed, code) => {
    const uri = await agentOf(good, signed);
    const opened = await patient(signed === hang ? 1.5 : 20).open(uri, nobody);
    await using signer = verifiedSigner(opened, verifier);
    expect((await faultOf(signer.sign(message))).code).toBe(code);
  });

  test.each([
    ["r is negative", Buffer.of(0x80), Buffer.of(1)],
    ["s is too long", Buffer.of(1), Buffer.alloc(34, 1)],
    ["r is of 200 KB", Buffer.alloc(200_000, 1), Buffer.of(1)],
  ])("signing with ECDSA: %s", async (_, r, s) => {
    const body = Buffer.concat([framed(r), framed(s)]);
    const uri = await agentOf(listing([[p256(point), "mine"]]), signature("ecdsa-sha2-nistp256", body));
    await using signer = await quick.open(uri, nobody);
    expect((await faultOf(signer.sign(message))).code).toBe("SIGNER_ANSWER_INVALID");
  });

  test("an answer that comes byte by byte is one answer, and an ECDSA signature in SSH's form becomes DER", async () => {
    const one = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const uncompressed = one.publicKey.export({ type: "spki", format: "der" }).subarray(-65);
    const slow: Answering = async (request, socket) => {
      for (const byte of signature("ecdsa-sha2-nistp256", mpints(one.privateKey, signedBytes(request)))) {
        socket.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
    };
    const uri = await agentOf(listing([[p256(uncompressed), "mine"]]), slow);
    await using signer = await quick.open(uri, nobody);
    expect(signer.key).toEqual(keyFromOpenssl(one.publicKey));
    // Often enough that r or s begins with a zero byte, or needs one, now and then.
    for (let at = 0; at < 20; at++) {
      const bytes = Buffer.from(`${at}`);
      expect(verifySignature(signer.key, bytes, await signer.sign(bytes))).toBe(true);
    }
  });

  test("a certificate beside its key does not make the comment ambiguous", async () => {
    const certificate = Buffer.concat([framed("ssh-ed25519-cert-v01@openssh.com"), framed(raw)]);
    const uri = await agentOf(
      listing([
        [blob, "mine"],
        [certificate, "mine"],
      ]),
    );
    await using signer = await quick.open(uri, nobody);
    expect(signer.key.public).toBe(raw.toString("hex"));
  });
});

test("where the agent listens: the address, the variable, on Windows the pipe of its OpenSSH", () => {
  expect(agentPath("/given", "/variable", "win32")).toBe("/given");
  expect(agentPath(undefined, "/variable", "win32")).toBe("/variable");
  expect(agentPath(undefined, undefined, "win32")).toBe("\\\\.\\pipe\\openssh-ssh-agent");
  expect(agentPath(undefined, "", "win32")).toBe("\\\\.\\pipe\\openssh-ssh-agent");
  expect(agentPath(undefined, "/variable", "linux")).toBe("/variable");
  expect(() => agentPath(undefined, "", "darwin")).toThrow(/SIGNER_UNREACHABLE.*SSH_AUTH_SOCK/);
});

/** What the agent sends for a signature, framed. */
function signature(kind: string, body: Buffer): Buffer {
  return framed(14, framed(framed(kind), framed(body)));
}

/** What a request wants signed: the second string behind the type. */
function signedBytes(request: Buffer): Buffer {
  const start = 5 + request.readUInt32BE(1);
  return request.subarray(start + 4, start + 4 + request.readUInt32BE(start));
}

/** A signature by `privateKey` as RFC 5656 writes it. */
function mpints(privateKey: KeyObject, bytes: Buffer): Buffer {
  const raw = sign("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
  const mpint = (part: Buffer): Buffer => {
    const first = part.findIndex((byte) => byte !== 0);
    const digits = part.subarray(first);
    return framed((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
  };
  return Buffer.concat([mpint(raw.subarray(0, 32)), mpint(raw.subarray(32))]);
}

/** Answers as the real agent does, but signs `other` in the place of what it was given. */
function relaying(held: SshKey, other: Buffer): Answering {
  return async (request, socket) => {
    if (request[0] === 11) socket.write(listing([[held.blob, "one"]]));
    else socket.write(await askRealAgent(framed(13, framed(held.blob), framed(other), Buffer.alloc(4))));
  };
}

function askRealAgent(request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(agent.socket);
    socket.on("error", reject);
    socket.once("data", (answer) => {
      socket.destroy();
      resolve(answer);
    });
    socket.write(request);
  });
}
