import {
  decodeKeys,
  decodeRoleKeys,
  decodeSigned,
  encodeKeys,
  encodeRoleKeys,
  encodeSigned,
  type RoleKeys,
  type Signed,
} from "./common.ts";
import type { Json, JsonObject } from "./json.ts";
import type { KeyId, PublicKey } from "./key.ts";
import { boolean, invalid, object, shape } from "./shape.ts";

/** The roles whose keys root names. */
export type TopLevelRole = "root" | "targets" | "snapshot" | "timestamp";
export const topLevelRoles: readonly TopLevelRole[] = ["root", "targets", "snapshot", "timestamp"];

/** Root metadata (specification §4.3). */
export interface Root extends Signed {
  /** Always true in what Kaprien writes (T56). */
  readonly consistentSnapshot: boolean;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
  readonly roles: ReadonlyMap<TopLevelRole, RoleKeys & { readonly rest: JsonObject }>;
}

/** Reads the `signed` part of root. Faults `METADATA_INVALID`, `KEY_INVALID`, `KEY_ID_MISMATCH`, `TIME_INVALID`. */
export function decodeRoot(json: JsonObject): Root {
  const { members, common } = decodeSigned(json, "root");
  const roles = members.get("roles", object);
  const extra = [...roles.keys()].find((name) => !topLevelRoles.includes(name as TopLevelRole));
  if (extra !== undefined) invalid("root.roles", "only root, targets, snapshot and timestamp", extra);
  return {
    ...common,
    consistentSnapshot: members.get("consistent_snapshot", boolean),
    keys: members.get("keys", decodeKeys),
    roles: new Map(
      topLevelRoles.map((name) => {
        const role = shape(roles.get(name), `root.roles.${name}`);
        return [name, { ...decodeRoleKeys(role, `root.roles.${name}`), rest: role.rest() }];
      }),
    ),
    rest: members.rest(),
  };
}

/** The `signed` part of root, as JSON. */
export function encodeRoot(root: Root): JsonObject {
  const roles = new Map<string, Json>(
    [...root.roles].map(([name, role]) => [name, new Map<string, Json>([...role.rest, ...encodeRoleKeys(role)])]),
  );
  return encodeSigned("root", root, [
    ["consistent_snapshot", root.consistentSnapshot],
    ["keys", encodeKeys(root.keys)],
    ["roles", roles],
  ]);
}

/** Whether `name` is a top-level role's. */
export function isTopLevelRole(name: string): name is TopLevelRole {
  return topLevelRoles.some((role) => role === name);
}
