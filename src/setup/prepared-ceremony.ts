import type { Finding } from "../base/finding.ts";
import type { NewKey } from "../keys/key-maker.ts";
import type { Design, FirstTrust, offlineRoles } from "../signing-event/first-trust.ts";
import type { Signer } from "../tuf/signer.ts";
import type { CeremonySpec, KeySource } from "./ceremony-file.ts";

/** A ceremony with all keys at hand: what will be signed, and by whom. Nothing is written yet. */
export interface Ceremony {
  readonly design: Design;
  readonly findings: readonly Finding[];
  /** Key names by keyid, for people. */
  readonly names: ReadonlyMap<string, string>;
  readonly unsigned: FirstTrust;
  /** SHA-256 of exactly the bytes that each offline role's signatures will cover. */
  readonly digests: ReadonlyMap<(typeof offlineRoles)[number], string>;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly created: readonly NewKey[];
  /** Names of keys that other people hold: with any, the ceremony opens a signing event. */
  readonly elsewhere: ReadonlySet<string>;
  readonly spec: CeremonySpec;
}

/** A key at hand, proved to be held. Whoever asked for it disposes of the signer. */
export interface HeldKey {
  readonly source: KeySource;
  readonly signer: Signer;
  /** A key that was made for this and is not saved yet. */
  readonly created?: NewKey;
}
