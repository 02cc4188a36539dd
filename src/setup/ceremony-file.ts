import { z } from "zod";
import { readYaml } from "../config/config.ts";
import { configFaults } from "../config/faults.ts";
import { keyUri } from "../config/key-address.ts";
import { defaultLifetimes } from "../config/settings.ts";
import type { CeremonyRole } from "../signing-event/first-trust.ts";
import { defaultBins, everyPath } from "../signing-event/first-trust.ts";
import type { Scheme } from "../tuf/key.ts";

/** Where a ceremony's key comes from. */
export type KeySource =
  | { readonly kind: "create"; readonly scheme: Scheme; readonly path: string; readonly passphrase?: string }
  | { readonly kind: "load"; readonly path: string; readonly passphrase?: string }
  /** A key the worker will open by this URI, or that a person holds in an agent, a token or a key service. */
  | { readonly kind: "use"; readonly uri: string }
  /** Somebody else's key, of which only the public half is here: they sign later (`kaprien sign`). */
  | { readonly kind: "public"; readonly path: string };

/** A role's signatories by the names of their keys. */
export interface RoleSpec {
  readonly keys: readonly string[];
  readonly threshold: number;
  readonly expires: number;
  readonly renew: number;
}

/** All the answers a ceremony needs, from a file or from a person. */
export interface CeremonySpec {
  readonly keys: ReadonlyMap<string, KeySource>;
  readonly roles: Readonly<Record<CeremonyRole, RoleSpec>>;
  readonly paths: readonly string[];
  readonly bins: number;
  readonly style: "succinct" | "prefixes";
  readonly targetsUrl?: string;
}

const schemes = ["ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256"] as const;
const passphrase = z
  .string()
  .regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/, "a passphrase is named as env:NAME, never written here")
  .optional();

const key = z.union(
  [
    z.strictObject({ create: z.enum(schemes), file: z.string().min(1), passphrase }),
    z.strictObject({ load: z.string().min(1), passphrase }),
    z.strictObject({ use: keyUri }),
    z.strictObject({ public: z.string().min(1) }),
  ],
  { error: "one of these is expected: create (with file), load, use, public" },
);

const role = (name: CeremonyRole) => {
  const { expires, renew } = defaultLifetimes[name];
  return z.strictObject({
    keys: z.array(z.string()).min(1).describe("Names from keys"),
    threshold: z.int().min(1).default(1).describe("How many of them must sign"),
    expires: z.number().positive().default(expires).describe("Days for which a signature is valid"),
    renew: z
      .number()
      .min(0)
      .optional()
      .describe(
        `Days before expiry from which the role is signed again; default: ${renew}, or less where that is too long`,
      ),
  });
};

/** The shape of ceremony.yml. */
export const ceremonySchema: z.ZodType = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  keys: z.record(z.string(), key).describe("Keys by a name of your choice"),
  roles: z.strictObject({
    root: role("root"),
    targets: role("targets"),
    bin: role("bin").optional().describe("Default: the same as targets"),
    bins: role("bins"),
    snapshot: role("snapshot").optional().describe("Default: the keys of bins"),
    timestamp: role("timestamp").optional().describe("Default: the keys of bins"),
  }),
  paths: z
    .array(z.string())
    .min(1)
    .default([...everyPath])
    .describe("Path patterns that may be released; default: any path of up to eight segments"),
  bins: z.int().default(defaultBins).describe("Number of hash bins, a power of two"),
  style: z
    .enum(["succinct", "prefixes"])
    .default("succinct")
    .describe("succinct, or prefixes for clients without TAP 15"),
  "targets-url": z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where the bytes of the targets are"),
});

type Parsed = {
  keys: Record<
    string,
    { create?: Scheme; file?: string; load?: string; use?: string; public?: string; passphrase?: string }
  >;
  roles: Partial<Record<CeremonyRole, { keys: string[]; threshold: number; expires: number; renew?: number }>>;
  paths: string[];
  bins: number;
  style: "succinct" | "prefixes";
  "targets-url"?: string;
};

/** Reads a ceremony file. Faults `CONFIG_INVALID` with where and why. */
export function parseCeremony(text: string, file: string): CeremonySpec {
  const result = ceremonySchema.safeParse(readYaml(text, file));
  if (!result.success) {
    const issue = result.error.issues[0];
    const keys = issue?.code === "unrecognized_keys" ? issue.keys : [];
    const where = [...(issue?.path ?? []), ...keys].join(".") || "the file";
    throw configFaults.CONFIG_INVALID({
      file,
      where,
      reason: keys.length > 0 ? "there is no such setting" : (issue?.message ?? ""),
    });
  }
  const parsed = result.data as Parsed;
  const { targets, bins } = parsed.roles;
  const roles = { ...parsed.roles, bin: parsed.roles.bin ?? targets };
  const spec = (name: CeremonyRole): RoleSpec => {
    const own = roles[name];
    const from = own ?? bins;
    const { expires: usual, renew: early } = defaultLifetimes[name];
    const expires = own?.expires ?? usual;
    return {
      keys: from?.keys ?? [],
      threshold: from?.threshold ?? 1,
      expires,
      renew: own?.renew ?? fitting(early, usual, expires),
    };
  };
  return {
    keys: new Map(Object.entries(parsed.keys).map(([name, source]) => [name, sourceOf(source)])),
    roles: {
      root: spec("root"),
      targets: spec("targets"),
      bin: spec("bin"),
      bins: spec("bins"),
      snapshot: spec("snapshot"),
      timestamp: spec("timestamp"),
    },
    paths: parsed.paths,
    bins: parsed.bins,
    style: parsed.style,
    ...(parsed["targets-url"] !== undefined && { targetsUrl: parsed["targets-url"] }),
  };
}

/** The usual renewal window, in proportion when a role's life is not the usual one. */
export function fitting(renew: number, usual: number, expires: number): number {
  return expires >= usual ? renew : Math.round((renew / usual) * expires * 100) / 100;
}

function sourceOf(source: Parsed["keys"][string]): KeySource {
  const secret = source.passphrase === undefined ? {} : { passphrase: source.passphrase };
  if (source.create !== undefined) return { kind: "create", scheme: source.create, path: source.file ?? "", ...secret };
  if (source.public !== undefined) return { kind: "public", path: source.public };
  return source.load !== undefined
    ? { kind: "load", path: source.load, ...secret }
    : { kind: "use", uri: source.use ?? "" };
}
