import type { Instant } from "../../src/base/time.ts";
import { defaultLifetimes, type Lifetimes } from "../../src/config/settings.ts";
import { type Design, everyPath, type FirstTrust, firstTrust } from "../../src/signing-event/first-trust.ts";
import type { Envelope } from "../../src/tuf/envelope.ts";
import { decodeRoot, encodeRoot, type Root } from "../../src/tuf/root.ts";
import { decodeTargets, encodeTargets, type Targets } from "../../src/tuf/targets.ts";
import { ed25519, type KeyPair, seal } from "./metadata.ts";

/** Who holds what, by the names that seed their keys: the same keys in every run. */
export interface People {
  readonly root: readonly string[];
  readonly targets: readonly string[];
  readonly bin: readonly string[];
  readonly bins: readonly string[];
  readonly snapshot: readonly string[];
  readonly timestamp: readonly string[];
}

/** One key for each offline role, one for the bins and one for snapshot and timestamp. */
export const people: People = {
  root: ["root"],
  targets: ["targets"],
  bin: ["bin"],
  bins: ["bins"],
  snapshot: ["online"],
  timestamp: ["online"],
};

export interface Shape {
  readonly bins?: number;
  readonly style?: "succinct" | "prefixes";
  readonly lifetimes?: Partial<Lifetimes>;
  readonly people?: Partial<People>;
  readonly paths?: readonly string[];
  /** Of root; 1 unless given. */
  readonly threshold?: number;
  /** Of other roles; 1 unless given. */
  readonly thresholds?: Partial<Record<Exclude<keyof People, "root">, number>>;
}

/** The unsigned first trust of a ceremony with these decisions. */
export function design(shape: Shape, now: Instant): FirstTrust {
  const who = { ...people, ...shape.people };
  const signatories = (role: keyof People) => ({
    keys: who[role].map((name) => ed25519(name).key),
    threshold: (role === "root" ? shape.threshold : shape.thresholds?.[role]) ?? 1,
  });
  const roles: Design["roles"] = {
    root: signatories("root"),
    targets: signatories("targets"),
    bin: signatories("bin"),
    bins: signatories("bins"),
    snapshot: signatories("snapshot"),
    timestamp: signatories("timestamp"),
  };
  const lifetimes = { ...defaultLifetimes, ...shape.lifetimes };
  const { bins = 4, style = "succinct", paths = everyPath } = shape;
  return firstTrust({ roles, lifetimes, paths, bins, style }, now);
}

/** Offline roles to be signed, all of them optional. */
export interface Unsigned {
  readonly root?: Root;
  readonly targets?: Targets;
  readonly bin?: Targets;
}

/** Those roles signed, as files of the intent branch. `signers` names other keys than the roles' own. */
export function offlineFiles(
  unsigned: Unsigned,
  who: People = people,
  signers: Partial<Pick<People, "root" | "targets" | "bin">> = {},
): Record<string, Uint8Array> {
  const pairs = (role: "root" | "targets" | "bin"): KeyPair[] => (signers[role] ?? who[role]).map(ed25519);
  const files: Record<string, Uint8Array> = {};
  const { root, targets, bin } = unsigned;
  if (root) files[`trust/root/${root.version}.root.json`] = seal(encodeRoot(root), decodeRoot, pairs("root")).bytes;
  const put = (role: "targets" | "bin", signed: Targets): void => {
    const envelope: Envelope<Targets> = seal(encodeTargets(signed), decodeTargets, pairs(role));
    files[`trust/${role}.json`] = envelope.bytes;
  };
  if (targets) put("targets", targets);
  if (bin) put("bin", bin);
  return files;
}
