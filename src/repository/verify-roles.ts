import { isOnlineRole, isRoleName } from "../config/names.ts";
import type { Authority } from "../tuf/authority.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import type { Delegations } from "../tuf/delegations.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { isTopLevelRole } from "../tuf/root.ts";
import { delegationTree } from "./delegation-rules.ts";
import { repositoryFaults } from "./faults.ts";
import { signedPaths } from "./layout.ts";
import { retiredDigest } from "./state-file.ts";
import type { StateTop } from "./state-top.ts";

/** What a walk over the roles of a state has to know of each. */
export interface RoleFacts {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly delegations?: Delegations | undefined;
}

/** Where a walk over the roles of a state gets their files, and how it judges them. */
export interface RoleSource<F> {
  /** The file of a role; undefined when the state has none. Faults with what keeps it from being read. */
  file(role: string): Promise<F | undefined> | F | undefined;
  facts(file: F): RoleFacts;
  /** Faults unless those signed who answer for the role. */
  judge(authority: Authority, file: F): void;
}

/** The roles of a state, verified. */
export interface StateRoles<F> {
  /** `targets` and the roles that people sign below it, each after its delegator. */
  readonly offline: ReadonlyMap<string, F>;
  /** Hash bins and every other role that online keys sign. */
  readonly online: ReadonlyMap<string, F>;
  /** Roles that snapshot lists and nobody delegates to any more, as far as their files were kept. */
  readonly retired: ReadonlyMap<string, F>;
}

/**
 * Verifies every role of a state: each signed by those whom its delegator names, each in the version that snapshot lists, and the retired
 * ones the very files that the state vouches for. The one walk for the tip of the signed branch and for its history. Faults
 * `SIGNED_FILE_MISSING`, `ROLE_SIGNATURES_MISSING`, `ROLE_VERSION_MISMATCH`, `SIGNED_BRANCH_EDITED`, and as `delegationTree`.
 */
export async function verifyRoles<F>(
  { snapshot, state, roots }: Pick<StateTop, "snapshot" | "state" | "roots">,
  source: RoleSource<F>,
): Promise<StateRoles<F>> {
  const { meta } = snapshot.signed;
  const offline = new Map<string, F>();
  const online = new Map<string, F>();
  const take = async (authority: Authority): Promise<void> => {
    const { role } = authority;
    const found = source.file(role);
    const file = found instanceof Promise ? await found : found;
    if (file === undefined) throw repositoryFaults.SIGNED_FILE_MISSING({ file: signedPaths.role(role) });
    source.judge(authority, file);
    (isOnlineRole(role) ? online : offline).set(role, file);
  };
  const known = (role: string): F | undefined => offline.get(role) ?? online.get(role);
  const root = roots.at(-1);
  if (root === undefined) throw new RangeError("a state is signed by the keys of some root");
  const visits = delegationTree(topLevelAuthority(root.signed, "targets"), ({ role }) => {
    const file = known(role);
    return file === undefined ? undefined : source.facts(file).delegations;
  });
  for (const authority of visits) await take(authority);

  const retired = new Map<string, F>();
  for (const file of meta.keys()) {
    const role = file.replace(/\.json$/, "");
    // Some repositories list their root there, which is no targets role.
    if (known(role) !== undefined || isTopLevelRole(role)) continue;
    // Skip names that are not valid role names: they would become file paths.
    if (!isRoleName(role)) continue;
    // Whether a file was kept is in the state's digest.
    const kept = await source.file(role);
    if (kept !== undefined) retired.set(role, kept);
  }
  for (const [role, file] of [...offline, ...online, ...retired]) {
    const listed = meta.get(`${role}.json`)?.version;
    const { version } = source.facts(file);
    if (listed !== version)
      throw tufFaults.ROLE_VERSION_MISMATCH({
        role,
        expected: listed ?? 0,
        actual: version,
        file: signedPaths.role(role),
      });
  }
  requireRetired(state.signed, new Map([...retired].map(([role, file]) => [role, source.facts(file).bytes])));
  return { offline, online, retired };
}

/**
 * The keys that signed a retired role may be revoked, and are named nowhere in this state. That it has the listed version is not enough:
 * clients of earlier states still ask for it and judge it by the keys they know, so it has to be the very file. The state's digest says so.
 */
function requireRetired(
  { retired: expected }: StateTop["state"]["signed"],
  files: ReadonlyMap<string, Envelope<unknown>["bytes"]>,
): void {
  const actual = retiredDigest(files);
  if (actual !== expected)
    throw repositoryFaults.SIGNED_BRANCH_EDITED({
      file: "the metadata of retired roles",
      expected: expected ?? "nothing",
      actual: actual ?? "nothing",
    });
}
