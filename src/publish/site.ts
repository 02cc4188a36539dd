import { sitePaths } from "../repository/layout.ts";
import type { Repository } from "../repository/verify-state.ts";

/** One file of the published site. */
export interface SiteFile {
  readonly path: string;
  readonly role: string;
  readonly bytes: Uint8Array;
  readonly caching: "immutable" | "no-store";
}

/**
 * The metadata of the published site in the order in which it must be written (T70): at every moment, what is there is
 * complete for a client that reads the timestamp (I3). Bytes are the committed ones (I9).
 */
export function siteOf(repository: Repository): readonly SiteFile[] {
  const file = (role: string, path: string, { bytes }: { bytes: Uint8Array }): SiteFile => ({
    role,
    path,
    bytes,
    caching: "immutable",
  });
  const roles = [...repository.bins, ...repository.retired, ...[...repository.offline].reverse()];
  return [
    ...[...repository.roots].map(([version, root]) => file("root", sitePaths.root(version), root)),
    // Delegated roles before those that delegate to them (TAP 15), top-level targets last of them.
    ...roles.map(([name, role]) => file(name, sitePaths.role(name, role.signed.version), role)),
    file("snapshot", sitePaths.role("snapshot", repository.snapshot.signed.version), repository.snapshot),
    { role: "timestamp", path: sitePaths.timestamp, bytes: repository.timestamp.bytes, caching: "no-store" },
  ];
}
