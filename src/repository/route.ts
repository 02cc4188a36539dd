import { type Delegation, delegationsFor } from "../tuf/delegation.ts";
import type { TargetFile } from "../tuf/targets.ts";
import { isOnlineRole } from "./layout.ts";
import type { OfflineRoles, Trust } from "./trust.ts";

/** Where a client's search for a path leads. */
export type Route =
  /** To a role that online keys sign, through offline roles that do not list the path: there a release can put it. */
  | { readonly kind: "online"; readonly role: string; readonly delegator: string }
  /** To an offline role that lists the path, or that is the last to be asked: only people can put it there. */
  | { readonly kind: "people"; readonly role: string; readonly target: TargetFile | undefined }
  | { readonly kind: "nowhere" };

/** The pre-order search of a client (specification §5.6.7) through what people signed, as far as the first role that they do not sign. */
export function routeOf(trust: OfflineRoles, path: string): Route {
  const pending = [{ name: "targets", delegator: "" }];
  let last: string | undefined;
  for (let step = pending.shift(); step !== undefined; step = pending.shift()) {
    const { name, delegator } = step;
    if (isOnlineRole(name)) return { kind: "online", role: name, delegator };
    const role = trust.offline.get(name)?.signed;
    const target = role?.targets.get(path);
    if (target !== undefined) return { kind: "people", role: name, target };
    if (name !== "targets") last = name;
    if (role?.delegations === undefined) continue;
    const children = visited(delegationsFor(role.delegations, path));
    if (children.terminating) pending.length = 0;
    pending.unshift(...children.roles.map((child) => ({ name: child.name, delegator: name })));
  }
  return last === undefined ? { kind: "nowhere" } : { kind: "people", role: last, target: undefined };
}

/** As far as the first terminating delegation, which ends the whole search. */
function visited(matching: readonly Delegation[]): { roles: readonly Delegation[]; terminating: boolean } {
  const last = matching.findIndex(({ terminating }) => terminating);
  return last < 0 ? { roles: matching, terminating: false } : { roles: matching.slice(0, last + 1), terminating: true };
}

/** The role in which online keys list `path`, or undefined when a client that searches for it never asks one or is answered before. */
export function routeTo(
  trust: Pick<Trust, "offline">,
  path: string,
): { readonly role: string; readonly delegator: string } | undefined {
  const route = routeOf(trust, path);
  return route.kind === "online" ? route : undefined;
}
