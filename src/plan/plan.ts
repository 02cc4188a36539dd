import type { CommitId } from "../git/tree.ts";
import { canonical } from "../tuf/canonical.ts";
import { sha256 } from "../tuf/digest.ts";
import { fromPlain } from "../tuf/json.ts";

/** A target that a plan adds, changes or removes; JSON-safe. */
export interface PlannedTarget {
  readonly kind: "add" | "change" | "remove";
  readonly path: string;
  /** Bytes, after the change. */
  readonly length?: number;
  readonly sha256?: string;
  /** The digest it had, for a change or removal. */
  readonly before?: string;
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
  /** Digest of everything here but times, so that a plan made again is known again. */
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
  return { id: sha256(canonical(fromPlain(timeless))).slice(0, 16), ...plan };
}
