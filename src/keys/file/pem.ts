import { createPrivateKey, type KeyObject } from "node:crypto";
import { derElements } from "../../tuf/der.ts";
import { keysFaults } from "../faults.ts";
import { keyInvalid, reading } from "../reading.ts";

/** Rounds of a key derivation read from somebody's file: some seconds of work, not the hours a hostile file could ask for. */
export const maximumIterations = 10_000_000;

/** The one private key in a PEM text: PKCS#8, PKCS#1 or SEC1. */
export type PrivatePem =
  | { readonly locked: false; readonly key: KeyObject }
  | { readonly locked: true; readonly pem: string };

// Other blocks may stand beside it: `openssl ecparam -genkey` writes the curve's parameters first.
const block = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/g;

/** Finds the private key in a PEM text. Faults `SIGNER_KEY_INVALID`. */
export function readPrivatePem(text: string): PrivatePem {
  const blocks = [...text.matchAll(block)];
  const pem = blocks[0]?.[0];
  if (pem === undefined) throw keyInvalid("its PEM holds no PKCS#8, PKCS#1 or SEC1 private key");
  if (blocks.length > 1) throw keyInvalid("its PEM holds more than one private key");
  if (blocks[0]?.[1] === "ENCRYPTED PRIVATE KEY") checkDerivation(pem);
  else if (!/^Proc-Type: 4,ENCRYPTED\r?$/m.test(pem)) {
    return { locked: false, key: reading(keysFaults.SIGNER_KEY_INVALID, () => createPrivateKey(pem)) };
  }
  return { locked: true, pem };
}

/**
 * The key in an encrypted PEM, or undefined when the passphrase is wrong. Nothing in the format is authenticated: a wrong passphrase
 * leaves valid padding once in 256 times and fails in a later step, so every failure means the same.
 */
export function unlockPem(pem: string, passphrase: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    return undefined;
  }
}

/** Holds every integer in the parameters of an EncryptedPrivateKeyInfo (rounds, or scrypt's costs) to the ceiling. */
function checkDerivation(pem: string): void {
  const body = pem.split(/\r?\n/).slice(1, -1).join("");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw keyInvalid("its PEM is damaged");
  const der = Buffer.from(body, "base64");
  if (integers(der, 0).some((value) => value > maximumIterations)) {
    throw keyInvalid(`its key derivation asks for more than ${maximumIterations} rounds`);
  }
}

/** The integers in DER, however deep; the encrypted bytes are an octet string and are passed over. */
function integers(der: Uint8Array, depth: number): number[] {
  const elements = derElements(der);
  if (elements === undefined) throw keyInvalid("its PEM is damaged");
  return elements.flatMap(({ tag, content }) => {
    if (tag === 0x02) return [content.reduce((value, byte) => value * 256 + byte, 0)];
    return (tag & 0x20) !== 0 && depth < 8 ? integers(content, depth + 1) : [];
  });
}
