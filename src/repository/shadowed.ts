import { type Route, routeOf } from "./route.ts";
import type { OfflineRoles } from "./trust.ts";
import { targetsOfPeople } from "./verify-state.ts";

/** A target that an offline role lists, before and after, and that clients would not find there any more. */
export interface ShadowedTarget {
  readonly path: string;
  readonly role: string;
  /** The role where the search would end instead; undefined when it would end nowhere. */
  readonly by: string | undefined;
}

/**
 * T82: what a change of delegations takes away from clients unasked: targets whose role still lists them, and to which a search does not lead
 * any more. Who takes a target, or its role, out of trust asks for that. Another role that lists the very same target is no answer: its
 * people could change it alone from then on.
 */
export function* shadowedTargets(before: OfflineRoles, after: OfflineRoles): Generator<ShadowedTarget> {
  for (const { path, role } of targetsOfPeople(before)) {
    const listed = after.offline.get(role)?.signed.targets.get(path);
    if (listed === undefined) continue;
    const route = routeOf(after, path);
    if (route.kind === "people" && route.role === role) continue;
    yield { path, role, by: answering(route) };
  }
}

function answering(route: Route): string | undefined {
  return route.kind === "nowhere" ? undefined : route.role;
}
