import { delegationsFor } from "../tuf/delegation.ts";
import { isBinName } from "./layout.ts";
import type { Trust } from "./trust.ts";

/** The hash bin in which a client that searches for `path` ends up, or undefined when its search never reaches one. */
export function routeTo(trust: Pick<Trust, "offline">, path: string): { bin: string; delegator: string } | undefined {
  const pending = ["targets"];
  for (let role = pending.shift(); role !== undefined; role = pending.shift()) {
    const delegations = trust.offline.get(role)?.signed.delegations;
    if (delegations === undefined) continue;
    const matching = delegationsFor(delegations, path);
    const last = matching.findIndex(({ terminating }) => terminating);
    const visited = last < 0 ? matching : matching.slice(0, last + 1);
    const bin = visited.find(({ name }) => isBinName(name));
    if (bin !== undefined) return { bin: bin.name, delegator: role };
    if (last >= 0) pending.length = 0;
    pending.unshift(...visited.map(({ name }) => name));
  }
  return undefined;
}
