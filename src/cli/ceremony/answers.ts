import { defaultLifetimes } from "../../config/settings.ts";
import type { CeremonyPorts } from "../../setup/ceremony.ts";
import { type CeremonySpec, fitting, type RoleSpec } from "../../setup/ceremony-file.ts";
import type { HeldKey } from "../../setup/prepared-ceremony.ts";
import {
  type CeremonyRole,
  defaultBins,
  everyPath,
  offlineRoles,
  onlineRoles,
} from "../../signing-event/first-trust.ts";
import type { Dialogue } from "./dialogue.ts";

/** The names of the keys that sign a role, and how many of them must. */
export interface Holders {
  readonly keys: readonly string[];
  readonly threshold: number;
}

/** The answers so far. */
export interface Draft {
  /** Keys at hand, by name; they are in memory until the end. */
  readonly held: Map<string, HeldKey>;
  readonly holders: Record<CeremonyRole, Holders>;
  /** Days. */
  readonly expires: Record<CeremonyRole, number>;
  paths: readonly string[];
  bins: number;
  style: "succinct" | "prefixes";
  targetsUrl: string | undefined;
}

/** A dialogue about a draft. */
export interface Conversation {
  readonly dialogue: Dialogue;
  readonly draft: Draft;
  readonly ports: Omit<CeremonyPorts, "passphrase">;
  /** Where new key files go unless the person says otherwise. */
  readonly keysDirectory: string;
}

export const allRoles: readonly CeremonyRole[] = [...offlineRoles, ...onlineRoles];

export function emptyDraft(): Draft {
  const each = <T>(value: (role: CeremonyRole) => T): Record<CeremonyRole, T> =>
    Object.fromEntries(allRoles.map((role) => [role, value(role)])) as Record<CeremonyRole, T>;
  return {
    held: new Map(),
    holders: each(() => ({ keys: [], threshold: 1 })),
    expires: each((role) => defaultLifetimes[role].expires),
    paths: everyPath,
    bins: defaultBins,
    style: "succinct",
    targetsUrl: undefined,
  };
}

export function specOf(draft: Draft): CeremonySpec {
  const role = (name: CeremonyRole): RoleSpec => {
    const { expires: usual, renew } = defaultLifetimes[name];
    const expires = draft.expires[name];
    return { ...draft.holders[name], expires, renew: fitting(renew, usual, expires) };
  };
  const used = usedKeys(draft);
  return {
    keys: new Map([...draft.held].filter(([name]) => used.has(name)).map(([name, { source }]) => [name, source])),
    roles: Object.fromEntries(allRoles.map((name) => [name, role(name)])) as Record<CeremonyRole, RoleSpec>,
    paths: draft.paths,
    bins: draft.bins,
    style: draft.style,
    ...(draft.targetsUrl !== undefined && { targetsUrl: draft.targetsUrl }),
  };
}

/** Lets go of keys that no role has any more, so that a correction does not leave one behind. */
export async function dropUnused(draft: Draft): Promise<void> {
  const used = usedKeys(draft);
  for (const [name, { signer }] of draft.held) {
    if (used.has(name)) continue;
    draft.held.delete(name);
    await signer[Symbol.asyncDispose]();
  }
}

function usedKeys({ holders }: Draft): ReadonlySet<string> {
  return new Set(allRoles.flatMap((role) => holders[role].keys));
}

/** Names of the keys that sign some of `roles`, in the order in which they came. */
export function keysOfRoles({ holders }: Draft, roles: readonly CeremonyRole[]): readonly string[] {
  return [...new Set(roles.flatMap((role) => holders[role].keys))];
}
