import { cp, mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  olderBin,
  olderSnapshot,
  slippedIn,
  spoiledSignatures,
  spoiledSnapshot,
  tampered,
  withoutSignatures,
} from "./forge.mjs";
import { serve } from "./site.mjs";

/** A client that did not do as it should. */
export class Wrong extends Error {}

const never = "never/was.bin";

/**
 * Lets a client update from `site`, a directory with `changes` in front of it, and fetch `paths`. Without a `cache` it knows the
 * first root and nothing else. Resolves to its answer, the bytes it let through by path, and the cache as it is now.
 */
async function update({ client, story, site, changes, cache, paths }) {
  const place = await mkdtemp(join(story.root, `${client.name}-`));
  const downloads = join(place, "downloads");
  const metadata = join(place, "metadata");
  await mkdir(downloads);
  if (cache !== undefined) await cp(cache, metadata, { recursive: true, verbatimSymlinks: true });
  const server = await serve(site, changes);
  try {
    const answer = await client.update([
      `${server.url}/metadata`,
      `${server.url}/targets`,
      story.trusted,
      metadata,
      downloads,
      ...paths,
    ]);
    const bytes = new Map();
    for (const name of await readdir(downloads)) bytes.set(paths[Number(name)], await readFile(join(downloads, name)));
    return { ...answer, bytes, cache: metadata };
  } finally {
    await server.close();
  }
}

/** The client is content and has exactly the bytes that were released. */
async function accepts({ targets, ...rest }) {
  const answer = await update({ ...rest, paths: [...targets.keys()] });
  if (!answer.ok) throw new Wrong(`it refuses: ${answer.error}`);
  const missing = [...targets.keys()].filter((path) => answer.targets[path] === null);
  if (missing.length > 0) throw new Wrong(`it finds no ${missing[0]} (${missing.length} of ${targets.size} targets)`);
  for (const [path, expected] of targets)
    if (answer.bytes.get(path)?.equals(expected) !== true) throw new Wrong(`it has other bytes for ${path}`);
  return answer;
}

/** The client says that nothing is there under `paths`. */
async function findsNothing({ paths, ...rest }) {
  const answer = await update({ ...rest, paths });
  if (!answer.ok) throw new Wrong(`it refuses: ${answer.error}`);
  const found = paths.find((path) => answer.targets[path] !== null);
  if (found !== undefined) throw new Wrong(`it finds ${found}`);
}

/** The client refuses, for the reason that `because` matches, and lets no bytes through. */
async function refuses(because, { paths = [], ...rest }) {
  const answer = await update({ ...rest, paths });
  if (answer.bytes.size > 0) throw new Wrong(`it lets ${[...answer.bytes.keys()].join(", ")} through`);
  if (answer.ok && paths.length > 0) throw new Wrong(`it finds no ${paths[0]} and refuses nothing`);
  if (answer.ok) throw new Wrong("it accepts");
  if (!because.test(answer.error)) throw new Wrong(`it refuses for another reason: ${answer.error}`);
}

// In the words of all three clients: refused, and for this reason.
const expired = /timestamp\.json is expired/;
const signature = /was signed by \d\/\d keys|not enough signatures/;
const version = /BadVersion|is less than current version/;
const bytes = /LengthOrHashMismatch|Expected length/;

/** Cases while every signature is good, by name. Each is given the client and the story. */
export const cases = new Map([
  [
    "downloads every target from the first root",
    ({ client, story }) => accepts({ client, story, site: story.newest.directory, targets: story.newest.targets }),
  ],
  [
    "finds no removed target",
    ({ client, story }) =>
      findsNothing({ client, story, site: story.newest.directory, paths: [...story.newest.removed, never] }),
  ],
  [
    "follows from every earlier state",
    async ({ client, story }) => {
      for (const state of story.states.slice(0, -1)) {
        const { cache } = await accepts({ client, story, site: state.directory, targets: state.targets });
        await accepts({ client, story, site: story.newest.directory, cache, targets: story.newest.targets });
      }
    },
  ],
  [
    "refuses a tampered target",
    async ({ client, story }) => {
      const { directory } = story.newest;
      const path = "app/1.0.0/app.tar.gz";
      await refuses(bytes, { client, story, site: directory, changes: await tampered(directory, path), paths: [path] });
    },
  ],
  [
    "refuses a target that nobody signed",
    async ({ client, story }) => {
      const { directory } = story.newest;
      const changes = await slippedIn(directory, never);
      await refuses(signature, { client, story, site: directory, changes, paths: [never] });
    },
  ],
  ["refuses a timestamp without signatures", unsigned(withoutSignatures, "timestamp")],
  ["refuses a timestamp with a spoiled signature", unsigned(spoiledSignatures, "timestamp")],
  [
    "refuses a snapshot that is not the one the timestamp names",
    async ({ client, story }) => {
      const { directory } = story.newest;
      await refuses(bytes, { client, story, site: directory, changes: await spoiledSignatures(directory, "snapshot") });
    },
  ],
  [
    "refuses a snapshot with a spoiled signature",
    async ({ client, story }) => {
      const { directory } = story.newest;
      await refuses(signature, {
        client,
        story,
        site: directory,
        changes: await spoiledSnapshot(directory, story.online),
      });
    },
  ],
  ["refuses targets without signatures", unsigned(withoutSignatures, "targets")],
  ["refuses targets with spoiled offline signatures", unsigned(spoiledSignatures, "targets")],
  ["refuses bin with a spoiled offline signature", unsigned(spoiledSignatures, "bin", ["app/1.0.0/app.tar.gz"])],
  [
    "refuses an earlier state of the whole site",
    async ({ client, story }) => {
      const cache = await upToDate({ client, story });
      for (const { directory } of story.states.slice(0, -1))
        await refuses(version, { client, story, site: directory, cache });
    },
  ],
  ["refuses an older snapshot that the online key signed for", rolledBack(olderSnapshot)],
  ["refuses an older bin that the online key signed for", rolledBack(olderBin)],
]);

/** Cases for the repositories whose online key was stolen. */
export const drillCases = new Map([
  [
    "recovers from a thief's version 2^31",
    async ({ client, story }) => {
      for (const cache of [undefined, await upToDate({ client, story })]) {
        const recovered = await throughTheft({ client, story, cache });
        await findsNothing({
          client,
          story,
          site: story.drill.recovered,
          cache: recovered,
          paths: [...story.drill.stolen.keys()],
        });
      }
    },
  ],
  [
    "goes on when the signed branch was recovered",
    async ({ client, story }) => {
      const { mended, robbed, stolen, targets } = story.drill;
      const current = await upToDate({ client, story });
      const deceived = await accepts({ client, story, site: robbed, targets: stolen });
      for (const cache of [current, deceived.cache, await throughTheft({ client, story })])
        await accepts({ client, story, site: mended, cache, targets });
    },
  ],
]);

/** A client that took what the thief published, then found the recovered site in its place: its cache. */
async function throughTheft({ client, story, cache }) {
  const { robbed, recovered, stolen, targets } = story.drill;
  const deceived = await accepts({ client, story, site: robbed, cache, targets: stolen });
  return (await accepts({ client, story, site: recovered, cache: deceived.cache, targets })).cache;
}

/** Cases for when the timestamp of `story.short` has run out. */
export const lateCases = new Map([
  [
    "refuses an expired timestamp",
    async ({ client, story }) => {
      const site = story.short.directory;
      await refuses(expired, { client, story, site });
      await refuses(expired, { client, story, site, cache: await upToDate({ client, story }) });
    },
  ],
]);

/** Cases for when the worker has signed a new timestamp in the place of the one that had run out. */
export const healedCases = new Map([
  [
    "accepts the site again after a late worker run",
    async ({ client, story }) => {
      const { directory, targets } = story.healed;
      await accepts({ client, story, site: directory, targets });
      await accepts({ client, story, site: directory, cache: await upToDate({ client, story }), targets });
    },
  ],
]);

function unsigned(spoil, role, paths = []) {
  return async ({ client, story }) => {
    const { directory } = story.newest;
    await refuses(signature, { client, story, site: directory, changes: await spoil(directory, role), paths });
  };
}

function rolledBack(change) {
  return async ({ client, story }) => {
    const { directory } = story.newest;
    const cache = await upToDate({ client, story });
    const changes = await change(directory, story.online);
    await refuses(version, { client, story, site: directory, changes, cache });
  };
}

const caches = new Map();

/** The cache of a client that has seen the newest state. Every update has a copy of it, so it is made once. */
function upToDate({ client, story }) {
  const key = `${client.name} ${story.root}`;
  if (!caches.has(key))
    caches.set(
      key,
      accepts({ client, story, site: story.newest.directory, targets: new Map() }).then(({ cache }) => cache),
    );
  return caches.get(key);
}
