import type { Fault } from "../base/fault.ts";
import { pathProblem } from "../release/target-path.ts";
import { isMeant, type TrustContent, versionsOf } from "../repository/trust-content.ts";
import { authoritiesFor, authorityFrom, type DelegatedRole } from "../tuf/delegations.ts";
import { type TopLevelRole, topLevelRoles } from "../tuf/root.ts";
import type { TargetFile, Targets } from "../tuf/targets.ts";
import type { TrustChange, TrustEvent } from "./event-file.ts";
import { signingEventFaults } from "./faults.ts";
import { maximumBins } from "./first-trust.ts";

/** A change that cannot be made. `reason` is part of a sentence. */
export function refused(role: string, reason: string): Fault {
  return signingEventFaults.EVENT_CHANGE_INVALID({ role, reason });
}

/** Names that stand for several roles where people name them, and those of the top level. */
export function isReservedName(role: string): boolean {
  return (
    /^bins\d*(?:-|$)/.test(role) ||
    role === "online" ||
    role === "people" ||
    topLevelRoles.includes(role as TopLevelRole)
  );
}

/** Faults unless bins can be told apart by so many first bits of a hash. */
export function requireBins(count: number): void {
  if (!Number.isInteger(Math.log2(count)) || count < 2 || count > maximumBins)
    throw refused("bins", `their number is a power of two from 2 to ${maximumBins}, not ${count}`);
}

/** 1 of `bins` and `bins-3a`, 2 of `bins2`. */
export function binsNumber(name: string): number {
  return Number(/^bins(\d*)/.exec(name)?.[1] || 1);
}

const hashLengths: ReadonlyMap<string, number> = new Map([
  ["sha256", 64],
  ["sha512", 128],
]);

/** Why no client would take a target, or undefined (T11, T29). */
export function targetProblem(path: string, { hashes }: TargetFile): string | undefined {
  const odd = [...hashes].find(([name, hex]) => hex.length !== hashLengths.get(name) || !/^[0-9a-f]+$/.test(hex));
  if (odd !== undefined) return `${odd[0]} "${odd[1]}" is not a hash that clients know, in lower-case hex`;
  return hashes.size === 0 ? "it has no hash" : pathProblem(path, true);
}

/** Specification §4.5: a target counts only where every delegation on the way to it holds its path. */
export function requireReached(
  offline: ReadonlyMap<string, Targets>,
  { role, path }: Extract<TrustChange, { kind: "target" }>,
): void {
  // Where roles delegate to each other in a circle, the findings say so.
  const passed = new Set<string>();
  for (let below = role; below !== "targets" && !passed.has(below); ) {
    passed.add(below);
    const above = [...offline].find(([, { delegations }]) => delegations && authorityFrom("", delegations, below));
    // A later change of the event took the role away again.
    if (above?.[1].delegations === undefined) return;
    if (!authoritiesFor(above[0], above[1].delegations, path).some(({ role }) => role === below))
      throw refused(role, `${above[0]} does not delegate ${path} to ${below}`);
    below = above[0];
  }
}

/** Faults `EVENT_OUTDATED` or `EVENT_BASE_OLD` unless the versions in force are those that the event was opened over. */
export function requireBase(base: TrustContent | undefined, event: TrustEvent): void {
  const current = base === undefined ? new Map<string, number>() : versionsOf(base);
  for (const role of new Set([...current.keys(), ...event.base.keys()])) {
    const [opened, now] = [event.base.get(role), current.get(role)];
    if (opened === now) continue;
    // Whoever looks at an old copy must not be told to open the event again: the signatures it has would be lost.
    const made = (opened ?? 0) > (now ?? 0) ? signingEventFaults.EVENT_BASE_OLD : signingEventFaults.EVENT_OUTDATED;
    throw made({ role, opened: opened ?? 0, current: now ?? 0 });
  }
}

/** `roles` with `made` in its place among them: where it is told to be, else where it was, else first. */
export function placed(
  roles: readonly DelegatedRole[],
  made: DelegatedRole,
  { role, after, before }: Extract<TrustChange, { kind: "delegate" }>,
): readonly DelegatedRole[] {
  if (after === undefined && before === undefined)
    return roles.some(({ name }) => name === role)
      ? roles.map((each) => (each.name === role ? made : each))
      : [made, ...roles];
  const others = roles.filter(({ name }) => name !== role);
  const beside = after ?? before ?? "";
  const found = [...others.keys()].filter((index) => isMeant(others[index]?.name ?? "", beside));
  const at = after === undefined ? found[0] : found.at(-1);
  if (at === undefined || (after !== undefined && before !== undefined))
    throw refused(role, at === undefined ? `there is no delegation to ${beside} beside it` : "it has two places");
  return after === undefined ? others.toSpliced(at, 0, made) : others.toSpliced(at + 1, 0, made);
}
