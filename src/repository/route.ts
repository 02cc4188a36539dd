import { isOnlineRole } from "../config/names.ts";
import type { Authority } from "../tuf/authority.ts";
import type { TargetFile } from "../tuf/targets.ts";
import { asked } from "../tuf/visits.ts";
import type { OfflineRoles, Trust } from "./trust.ts";

/** Where a client's search for a path leads. */
export type Route =
  /** To a role that online keys sign, through offline roles that do not list the path: there a release can put it. */
  | { readonly kind: "online"; readonly role: string; readonly delegator: string }
  /** To an offline role that lists the path, or that is the last to be asked: only people can put it there. */
  | { readonly kind: "people"; readonly role: string; readonly target: TargetFile | undefined }
  | { readonly kind: "nowhere" };

/** A search does not ask whose keys these are: what people signed was verified. */
const start: Authority = { role: "targets", by: "root", keyids: [], threshold: 1, keys: new Map(), terminating: false };

/** The search of a client (specification §5.6.7) through what people signed, as far as the first role that they do not sign. */
export function routeOf({ offline }: OfflineRoles, path: string): Route {
  let last: string | undefined;
  for (const { role, by } of asked(path, start, ({ role }) => offline.get(role)?.signed.delegations)) {
    if (isOnlineRole(role)) return { kind: "online", role, delegator: by };
    const target = offline.get(role)?.signed.targets.get(path);
    if (target !== undefined) return { kind: "people", role, target };
    if (role !== "targets") last = role;
  }
  return last === undefined ? { kind: "nowhere" } : { kind: "people", role: last, target: undefined };
}

/** The role in which online keys list `path`, or undefined when a client that searches for it never asks one or is answered before. */
export function routeTo(
  trust: Pick<Trust, "offline">,
  path: string,
): { readonly role: string; readonly delegator: string } | undefined {
  const route = routeOf(trust, path);
  return route.kind === "online" ? route : undefined;
}
