import type { CommitId } from "../git/tree.ts";
import { canonical } from "../tuf/canonical.ts";
import { sha256 } from "../tuf/digest.ts";
import { fromPlain } from "../tuf/json.ts";

/** All that is signed of a target: its length in bytes, every hash by algorithm, custom data, and whatever else its role says of it. */
export interface SignedTarget {
  readonly length: number;
  readonly hashes: Readonly<Record<string, string>>;
  readonly custom?: object;
  readonly [member: string]: unknown;
}

/** A target that a plan adds, changes or removes; JSON-safe. Whole on both sides, so that nothing is signed unseen (T74). */
export interface PlannedTarget {
  readonly kind: "add" | "change" | "remove";
  readonly path: string;
  /** Absent for one that is added. */
  readonly before?: SignedTarget;
  /** Absent for one that is removed. */
  readonly after?: SignedTarget;
  /** The hash bin, or other online role, that lists it. */
  readonly role: string;
  /** The release file that asks for it; absent for removals. */
  readonly file?: string;
}

/** A role's file that a plan writes. */
export interface RoleChange {
  readonly role: string;
  readonly version: number;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly expires: string;
  /** create: an online role that was not there; update: its content changes; renew: it nears expiry or its keys changed; adopt: signed by people, copied; retire: an online role's last version, empty. */
  readonly kind: "create" | "update" | "renew" | "adopt" | "retire";
}

/** Signatures that sealing needs for a role; `bins` stands for all hash bins. */
export interface Requirement {
  readonly role: string;
  readonly keyids: readonly string[];
  readonly threshold: number;
}

/** What would happen, why, and whose signatures it takes. JSON-safe: it prints as text, Markdown or JSON. */
export interface Plan {
  /** SHA-256 of everything here but times, so that a plan made again is known again, and no other is taken for it. */
  readonly id: string;
  /** The signed commit it starts from; null before the first. */
  readonly parent: CommitId | null;
  /** The commit of the intent branch it fulfils. */
  readonly main: CommitId;
  readonly targets: readonly PlannedTarget[];
  readonly roles: readonly RoleChange[];
  readonly needs: readonly Requirement[];
  /** Sentences: why there is something to do. */
  readonly because: readonly string[];
}

/** The plan with its id. */
export function identify(plan: Omit<Plan, "id">): Plan {
  const { parent, main, targets, roles } = plan;
  const timeless = { parent, main, targets, roles: roles.map(({ role, version, kind }) => ({ role, version, kind })) };
  return { id: sha256(canonical(fromPlain(timeless))), ...plan };
}
