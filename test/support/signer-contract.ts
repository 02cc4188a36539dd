import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../src/base/fault.ts";
import type { SecretSource } from "../../src/keys/signer-provider.ts";
import { openSigner } from "../../src/keys/table.ts";
import { verifiedSigner } from "../../src/keys/verified-signer.ts";
import { PublicKey } from "../../src/tuf/key.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import { verifier, verifySignature } from "./verifier.ts";

/** Providers whose keys are not in a file, and the test files that call {@link describeSigner} for each, named `SCHEME: …`. */
export const heldElsewhere: ReadonlyMap<string, string> = new Map([
  ["ssh-agent", "test/contract/signer-ssh-agent.test.ts"],
  ["pkcs11", "test/keys/pkcs11.keys.ts"],
  ["gcpkms", "test/contract/signer-gcpkms.test.ts"],
  ["azurekms", "test/contract/signer-azurekms.test.ts"],
  ["awskms", "test/contract/signer-awskms.test.ts"],
  ["vault", "test/contract/signer-vault.test.ts"],
]);

/** An address, and what its provider may ask for. */
export interface SignerPlace {
  readonly uri: string;
  /** The rig's own when left out. */
  readonly secrets?: SecretSource;
}

/** Places that a provider must refuse. */
export interface WrongPlaces {
  /** The service is there and does not hold the key: `SIGNER_KEY_MISSING`. */
  readonly missing: SignerPlace;
  /** `SIGNER_URI_INVALID`, each. */
  readonly unparsable: readonly SignerPlace[];
  /** Nobody answers: `SIGNER_UNREACHABLE`. */
  readonly unreachable: SignerPlace;
  /** A key of a type that TUF clients do not share, or that this place cannot use as they do: `KEY_UNSUPPORTED`. */
  readonly unsupported: SignerPlace;
  /** A service that holds the key, and answers `sign` with a signature that does not verify: `SIGNER_SIGNATURE_INVALID`. */
  readonly lying: SignerPlace;
}

/** A real or emulated key service with one key in it. */
export interface SignerRig {
  readonly uri: string;
  /** What the signer's key must be, learnt from elsewhere than the provider. */
  readonly key: PublicKey;
  readonly secrets: SecretSource;
  /** The PIN, the token: no part of them may be in a fault or a signer. */
  readonly hidden: readonly string[];
  readonly wrong: Partial<WrongPlaces>;
  /** The table's provider in the rig's world (its network, its credentials); {@link openSigner} unless given. */
  open?(uri: string, secrets: SecretSource): Promise<Signer>;
  close?(): Promise<void>;
}

export interface SignerSuite {
  /** What a rig cannot set up, and the reason; it must then be tested elsewhere. The rest is demanded. */
  readonly without?: Partial<Record<keyof WrongPlaces, string>>;
  /** The rig needs something that this machine has not. */
  readonly skip?: boolean;
  /** The longest message in bytes that the place signs, where that is under 2 MiB. */
  readonly longest?: number;
}

const codes: ReadonlyMap<keyof WrongPlaces, string> = new Map([
  ["missing", "SIGNER_KEY_MISSING"],
  ["unparsable", "SIGNER_URI_INVALID"],
  ["unreachable", "SIGNER_UNREACHABLE"],
  ["unsupported", "KEY_UNSUPPORTED"],
  ["lying", "SIGNER_SIGNATURE_INVALID"],
]);

const message = new TextEncoder().encode("what is signed");

/**
 * What holds for every provider whose private key is elsewhere. `name` starts with the scheme (`pkcs11: RSA-3072`); `open` makes
 * the rig once, before the first test. Call it once for each kind of key.
 */
export function describeSigner(name: string, open: () => Promise<SignerRig>, suite: SignerSuite = {}): void {
  describe.skipIf(suite.skip ?? false)(name, () => {
    let opening: Promise<SignerRig> | undefined;
    const rigOf = (): Promise<SignerRig> => (opening ??= open());
    // Awaited here so that a rig's slow start has the hook's time.
    beforeAll(async () => void (await rigOf()));
    afterAll(async () => (await opening)?.close?.());

    async function withSigner<T>(action: (signer: Signer, rig: SignerRig) => Promise<T>): Promise<T> {
      const rig = await rigOf();
      await using signer = await openIn(rig, rig);
      return await action(signer, rig);
    }

    test("T58: the key is the expected one, in the form and with the id that every client reads", () =>
      withSigner(async (signer, rig) => {
        expect(signer.key).toEqual(rig.key);
        expect(PublicKey.decode(signer.key.json, signer.key.keyid)).toEqual(rig.key);
        expect([...signer.key.json.keys()].sort()).toEqual(["keytype", "keyval", "scheme"]);
      }));

    test("T58: its signatures verify, over a little, over nothing and over much", () =>
      withSigner(async (signer) => {
        const signature = await signer.sign(message);
        expect(verifySignature(signer.key, message, signature)).toBe(true);
        expect(verifySignature(signer.key, message.subarray(1), signature)).toBe(false);
        for (const bytes of [new Uint8Array(), new Uint8Array(suite.longest ?? 2 * 1024 * 1024).fill(7)]) {
          expect(verifySignature(signer.key, bytes, await signer.sign(bytes))).toBe(true);
        }
      }));

    test("two signatures at once do not mix", () =>
      withSigner(async (signer) => {
        const texts = ["one", "two", "three"].map((text) => new TextEncoder().encode(text));
        const signatures = await Promise.all(texts.map((text) => signer.sign(text)));
        const verified = signatures.map((signature, at) =>
          verifySignature(signer.key, texts[at] ?? new Uint8Array(), signature),
        );
        expect(verified).toEqual([true, true, true]);
      }));

    test("two signers of one key do not disturb each other, also when one is closed", () =>
      withSigner(async (signer, rig) => {
        const other = await openIn(rig, rig);
        expect(verifySignature(signer.key, message, await other.sign(message))).toBe(true);
        await other[Symbol.asyncDispose]();
        expect(verifySignature(signer.key, message, await signer.sign(message))).toBe(true);
      }));

    test("after disposal it signs no more, and disposing twice is harmless", () =>
      withSigner(async (signer) => {
        await signer[Symbol.asyncDispose]();
        await signer[Symbol.asyncDispose]();
        expect((await faultOf(signer.sign(message))).code).toBe("SIGNER_CLOSED");
      }));

    for (const [kind, code] of codes) {
      if (suite.without?.[kind] !== undefined) continue;
      test(`I13: ${kind}: ${code}, without a secret`, async () => {
        const rig = await rigOf();
        const places = [rig.wrong[kind] ?? []].flat();
        expect(places.length, `the rig names no place that is ${kind}`).toBeGreaterThan(0);
        for (const { uri, secrets = rig.secrets } of places) {
          const fault = await faultOf(signOnce(rig, { uri, secrets }));
          expect(fault.code, `${uri} ${inspect(fault)}`).toBe(code);
          for (const secret of rig.hidden) expect(shared(printedForms(fault), secret)).toBe(false);
        }
      });
    }

    test("I13: no secret is in a signer's printed forms", () =>
      withSigner(async (signer, rig) => {
        await signer.sign(message);
        for (const secret of rig.hidden) expect(shared(printedForms(signer), secret)).toBe(false);
      }));
  });
}

/** As the table opens it: what it signs is verified before anybody gets it. */
async function openIn(rig: SignerRig, { uri, secrets = rig.secrets }: SignerPlace): Promise<Signer> {
  if (rig.open === undefined) return openSigner(uri, secrets, verifier);
  return verifiedSigner(await rig.open(uri, secrets), verifier);
}

async function signOnce(rig: SignerRig, place: SignerPlace): Promise<void> {
  await using signer = await openIn(rig, place);
  await signer.sign(message);
}

/** A source that answers with `answers`, one per attempt, and remembers what it was asked. */
export function secretSource(
  variables: ReadonlyMap<string, string>,
  answers: readonly string[] = [],
): { readonly asked: (readonly [uri: string, attempt: number])[]; readonly secrets: SecretSource } {
  const asked: (readonly [string, number])[] = [];
  const secrets: SecretSource = {
    variable: (name) => variables.get(name),
    async passphrase(uri, attempt) {
      asked.push([uri, attempt]);
      return answers[attempt - 1];
    },
  };
  return { asked, secrets };
}

/** The fault that `action` ends with; throws when it ends in any other way. */
export async function faultOf(action: Promise<unknown>): Promise<Fault> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Fault) return error;
  throw new Error(`a fault was expected, not ${inspect(error)}`);
}

/** Everything a log, a report or a debugger could show of a value, causes included. */
export function printedForms(value: unknown): string {
  const cause = value instanceof Error && value.cause !== undefined ? printedForms(value.cause) : "";
  const stack = value instanceof Error ? `${value.message} ${value.stack}` : "";
  return [inspect(value, { depth: 12, showHidden: true }), JSON.stringify(value), String(value), stack, cause].join(
    "\n",
  );
}

/** Whether any ten characters of `secret` in a row stand in `text`, or all of a shorter one. */
export function shared(text: string, secret: string): boolean {
  const length = Math.min(10, secret.length);
  if (length === 0) return false;
  for (let at = 0; at + length <= secret.length; at++) if (text.includes(secret.slice(at, at + length))) return true;
  return false;
}
