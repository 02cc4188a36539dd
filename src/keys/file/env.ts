import { keysFaults } from "../faults.ts";
import { locatingKey } from "../reading.ts";
import type { SignerProvider } from "../signer-provider.ts";
import { loadPrivateKey } from "./load.ts";
import { signerFromPrivateKey } from "./private-key.ts";

const address = /^env:([A-Za-z_][A-Za-z0-9_]{0,127})$/;

/**
 * A key in a variable: `env:NAME`. The value is what a key file holds, as text: PEM, also on one line with `\n` between its lines as
 * CI secrets often have it; a Kaprien or securesystemslib key; or base64 of any of these.
 */
export const provider: SignerProvider = {
  scheme: "env",
  summary: "a private key in an environment variable: env:NAME",
  async open(uri, secrets) {
    const name = address.exec(uri)?.[1];
    // The address is not repeated: a key pasted in the place of its variable's name would be printed.
    if (name === undefined)
      throw keysFaults.SIGNER_URI_INVALID({ reason: "a variable's name is expected, as in env:NAME" });
    return locatingKey(uri, async () => {
      const value = secrets.variable(name);
      if (value === undefined || value.trim() === "") throw keysFaults.SIGNER_KEY_MISSING({ variable: name });
      const key = await loadPrivateKey(keyBytes(value.trim()), (attempt) => secrets.passphrase(uri, attempt));
      return signerFromPrivateKey(key);
    });
  },
};

function keyBytes(value: string): Uint8Array {
  if (value.startsWith("-----BEGIN ")) return Buffer.from(value.replaceAll(/(?:\\r)?\\n/g, "\n"));
  const compact = value.replaceAll(/\s/g, "");
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return Buffer.from(compact, "base64");
  return Buffer.from(value);
}
