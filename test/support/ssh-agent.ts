import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { keyFromRaw, keyFromSpki, type PublicKey } from "../../src/tuf/key.ts";

const run = promisify(execFile);

/** A real agent of this machine, listening on `socket`. */
export interface RunningAgent {
  readonly socket: string;
  /** Runs `ssh-add` against it. */
  add(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

/** Starts `ssh-agent` in the foreground. `allowed`: where modules of tokens may be loaded from. */
export async function startAgent(socket: string, allowed?: string): Promise<RunningAgent> {
  const child: ChildProcess = spawn(
    "ssh-agent",
    ["-D", "-a", socket, ...(allowed === undefined ? [] : ["-P", allowed])],
    {
      stdio: "ignore",
    },
  );
  for (let wait = 0; wait < 200; wait++) {
    if (
      await access(socket).then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(25);
  }
  return {
    socket,
    async add(args, environment = {}) {
      const { stdout } = await run("ssh-add", args, {
        env: { ...process.env, ...environment, SSH_AUTH_SOCK: socket },
      });
      return stdout;
    },
    async close() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}

/** A key pair that `ssh-keygen` made: the private file, and the public key read apart from the code under test. */
export interface SshKey {
  readonly path: string;
  readonly key: PublicKey | undefined;
  /** In SSH's encoding. */
  readonly blob: Buffer;
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

export async function sshKey(directory: string, comment: string, ...kind: readonly string[]): Promise<SshKey> {
  const path = join(directory, comment);
  await run("ssh-keygen", ["-q", "-N", "", "-C", comment, "-f", path, ...kind]);
  const blob = Buffer.from((await readFile(`${path}.pub`, "utf8")).split(" ")[1] ?? "", "base64");
  const listed = (await run("ssh-keygen", ["-l", "-f", `${path}.pub`])).stdout;
  const spki = async (): Promise<string> =>
    (await run("ssh-keygen", ["-e", "-m", "PKCS8", "-f", `${path}.pub`])).stdout;
  const key = kind.includes("ed25519") ? keyFromRaw(blob.subarray(-32)) : readable(await spki());
  return { path, key, blob, fingerprint: listed.split(" ")[1] ?? "" };
}

/** Undefined for a kind that TUF clients do not share. */
function readable(spki: string): PublicKey | undefined {
  return createPublicKey(spki).asymmetricKeyDetails?.namedCurve === "secp384r1" ? undefined : keyFromSpki(spki);
}

/** What an agent of the tests sends back to one request, whose first byte is its type: raw bytes of the stream, then perhaps the end. */
export type Answering = (request: Buffer, socket: Socket) => void;

/** An agent on `path` that answers as it likes. */
export async function fakeAgent(path: string, answer: Answering): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    let pending = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      const length = pending.length < 4 ? Infinity : pending.readUInt32BE();
      if (pending.length < 4 + length) return;
      const request = pending.subarray(4, 4 + length);
      pending = pending.subarray(4 + length);
      answer(request, socket);
    });
  });
  server.listen(path);
  await once(server, "listening");
  return {
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** RFC 4251 §5: a string. Also the frame around a message. */
export function framed(...parts: readonly (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** The agent's list of keys, framed. */
export function listing(
  keys: readonly (readonly [blob: Buffer, comment: string])[],
  count: number = keys.length,
): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(count);
  return framed(12, number, ...keys.flatMap(([blob, comment]) => [framed(blob), framed(comment)]));
}
