import { type AnyCode, type Fault, type FaultData, isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import { planFaults } from "../plan/faults.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { signingEventFaults } from "../signing-event/faults.ts";
import { tufFaults } from "../tuf/faults.ts";
import { importFaults } from "./faults.ts";

/** What is wrong with a form, by code; the end of a sentence about the role. */
type Reason = (data: FaultData) => unknown;
const trees: readonly (readonly [AnyCode, Reason])[] = [
  [tufFaults.DELEGATION_INVALID, ({ reason }) => reason],
  [tufFaults.DELEGATIONS_TOO_MANY, ({ limit }) => `with it there are more than ${limit} delegated roles`],
  [
    tufFaults.DELEGATIONS_TOO_DEEP,
    ({ limit }) => `it delegates further, and is ${limit} delegations below targets already`,
  ],
  [repositoryFaults.ONLINE_ROLE_DELEGATES, () => "online keys sign it, and only roles that people sign may delegate"],
];
const forms: typeof trees = [
  ...trees,
  [tufFaults.METADATA_INVALID, ({ reason }) => reason],
  [tufFaults.METADATA_KEY_WEAK, ({ keyid, reason }) => `the key ${keyid} is too weak to count: ${reason}`],
  [tufFaults.KEY_INVALID, ({ keyid, reason }) => `the key ${keyid}: ${reason}`],
  [tufFaults.KEY_ID_MISMATCH, ({ keyid }) => `the keyid ${keyid} is not the hash of its key`],
  [tufFaults.JSON_INVALID, ({ line, reason }) => (line === undefined ? reason : `line ${line}: ${reason}`)],
  [planFaults.METADATA_NOT_PORTABLE, ({ reason }) => reason],
  [signingEventFaults.EVENT_CHANGE_INVALID, ({ reason }) => reason],
  [baseFaults.TIME_INVALID, ({ value }) => `expires: ${value}`],
];

/** Whether a fault is of the tree of delegations. */
export function isOfTree(error: unknown): error is Fault {
  return isFault(error, ...trees.map(([of]) => of));
}

/** What is wrong with a form, as the end of a sentence about the role. */
export function reasonOf(fault: Pick<Fault, "of" | "code" | "data">): string {
  const { where } = fault.data;
  const [, because] = forms.find(([{ code }]) => code === fault.code) ?? [];
  const reason = String(because?.(fault.data) ?? fault.code);
  return where === undefined ? reason : `${where}: ${reason}`;
}

/** `IMPORT_UNFIT` for a form that clients take and that has no strict one; all else is wrong as it is. */
export function located(fault: Fault, role: string, site: string): Fault {
  if (!isFault(fault, ...forms.map(([of]) => of))) return fault.with({ role, site });
  const version = /(\d+)\.root\.json$/.exec(String(fault.data["file"]))?.[1];
  const named = version === undefined ? role : `root ${version}`;
  return importFaults.IMPORT_UNFIT({ role: named, reason: reasonOf(fault), site }, { cause: fault });
}
