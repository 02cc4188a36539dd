import { inBatches } from "../base/pool.ts";
import { defaultNames } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { decodeRelease, type Release, releaseLimit } from "../release/release-file.ts";
import { desire, listReleases } from "../release/releases.ts";
import { signedPaths } from "../repository/layout.ts";

const readsAtOnce = 64;

/**
 * Where the bytes of each target can be had, by its path: what the release file that provides it says, in the copy that the signed
 * branch keeps. An address is no promise: what comes from it is compared with what was signed.
 */
export async function targetUrls(tip: Tree): Promise<ReadonlyMap<string, string>> {
  const directory = signedPaths.sourceTargets;
  const files = [...(await listReleases(tip, directory))].filter(([, { kind }]) => kind === "file");
  const releases = new Map<string, Release>();
  await inBatches(files, readsAtOnce, async ([file]) => {
    const bytes = await tip.read(`${directory}/${file}`, releaseLimit);
    const decoded = bytes && decodeRelease(bytes, file);
    if (decoded && "release" in decoded) releases.set(file, decoded.release);
  });
  const urls = new Map<string, string>();
  for (const [path, { release, index }] of desire(releases, defaultNames).targets) {
    const url = release.targets[index]?.url;
    if (url !== undefined) urls.set(path, url);
  }
  return urls;
}
