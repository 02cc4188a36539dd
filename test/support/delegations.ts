import type { FirstTrust } from "../../src/signing-event/first-trust.ts";
import { binsDelegations } from "../../src/signing-event/first-trust.ts";
import type { DelegatedRole } from "../../src/tuf/delegations.ts";
import { decodeTargets, encodeTargets, type Targets } from "../../src/tuf/targets.ts";
import { ed25519, keysOf, seal, target } from "./metadata.ts";
import type { World } from "./world.ts";

export interface Bins {
  readonly bins: number;
  readonly prefix: string;
  readonly style?: "succinct" | "prefixes";
  /** Who signs them, by the names that seed keys. */
  readonly keys?: readonly string[];
}

/** `bin` with other hash bins. */
export function binWith(
  { bin }: FirstTrust,
  version: number,
  { bins, prefix, style = "succinct", keys }: Bins,
): Targets {
  const signers = { keys: (keys ?? ["bins"]).map((name) => ed25519(name).key), threshold: 1 };
  return { ...bin, version, delegations: binsDelegations(signers, { bins, prefix, style }) };
}

export interface Delegated {
  readonly name: string;
  readonly paths: readonly string[];
  /** By the names that seed keys. */
  readonly keys: readonly string[];
  readonly threshold?: number;
  readonly terminating?: boolean;
}

/** `targets` that delegates to these roles before those that it delegates to at first. */
export function targetsWith({ targets }: FirstTrust, version: number, roles: readonly Delegated[]): Targets {
  const own = targets.delegations;
  const before = roles.map(
    ({ name, paths, keys, threshold = 1, terminating = true }): DelegatedRole => ({
      name,
      keyids: keys.map((key) => ed25519(key).key.keyid),
      threshold,
      terminating,
      scope: { kind: "paths", patterns: paths },
      rest: new Map(),
    }),
  );
  const keys = keysOf(...roles.map((role) => ({ keys: role.keys.map(ed25519) })));
  return {
    ...targets,
    version,
    delegations: {
      keys: new Map([...(own?.keys ?? []), ...keys]),
      roles: [...before, ...(own?.roles ?? [])],
      rest: new Map(),
    },
  };
}

/** A role of people's with these targets, as a file of the intent branch; its dates are those of `bin`. */
export function roleOfPeople(
  world: World,
  name: string,
  version: number,
  targets: Readonly<Record<string, string>>,
  signers: readonly string[],
): Record<string, Uint8Array> {
  const { specVersion, expires } = world.first.bin;
  for (const [path, content] of Object.entries(targets)) world.contents.set(path, Buffer.from(content));
  const listed = new Map(Object.entries(targets).map(([path, content]) => [path, target(content)]));
  const signed: Targets = { specVersion, version, expires, targets: listed, rest: new Map() };
  return { [`trust/${name}.json`]: seal(encodeTargets(signed), decodeTargets, signers.map(ed25519)).bytes };
}
