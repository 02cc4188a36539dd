import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import type { Names } from "../config/names.ts";
import { encodeEventSignature, eventPaths, type Signers } from "../signing-event/event-file.ts";
import { onlineRoles } from "../signing-event/first-trust.ts";
import { signersOf } from "../signing-event/report.ts";
import { filesOf, makeEvent } from "../signing-event/start.ts";
import { draftEvent } from "../signing-event/unsigned.ts";
import { toHex } from "../tuf/digest.ts";
import type { CeremonySpec } from "./ceremony-file.ts";
import { setupFaults } from "./faults.ts";
import type { Ceremony } from "./prepared-ceremony.ts";

/** What the signing event of a first root is called. */
export const teamEvent = "ceremony";

/** The event of a ceremony with keys that others hold: its drafts, and the signatures of the keys at hand. */
export async function teamFiles(
  { spec, signers, elsewhere, design }: Ceremony,
  names: Names,
  now: Instant,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const signersFor = (role: keyof typeof spec.roles): Signers => ({
    keys: design.roles[role].keys.map(({ keyid }) => keyid),
    threshold: design.roles[role].threshold,
  });
  const { paths, bins, style } = spec;
  const roles = {
    root: signersFor("root"),
    targets: signersFor("targets"),
    bin: signersFor("bin"),
    bins: signersFor("bins"),
    snapshot: signersFor("snapshot"),
    timestamp: signersFor("timestamp"),
  };
  const keys = [...signers.values()].map(({ key }) => key);
  const event = makeEvent(undefined, design.lifetimes, {
    changes: [{ kind: "create", roles, paths, bins, style }],
    keys,
    now,
  });
  const draft = draftEvent(undefined, event);
  const files = new Map(filesOf(names, teamEvent, event, draft));
  const at = eventPaths(names, teamEvent);
  for (const { role, payload, sha256 } of draft.roles) {
    const asked = signersOf(undefined, draft, role);
    for (const [name, signer] of signers) {
      const { keyid } = signer.key;
      if (elsewhere.has(name) || !asked.has(keyid)) continue;
      const sig = toHex(await signer.sign(payload));
      files.set(at.signature(role, keyid), encodeEventSignature({ role, keyid, sig, sha256 }));
    }
  }
  return files;
}

/** The worker's keys are tried where the ceremony is held (T61); a public half alone shows nothing. */
export function elsewhereFindings({ roles }: CeremonySpec, elsewhere: ReadonlySet<string>): readonly Finding[] {
  return onlineRoles.flatMap((role): readonly Finding[] => {
    const key = roles[role].keys.find((name) => elsewhere.has(name));
    return key === undefined
      ? []
      : [finding(setupFaults.CEREMONY_ONLINE_ELSEWHERE, { role, key }, { severity: "error" })];
  });
}
