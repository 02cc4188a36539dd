import type { Caching, Mirror } from "../../src/publish/mirror.ts";
import { sitePaths, targetPath } from "../../src/repository/layout.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { decodeEnvelope } from "../../src/tuf/envelope.ts";
import { decodeRoot } from "../../src/tuf/root.ts";
import { decodeSnapshot, decodeTimestamp } from "../../src/tuf/snapshot.ts";
import { decodeTargets } from "../../src/tuf/targets.ts";

/** A published site as it stands: bytes by path. */
export type SiteFiles = ReadonlyMap<string, Uint8Array>;

/**
 * What invariant I1 misses on a site: a published timestamp names a published snapshot, every entry of which is published at
 * that version, with length and hash as far as they are listed; every root from the first is there. Nothing when there is no
 * timestamp. With `blobs`, the bytes of every target are there too.
 */
export function inconsistencies(files: SiteFiles, blobs = true): readonly string[] {
  const missing: string[] = [];
  const need = (path: string): Uint8Array | undefined => {
    const bytes = files.get(path);
    if (bytes === undefined) missing.push(`${path} is missing`);
    return bytes;
  };
  const bytes = files.get(sitePaths.timestamp);
  if (bytes === undefined) return [];
  const { snapshot: named } = decodeEnvelope(bytes, decodeTimestamp).signed;
  const snapshot = need(sitePaths.role("snapshot", named.version));
  if (snapshot === undefined) return missing;
  if (snapshot.length !== named.length || sha256(snapshot) !== named.hashes?.get("sha256"))
    missing.push("snapshot differs");
  const root = need(sitePaths.root(1));
  if (root !== undefined && decodeEnvelope(root, decodeRoot).signed.version !== 1)
    missing.push("1.root.json is another");
  for (const [name, { version }] of decodeEnvelope(snapshot, decodeSnapshot).signed.meta) {
    const role = need(sitePaths.role(name.replace(/\.json$/, ""), version));
    if (role === undefined) continue;
    const { signed } = decodeEnvelope(role, decodeTargets);
    if (signed.version !== version) missing.push(`${name} is ${signed.version} inside and ${version} outside`);
    for (const [path, target] of blobs ? signed.targets : []) {
      const hash = target.hashes.get("sha256") ?? "";
      const blob = need(`targets/${targetPath(path, hash)}`);
      if (blob !== undefined && sha256(blob) !== hash) missing.push(`${path} has other bytes`);
    }
  }
  return missing;
}

export interface Write {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly caching: Caching;
}

/** A mirror that tells of each write and removal before it happens, with the bytes it will have; what `tell` throws is what the writer gets. */
export function watched(
  mirror: Mirror,
  tell: (action: Write | { readonly path: string; readonly removed: true }) => void,
): Mirror {
  return {
    read: (path, limit) => mirror.read(path, limit),
    list: (directory) => mirror.list(directory),
    async write(path, content, caching) {
      const chunks: Uint8Array[] = [];
      if (content instanceof Uint8Array) chunks.push(content);
      else for await (const chunk of content) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      tell({ path, bytes, caching });
      await mirror.write(path, bytes, caching);
    },
    async remove(path) {
      tell({ path, removed: true });
      await mirror.remove(path);
    },
  };
}

/** The bytes of a memory mirror. */
export function bytesOf(mirror: {
  readonly files: ReadonlyMap<string, { readonly bytes: Uint8Array }>;
}): Map<string, Uint8Array> {
  return new Map([...mirror.files].map(([path, { bytes }]) => [path, bytes]));
}
