import { actionFaults } from "./action/faults.ts";
import type { AnyCode, FaultData, FaultEntry } from "./base/fault.ts";
import { filled } from "./base/fault-text.ts";
import { baseFaults } from "./base/faults.ts";
import { cliFaults } from "./cli/faults.ts";
import { clientFaults } from "./client/faults.ts";
import { composeFaults } from "./compose/faults.ts";
import { configFaults } from "./config/faults.ts";
import { forgeFaults } from "./forge/faults.ts";
import { gitFaults } from "./git/faults.ts";
import { importFaults } from "./import/faults.ts";
import { keysFaults } from "./keys/faults.ts";
import { planFaults } from "./plan/faults.ts";
import { policyFaults } from "./policy/faults.ts";
import { proposalFaults } from "./proposal/faults.ts";
import { publishFaults } from "./publish/faults.ts";
import { releaseFaults } from "./release/faults.ts";
import { repositoryFaults } from "./repository/faults.ts";
import { setupFaults } from "./setup/faults.ts";
import { signingEventFaults } from "./signing-event/faults.ts";
import { statusFaults } from "./status/faults.ts";
import { tufFaults } from "./tuf/faults.ts";
import { workerFaults } from "./worker/faults.ts";
import { workspaceFaults } from "./workspace/faults.ts";

/** The codes of every room; no two rooms have the same one. */
export const tables: readonly Readonly<Record<string, AnyCode>>[] = [
  ...[baseFaults, tufFaults, gitFaults, configFaults, releaseFaults, repositoryFaults, policyFaults, planFaults],
  ...[workspaceFaults, clientFaults, forgeFaults, keysFaults, signingEventFaults, publishFaults, workerFaults],
  ...[proposalFaults, statusFaults, setupFaults, importFaults, composeFaults, cliFaults, actionFaults],
];

/** Every stable code, for `kaprien explain` and the reference. */
export const catalogue: ReadonlyMap<string, AnyCode> = new Map(
  tables.flatMap((table) => Object.values(table).map((of) => [of.code, of] as const)),
);

/** What codes were called in the version before; `kaprien explain` answers to these names until the next one. */
export const formerCodes: ReadonlyMap<string, AnyCode> = new Map<string, AnyCode>([
  ["CEREMONY_KEY_SHARED", signingEventFaults.ROLE_KEY_SHARED],
  ["CEREMONY_KEY_TWICE", signingEventFaults.ROLE_KEY_TWICE],
  ["CEREMONY_NO_KEYS", signingEventFaults.ROLE_NO_KEYS],
  ["CEREMONY_ROOT_FRAGILE", signingEventFaults.ROOT_FRAGILE],
  ["CEREMONY_THRESHOLD", signingEventFaults.ROLE_THRESHOLD],
  ["EVENT_BESIDE", signingEventFaults.EVENT_FOREIGN_CHANGE],
  ["EVENT_DRAFT_DIFFERS", signingEventFaults.EVENT_UNSIGNED_DIFFERS],
  ["EVENT_INVALID", actionFaults.TRIGGER_INVALID],
  ["EVENT_REFUSED", actionFaults.TRIGGER_REFUSED],
  ["FLOORS_INVALID", repositoryFaults.VERSION_FLOORS_INVALID],
  ["IMPORT_PEOPLE_EXPIRED", importFaults.IMPORT_OFFLINE_EXPIRED],
  ["INPUT_NEEDED", composeFaults.FLAG_MISSING],
  ["STATE_NEWER", repositoryFaults.FORMAT_NEWER],
  ["TARGET_NEEDS_PEOPLE", policyFaults.TARGET_IN_OFFLINE_ROLE],
]);

/** The entry of a code, by its name: with `data` its texts are those of a fault, without its blanks are shown as `{name}`. */
export function explain(code: string, data?: FaultData): FaultEntry {
  const of = catalogue.get(code) ?? baseFaults.UNEXPECTED;
  if (data !== undefined) return { ...of.entry, ...filled({ of, data }) };
  const shown = (text: string): string => text.replace(/\{(\w+)\?\}/g, "{$1}");
  const { title, meaning, fix } = of.entry;
  return { ...of.entry, title: shown(title), meaning: shown(meaning), fix: shown(fix) };
}
