import { daysBetween, formatInstant } from "../base/time.ts";
import { isBinName } from "../config/names.ts";
import type { Refs } from "../git/store.ts";
import { directoryId } from "../git/tree.ts";
import type { Repository } from "../repository/open.ts";
import { inOrder, schedule } from "../repository/schedule.ts";
import { authorityOf } from "../repository/signatories.ts";
import { publishedTargets, type Repository as SignedState } from "../repository/verify-state.ts";
import { openEvents } from "../signing-event/list.ts";
import type { RoleKeys } from "../tuf/common.ts";
import type { StatusView } from "./text.ts";

/** Roles, thresholds, versions and countdowns of the signed branch, after verifying all of it, and the signing events that are open. */
export async function status(repository: Repository, refs: Refs): Promise<StatusView> {
  const { now, pin, verifier } = repository;
  const { before, main, config } = await repository.standing();
  const store = { ...repository.store, refs: (prefix: string) => refs.refs(prefix) };
  const events = await openEvents(store, { base: main, names: config.names, pin, verifier, now });
  const people = Object.fromEntries(config.people);
  if (before === undefined) return { signed: false, targets: 0, bins: 0, roles: [], pending: true, events, people };
  const dates = schedule(before, config.lifetimes);
  const soonest = dates.filter(({ role }) => isBinName(role))[0];
  const shown = dates.filter(({ role }) => !isBinName(role) || role === soonest?.role);
  const roles = shown.map(({ role, expires, due, online }): StatusView["roles"][number] => {
    const { version, keys } = about(before, role);
    const state = expires <= now ? "expired" : due <= now ? "due" : "ok";
    const name = isBinName(role) ? "bins" : role;
    return {
      role: name,
      version,
      threshold: keys.threshold,
      keys: keys.keyids,
      expires: formatInstant(expires),
      days: Math.floor(daysBetween(now, expires)),
      state,
      online,
      ...(!online && state !== "ok" && { command: `kaprien rotate ${role}` }),
    };
  });
  const source = before.state.signed.source;
  const pending =
    source.targets !== (await directoryId(main, config.names.targets)) ||
    source.trust !== (await directoryId(main, config.names.trust));
  return {
    signed: true,
    commit: before.commit,
    targets: [...publishedTargets(before)].length,
    bins: [...before.bins.keys()].filter(isBinName).length,
    roles: inOrder(roles),
    pending,
    events,
    people,
  };
}

function about(repository: SignedState, role: string): { version: number; keys: RoleKeys } {
  const keys = authorityOf(repository, role) ?? { keyids: [], threshold: 1 };
  if (role === "root") return { version: repository.root.signed.version, keys };
  if (role === "snapshot" || role === "timestamp") return { version: repository[role].signed.version, keys };
  return { version: (repository.offline.get(role) ?? repository.bins.get(role))?.signed.version ?? 0, keys };
}
