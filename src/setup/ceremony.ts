import type { Clock } from "../base/clock.ts";
import { refusal } from "../base/finding.ts";
import { configFile, type Names } from "../config/names.ts";
import { treeOfFiles } from "../git/tree.ts";
import type { KeyMaker, NewKey } from "../keys/key-maker.ts";
import { proveSigner } from "../keys/keyring.ts";
import { sign } from "../plan/seal.ts";
import { intentPaths } from "../repository/layout.ts";
import { loadTrust } from "../repository/trust.ts";
import { eventPaths } from "../signing-event/event-file.ts";
import {
  type CeremonyRole,
  type Design,
  designFindings,
  type FirstTrust,
  firstTrust,
  offlineRoles,
  onlineRoles,
  type Signatories,
} from "../signing-event/first-trust.ts";
import type { Authority } from "../tuf/authority.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { canonical } from "../tuf/canonical.ts";
import { authorityFrom } from "../tuf/delegations.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import type { JsonObject } from "../tuf/json.ts";
import type { PublicKey } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import { decodeRoot, encodeRoot } from "../tuf/root.ts";
import type { Signer } from "../tuf/signer.ts";
import type { Targets } from "../tuf/targets.ts";
import { decodeTargets, encodeTargets } from "../tuf/targets.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { CeremonySpec, KeySource } from "./ceremony-file.ts";
import { setupFaults } from "./faults.ts";
import type { Ceremony, HeldKey } from "./prepared-ceremony.ts";
import { configOf, requireFirst, settingsIn } from "./settings.ts";
import { elsewhereFindings, teamEvent, teamFiles } from "./team.ts";

export interface CeremonyPorts {
  readonly clock: Clock;
  readonly workspace: Workspace;
  readonly maker: KeyMaker;
  /** Opens a key; `passphrase` is given when the answers carry one. */
  readonly open: (uri: string, passphrase?: string) => Promise<Signer>;
  /** A passphrase reference (`env:NAME`) or a person's answer for the key called `name`. */
  readonly passphrase: (name: string, source: KeySource) => Promise<string>;
  /** The public key in a file. */
  readonly readPublic: (path: string) => Promise<PublicKey>;
  /** Random bytes to be signed as proof of possession. */
  readonly challenge: () => Uint8Array;
  readonly verifier: Verifier;
}

/** Opens or makes one key and has it prove that it is held (T61). Faults when it cannot be had; then nothing is left open. */
export async function holdKey(ports: CeremonyPorts, name: string, source: KeySource): Promise<HeldKey> {
  const held = await obtain(ports, name, source);
  try {
    // Who holds it elsewhere shows that by signing the event.
    if (source.kind !== "public") await proveSigner(held.signer, name, ports.challenge(), ports.verifier);
    return held;
  } catch (error) {
    await held.signer[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Opens or makes the keys that are not among `held`, and lays out the first metadata. Faults when a key cannot be had; findings
 * say what is wrong with the design itself. Let go of the secrets with {@link closeCeremony}, those in `held` too.
 */
export async function prepareCeremony(
  ports: CeremonyPorts,
  spec: CeremonySpec,
  held: ReadonlyMap<string, HeldKey> = new Map(),
): Promise<Ceremony> {
  const opened: Signer[] = [];
  try {
    const keys = new Map<string, HeldKey>();
    for (const [name, source] of spec.keys) {
      const known = held.get(name);
      const key = known ?? (await holdKey(ports, name, source));
      if (known === undefined) opened.push(key.signer);
      keys.set(name, key);
    }
    const signers = new Map([...keys].map(([name, { signer }]) => [name, signer] as const));
    const created = [...keys.values()].flatMap((key) => key.created ?? []);
    const design = designOf(spec, signers);
    const unsigned = firstTrust(design, ports.clock.now());
    const digests = new Map(offlineRoles.map((role) => [role, sha256(canonical(payload(unsigned, role)))] as const));
    const names = new Map([...signers].map(([name, { key }]) => [key.keyid, name]));
    const elsewhere = new Set([...keys].flatMap(([name, { source }]) => (source.kind === "public" ? [name] : [])));
    const findings = [...designFindings(design), ...elsewhereFindings(spec, elsewhere)];
    return { design, findings, names, unsigned, digests, signers, created, elsewhere, spec };
  } catch (error) {
    for (const signer of opened) await signer[Symbol.asyncDispose]();
    throw error;
  }
}

async function obtain(ports: CeremonyPorts, name: string, source: KeySource): Promise<HeldKey> {
  if (source.kind === "public") return { source, signer: heldElsewhere(await ports.readPublic(source.path)) };
  if (source.kind === "use") return { source, signer: await ports.open(source.uri) };
  if (source.kind === "load") {
    const passphrase = source.passphrase && (await ports.passphrase(name, source));
    return { source, signer: await ports.open(`file:${source.path}`, passphrase) };
  }
  const { scheme, path } = source;
  const created = await ports.maker.create({ scheme, path, passphrase: await ports.passphrase(name, source) });
  return { source, signer: created.signer, created };
}

function heldElsewhere(key: PublicKey): Signer {
  const sign = (): Promise<never> => Promise.reject(setupFaults.SIGNER_ELSEWHERE({ keyid: key.keyid }));
  return { key, sign, [Symbol.asyncDispose]: async () => undefined };
}

function designOf(spec: CeremonySpec, signers: ReadonlyMap<string, Signer>): Design {
  const signatories = (role: CeremonyRole): Signatories => {
    const { keys, threshold } = spec.roles[role];
    const found = keys.map((name) => {
      const signer = signers.get(name);
      if (signer === undefined)
        throw setupFaults.CEREMONY_KEY_UNKNOWN({ role, key: name, known: [...signers.keys()].join(", ") });
      return signer.key;
    });
    return { keys: found, threshold };
  };
  const roles = [...offlineRoles, ...onlineRoles].map((role) => [role, signatories(role)] as const);
  const lifetimes = [...offlineRoles, ...onlineRoles].map(
    (role) => [role, { expires: spec.roles[role].expires, renew: spec.roles[role].renew }] as const,
  );
  return {
    roles: Object.fromEntries(roles) as Design["roles"],
    lifetimes: Object.fromEntries(lifetimes) as Design["lifetimes"],
    paths: spec.paths,
    bins: spec.bins,
    style: spec.style,
  };
}

function payload(unsigned: FirstTrust, role: (typeof offlineRoles)[number]): JsonObject {
  return role === "root" ? encodeRoot(unsigned.root) : encodeTargets(unsigned[role]);
}

/** Forgets every secret. */
export async function closeCeremony(ceremony: Ceremony): Promise<void> {
  for (const signer of ceremony.signers.values()) await signer[Symbol.asyncDispose]();
}

/** What a ceremony left behind. */
export interface CeremonyResult {
  /** SHA-256 of `1.root.json`: what workers and clients are pinned to. Absent while others have to sign. */
  readonly trustedRoot?: string;
  /** The signing event that the others sign. */
  readonly open?: string;
  /** Paths written, relative to the workspace. */
  readonly files: readonly string[];
}

/**
 * Signs and writes: keys first, then `trust/` and `kaprien.yml` together. Everything is verified as a worker will verify it before
 * the first byte is written (T62). With keys that others hold it opens a signing event instead, with the signatures of those at hand, and
 * there is no root before they have signed. Faults `CEREMONY_REFUSED` for a design with errors, `CEREMONY_DONE` when there is a root
 * already; in every case of failure what was written is taken back.
 */
export async function concludeCeremony(ports: CeremonyPorts, ceremony: Ceremony): Promise<CeremonyResult> {
  const refused = refusal(ceremony.findings);
  if (refused !== undefined) throw refused;
  const { existing, names } = await settingsIn(ports.workspace);
  await requireFirst(ports.workspace, names);
  const now = ports.clock.now();
  const team = ceremony.elsewhere.size > 0;
  const files = team ? await teamFiles(ceremony, names, now) : await signAll(ceremony, names, ports.verifier);
  const last = team ? eventPaths(names, teamEvent).event : intentPaths(names).root(1);
  const lastBytes = files.get(last) as Uint8Array;
  const trustedRoot = team ? undefined : sha256(lastBytes);
  if (trustedRoot !== undefined)
    await loadTrust(treeOfFiles(files), intentPaths(names), { pin: trustedRoot, verifier: ports.verifier }, now);

  // The root last: while it is not there, no ceremony has been held, and this one may be held again.
  const paths = [...files.keys()].filter((path) => path !== last);
  const ordered = new Map<string, Uint8Array>([
    ...paths.map((path) => [path, files.get(path) as Uint8Array] as const),
    [configFile, configOf(ceremony.spec, ceremony.names, existing)],
    [last, lastBytes],
  ]);
  const saved: NewKey[] = [];
  try {
    for (const key of ceremony.created) {
      await key.save();
      saved.push(key);
    }
    await ports.workspace.write(ordered, "replace");
  } catch (error) {
    // Once the root stands, its keys are all there is of it.
    if ((await ports.workspace.read(last, limits.root)) === undefined) {
      for (const key of saved) await key.discard();
      const restored = new Map<string, Uint8Array | null>([
        ...paths.map((path) => [path, null] as const),
        [configFile, existing ?? null],
      ]);
      await ports.workspace.write(restored, "replace");
    }
    throw error;
  }
  const written = { files: [...files.keys(), configFile] };
  return trustedRoot === undefined ? { open: teamEvent, ...written } : { trustedRoot, ...written };
}

async function signAll(ceremony: Ceremony, names: Names, verifier: Verifier): Promise<ReadonlyMap<string, Uint8Array>> {
  const signers = new Map([...ceremony.signers.values()].map((signer) => [signer.key.keyid, signer]));
  const { root, targets } = ceremony.unsigned;
  const paths = intentPaths(names);
  const signedRoot = await sign(topLevelAuthority(root, "root"), encodeRoot(root), decodeRoot, signers, verifier);
  const signTargets = (authority: Authority, role: Targets): Promise<Envelope<Targets>> =>
    sign(authority, encodeTargets(role), decodeTargets, signers, verifier);
  const signedTargets = await signTargets(topLevelAuthority(root, "targets"), targets);
  const bin = targets.delegations && authorityFrom("targets", targets.delegations, "bin");
  if (bin === undefined) throw new RangeError("targets delegates to nobody");
  const signedBin = await signTargets(bin, ceremony.unsigned.bin);
  return new Map([
    [paths.root(1), signedRoot.bytes],
    [paths.role("targets"), signedTargets.bytes],
    [paths.role("bin"), signedBin.bytes],
  ]);
}
