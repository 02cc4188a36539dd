/** How long a role's signature is good for and how early it is made again; days, fractions allowed. */
export interface Lifetime {
  readonly expires: number;
  /** Days before expiry from which the role is due. Less than `expires`. */
  readonly renew: number;
}

export type ScheduledRole = "root" | "targets" | "bin" | "bins" | "snapshot" | "timestamp";

export type Lifetimes = Readonly<Record<ScheduledRole, Lifetime>>;

/** PEP 458's tree, with windows that leave every online role a day after five days without the worker (I12). */
export const defaultLifetimes: Lifetimes = {
  root: { expires: 365, renew: 60 },
  targets: { expires: 365, renew: 60 },
  bin: { expires: 365, renew: 60 },
  bins: { expires: 30, renew: 14 },
  snapshot: { expires: 7, renew: 6 },
  timestamp: { expires: 7, renew: 6 },
};

/** The `policy` section of kaprien.yml. */
export interface Policy {
  /** A published path keeps its bytes, hashes and custom data forever, unless a newer release file replaces the older one. */
  readonly immutable: boolean;
  /** When not empty: which product may name which paths. Globs; `**` stands for everything below. */
  readonly allow: readonly { readonly product: string; readonly paths: readonly string[] }[];
  /** Letters beyond ASCII in paths (T12). */
  readonly unicode: boolean;
  readonly limits: {
    /** Release files that one proposal may add or change. */
    readonly files: number;
    /** Targets in one release file. */
    readonly targets: number;
    /** Bytes of one target. */
    readonly length: number;
  };
}

export const defaultPolicy: Policy = {
  immutable: true,
  allow: [],
  unicode: false,
  limits: { files: 200, targets: 10_000, length: 1_099_511_627_776 },
};
