import { clientFaults } from "./faults.ts";
import { versionOf } from "./memory.ts";
import type { ClientMemory, Fetch } from "./reference-client.ts";

/**
 * A site's fetch that keeps what it gave, and a second one that gives the same again, or what `memory` has of it. The second asks nothing
 * of the site: two clients judge the same bytes, and a site that is refused costs no more time. Faults `CLIENT_OFFLINE` beyond that.
 * `together` says whether the second client came as far: whether it asked for everything that the first one did. One that stopped before
 * that has a reason of its own.
 */
export function recorded(
  site: { readonly fetch: Fetch; readonly metadata: string },
  memory: ClientMemory,
): { fetch: Fetch; replay: Fetch; together: () => boolean } {
  const heard = new Map<string, Uint8Array | undefined>();
  const asked = new Set<string>();
  return {
    together: () => asked.size === 0,
    async fetch(url) {
      // The second one starts from the newest root that the first one has accepted.
      if (!/\/[0-9]+\.root\.json$/.test(url)) asked.add(key(url));
      const stream = await site.fetch(url);
      if (stream === undefined) heard.set(key(url), undefined);
      return stream?.pipeThrough(copying((bytes) => heard.set(key(url), bytes)));
    },
    async replay(url) {
      asked.delete(key(url));
      const bytes = heard.has(key(url)) ? heard.get(key(url)) : await remembered(url, memory);
      return bytes && new Blob([new Uint8Array(bytes)]).stream();
    },
  };
}

/** One form for addresses that clients put together differently. */
function key(url: string): string {
  return new URL(url).href;
}

/** Passes a stream on, and hands over all of it at its end. */
function copying(done: (bytes: Uint8Array) => void): TransformStream<Uint8Array, Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new TransformStream({
    transform(chunk, controller) {
      chunks.push(chunk);
      controller.enqueue(chunk);
    },
    flush: () => done(Buffer.concat(chunks)),
  });
}

/** A file that a client did not have to ask for, because it had that version. */
async function remembered(url: string, memory: ClientMemory): Promise<Uint8Array> {
  const [, version, role] = /\/([0-9]+)\.([^/]+)\.json$/.exec(url) ?? [];
  const bytes = role === undefined ? undefined : await memory.read(decodeURIComponent(role));
  if (bytes === undefined || versionOf(bytes) !== Number(version))
    throw clientFaults.CLIENT_OFFLINE({ site: url, reason: "it was not asked" });
  return bytes;
}
