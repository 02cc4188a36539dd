import type { Family, Fault } from "../base/fault.ts";
import { isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { asFinding, finding, firstError } from "../base/finding.ts";
import { daysBetween, formatInstant, type Instant, instant } from "../base/time.ts";
import {
  asClient,
  bounded,
  type ClientOptions,
  type ClientPorts,
  findAll,
  readSite,
  samplesOf,
  targetsOf,
} from "../client/download.ts";
import { clientFaults } from "../client/faults.ts";
import { isBinName, isOnlineRole } from "../config/names.ts";
import { inOrder } from "../repository/schedule.ts";
import type { Trusted } from "../tuf/client.ts";
import { tufFaults } from "../tuf/faults.ts";
import { statusFaults } from "./faults.ts";
import type { Health, HealthRole } from "./health-text.ts";

export type { Health } from "./health-text.ts";

export interface MonitorOptions extends ClientOptions {
  /** Seconds for which roles of online keys must stay valid (T53). */
  readonly validIn: number;
  /** Seconds for which every other role must: people need longer. */
  readonly offlineValidIn: number;
}

/** Before anything could expire. */
const epoch = instant(0);

/**
 * Reads a live site as `verify` does and says whether it will stay valid (T53). A site that cannot be reached, does not verify, has
 * gone back behind what `memory` holds, or has expired is a result and no fault; faults are what is wrong on this side: `USAGE`, `WORKSPACE_…`,
 * `CLIENT_ROOT_…`.
 */
export async function monitor(ports: ClientPorts, given: MonitorOptions): Promise<Health> {
  const now = ports.clock.now();
  const { options, answered } = listening(bounded(ports, given));
  const own: { state?: Trusted; refused?: Fault | undefined } = {};
  // Read as if nothing could expire: what did is found below, all of it, and hides nothing else that is wrong.
  const read = async (): Promise<void> => {
    own.refused = await faultOf(
      readSite(ports, options, epoch, (state) => {
        own.state = state;
      }),
    );
  };
  const roles = (): readonly HealthRole[] => (own.state === undefined ? [] : rolesOf(own.state, now, options));
  const lapsed = (): boolean => roles().some(({ state }) => state === "expired");
  const offline = (): boolean => isFault(own.refused, clientFaults.CLIENT_OFFLINE);
  const paths: string[] = [];
  // T81: a client comes first, so that it has kept what it verified even when the rest of the site fails.
  let judged = await faultOf(
    asClient(ports, options, paths, async (client) => {
      await read();
      if (offline() || lapsed() || own.state === undefined) return;
      paths.push(...samplesOf(own.state));
      await findAll(client, options, paths);
    }),
  );
  if (own.state === undefined && own.refused === undefined) {
    // A site that does not answer is not asked again: that would only take its time twice.
    if (answered()) await read();
    else own.refused = judged;
  }
  if (lapsed()) judged = offline() ? undefined : await faultOf(judgeExpired(ports, options, own.state));
  const { state, refused } = own;
  const found = roles();
  const dated = found.flatMap((role) => datesOf(role, options.site.metadata));
  const findings = [...distinct([refused, judged]), ...dated];
  const [next] = found.map(({ expires }) => expires).sort();
  return {
    health: findings.length === 0 ? "good" : firstError(findings) !== undefined ? "broken" : "expiring",
    site: options.site.metadata.replace(/\/metadata$/, ""),
    roles: found,
    findings: [...findings].sort((a, b) => rank(a) - rank(b)),
    root: state?.root.signed.version ?? 0,
    snapshot: state?.snapshot?.signed.version ?? 0,
    timestamp: state?.timestamp?.signed.version ?? 0,
    targets: state === undefined ? 0 : targetsOf(state).length,
    bins: [...(state?.targets.keys() ?? [])].filter(isBinName).length,
    ...(next !== undefined && { nextExpiry: next }),
  };
}

/** The same options, and whether the site has answered anything yet. */
function listening(options: MonitorOptions): { options: MonitorOptions; answered: () => boolean } {
  let answered = false;
  const { site } = options;
  const fetch: typeof site.fetch = async (url) => {
    const found = await site.fetch(url);
    answered = true;
    return found;
  };
  return { options: { ...options, site: { ...site, fetch } }, answered: () => answered };
}

/** tuf-js over a site that has expired, as if it had not. It must not remember what it saw. */
async function judgeExpired(ports: ClientPorts, options: ClientOptions, state: Trusted | undefined): Promise<void> {
  const { clock, memory } = ports;
  const forgetful = {
    ...ports,
    clock: { ...clock, now: () => epoch },
    memory: { ...memory, write: async () => undefined },
  };
  const paths = state === undefined ? [] : samplesOf(state);
  await asClient(forgetful, options, paths, (client) => findAll(client, options, paths));
}

const ofSite: ReadonlySet<Family> = new Set(["content", "way"]);

/** What is wrong with the site, when something is. */
async function faultOf(reading: Promise<unknown>): Promise<Fault | undefined> {
  try {
    await reading;
    return undefined;
  } catch (error) {
    // Neither a mistake in how it was called nor a failure of this machine is the site's.
    if (!isFault(error) || !ofSite.has(error.family)) throw error;
    return error;
  }
}

/** Both clients stop at the same thing more often than not. */
function distinct(faults: readonly (Fault | undefined)[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const fault of faults) {
    if (fault === undefined) continue;
    const { code, data } = fault;
    const key = JSON.stringify([code, data["role"], data["file"]]);
    if (!seen.has(key)) seen.set(key, asFinding(fault, { severity: "error" }));
  }
  return [...seen.values()];
}

/** Expired behind what does not hold, expiring last. */
function rank({ of, severity }: Finding): number {
  return severity === "warning" ? 2 : of === tufFaults.ROLE_EXPIRED ? 1 : 0;
}

interface Dated {
  readonly role: string;
  readonly version: number;
  readonly expires: Instant;
  readonly online: boolean;
}

function rolesOf(state: Trusted, now: Instant, { validIn, offlineValidIn }: MonitorOptions): readonly HealthRole[] {
  const { root, timestamp, snapshot, targets } = state;
  const dated = (
    role: string,
    { version, expires }: { version: number; expires: Instant },
    online: boolean,
  ): Dated => ({
    role,
    version,
    expires,
    online,
  });
  // Whose keys are online is not written in the metadata; it is how Kaprien lays out a repository.
  const below = [...targets].map(([role, { signed }]) => dated(role, signed, isOnlineRole(role)));
  const [bins] = below.filter(({ role }) => isBinName(role)).sort((a, b) => a.expires - b.expires);
  const all = [
    dated("root", root.signed, false),
    ...below.filter(({ role }) => !isBinName(role)),
    ...(bins === undefined ? [] : [{ ...bins, role: "bins" }]),
    ...(snapshot === undefined ? [] : [dated("snapshot", snapshot.signed, true)]),
    ...(timestamp === undefined ? [] : [dated("timestamp", timestamp.signed, true)]),
  ];
  return inOrder(all).map(({ expires, ...role }) => {
    const left = expires - now;
    const state = left <= 0 ? "expired" : left <= (role.online ? validIn : offlineValidIn) ? "soon" : "ok";
    return { ...role, expires: formatInstant(expires), days: Math.floor(daysBetween(now, expires)), state };
  });
}

function datesOf({ role, state, online, expires }: HealthRole, site: string): readonly Finding[] {
  const data = { role, expires, site };
  if (state === "expired") return [finding(tufFaults.ROLE_EXPIRED, data, { severity: "error" })];
  if (state === "ok") return [];
  const of = online ? statusFaults.ROLE_RENEWAL_MISSED : statusFaults.ROLE_SIGNING_DUE;
  return [finding(of, data, { severity: "warning" })];
}
