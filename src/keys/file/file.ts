import { type FileHandle, open } from "node:fs/promises";
import { keysFaults } from "../faults.ts";
import { locatingKey } from "../reading.ts";
import type { SignerProvider } from "../signer-provider.ts";
import { loadPrivateKey, maximumKeyBytes } from "./load.ts";
import { signerFromPrivateKey } from "./private-key.ts";

const prefix = "file:";

/** A key in a file: `file:PATH`, the path as it is, without URL escapes. A pipe works too (`file:/dev/fd/3`). */
export const provider: SignerProvider = {
  scheme: "file",
  summary: "a private key in a file: file:PATH",
  async open(uri, secrets) {
    const path = uri.slice(prefix.length);
    // A key pasted in the place of its path must not be repeated in a fault about that path.
    if (!uri.startsWith(prefix) || path === "" || /[\0\r\n]|-----BEGIN|@@@@|^\{/.test(path)) {
      throw keysFaults.SIGNER_URI_INVALID({ reason: "a path is expected, as in file:PATH" });
    }
    return locatingKey(uri, async () => {
      const key = await loadPrivateKey(await read(path), (attempt) => secrets.passphrase(uri, attempt));
      return signerFromPrivateKey(key);
    });
  },
};

async function read(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path, "r");
    try {
      return await readBounded(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ENOENT" || code === "ENOTDIR") throw keysFaults.SIGNER_KEY_MISSING({ path });
    throw keysFaults.SIGNER_KEY_INVALID({ path, reason: `the file cannot be read (${code})` }, { cause: error });
  }
}

/** What the file holds, or one byte more than a key may have: its stated size says nothing when it is a pipe. */
async function readBounded(handle: FileHandle): Promise<Uint8Array> {
  const buffer = Buffer.alloc(maximumKeyBytes + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
