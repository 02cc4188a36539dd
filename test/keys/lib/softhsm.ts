import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { keyFromRaw, keyFromSpki, type PublicKey } from "../../../src/tuf/key.ts";

const run = promisify(execFile);

export const pin = "80617253";

/** Where distributions put SoftHSM's library. */
const places = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
  "/usr/lib64/softhsm/libsofthsm2.so",
  "/usr/local/lib/softhsm/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
  "/usr/local/opt/softhsm/lib/softhsm/libsofthsm2.so",
];

/** A token of SoftHSM in a directory of its own. */
export interface SoftToken {
  readonly module: string;
  /** What a process has to have in its environment to see the token. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Runs pkcs11-tool as the user of the token called `token`. */
  tool(args: readonly string[], token?: string): Promise<string>;
  /** Makes one more token. */
  initialize(token: string): Promise<void>;
  /** Makes a key pair in the token. `kind` as pkcs11-tool has it, `id` in hex. */
  generate(kind: string, label: string, id: string, ...more: readonly string[]): Promise<void>;
  /** The public key as pkcs11-tool reads it. */
  publicKey(id: string): Promise<PublicKey>;
  close(): Promise<void>;
}

/** Makes a token called `kaprien`, and shows it to this process. */
export async function softToken(): Promise<SoftToken> {
  const module = places.find((path) => existsSync(path));
  if (module === undefined) throw new Error("SoftHSM's library is at none of the known places");
  const directory = await mkdtemp(join(tmpdir(), "k-token-"));
  const configuration = join(directory, "softhsm2.conf");
  const environment = { SOFTHSM2_CONF: configuration };
  await mkdir(join(directory, "tokens"));
  await writeFile(
    configuration,
    `directories.tokendir = ${directory}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env["SOFTHSM2_CONF"] = configuration;
  const env = { ...process.env, ...environment };
  const tool = async (args: readonly string[], token = "kaprien"): Promise<string> =>
    (await run("pkcs11-tool", ["--module", module, "--token-label", token, "--login", "--pin", pin, ...args], { env }))
      .stdout;
  const initialize = async (token: string): Promise<void> => {
    const pins = ["--so-pin", "0000000000", "--pin", pin];
    await run("softhsm2-util", ["--init-token", "--free", "--label", token, ...pins], { env });
  };
  await initialize("kaprien");
  return {
    module,
    environment,
    directory,
    tool,
    initialize,
    async generate(kind, label, id, ...more) {
      await tool(["--keypairgen", "--key-type", kind, "--label", label, "--id", id, ...more]);
    },
    async publicKey(id) {
      const listed = await tool(["--list-objects", "--type", "pubkey"]);
      const object = listed.split("Public Key Object").find((part) => part.includes(`ID:         ${id}`));
      // Not every version of pkcs11-tool writes such a key to a file.
      const raw = /EC_POINT: +0420([0-9a-f]{64})$/m.exec(object ?? "")?.[1];
      if (raw !== undefined) return keyFromRaw(Buffer.from(raw, "hex"));
      const path = join(directory, `public-${id}.der`);
      await tool(["--read-object", "--type", "pubkey", "--id", id, "--output-file", path]);
      return keyFromSpki(await readFile(path));
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}
