import { contentFault } from "../base/fault.ts";
import type { Names } from "../config/names.ts";
import type { Trees } from "../git/remember.ts";
import { planFaults } from "../plan/faults.ts";
import { signedPaths } from "../repository/layout.ts";
import { signedTip } from "../repository/settings.ts";
import { readTrust, type Trust, type TrustAnchor } from "../repository/trust.ts";
import { contentOf } from "../repository/trust-content.ts";
import { sameBytes } from "../tuf/digest.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { refuseRollback } from "./trust-memory.ts";

/**
 * What the worker took over does not go back (T35): somebody who can write to the branch people merge to could put older trust there, whose keys were
 * taken away since, and have them sign a second version of what is in force. Faults `TRUST_ROLLBACK`, `ROLE_VERSION_REUSED`. A signed
 * branch that does not verify says nothing: people must be able to repair what it needs.
 */
export async function refuseOlder(store: Trees, names: Names, anchor: TrustAnchor, base: Trust): Promise<void> {
  const tip = await signedTip(store, names);
  if (tip.kind === "none") return;
  let signed: Trust;
  try {
    signed = await readTrust(tip.tree, signedPaths, anchor);
  } catch (error) {
    contentFault(error);
    return;
  }
  refuseRollback(contentOf(signed), contentOf(base));
  // Every root: another chain that is longer would pass for progress.
  for (const [version, known] of signed.roots) refuseSecond("root", known, base.roots.get(version));
  for (const [role, known] of signed.offline) refuseSecond(role, known, base.offline.get(role));
}

/** I11: a version has one content. */
function refuseSecond(
  role: string,
  known: Envelope<{ readonly version: number }>,
  claimed: Envelope<{ readonly version: number }> | undefined,
): void {
  const { version } = known.signed;
  if (claimed?.signed.version === version && !sameBytes(known.payload, claimed.payload))
    throw planFaults.ROLE_VERSION_REUSED({ role, version });
}
