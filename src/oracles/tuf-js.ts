import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BaseFetcher, type TargetFile, Updater } from "tuf-js";
import { DownloadHTTPError } from "tuf-js/dist/error.js";
import type { ClientCache, Fetch, FoundTarget, Oracle, UpdateRequest } from "../ports/oracle.ts";
import { Fault } from "../tuf/fault.ts";

/** tuf-js as the judge: its own verification, our transport and clock. */
export const tufJs: Oracle = {
  update: (request, paths) =>
    withUpdater(request, undefined, async (updater) => {
      const targets = new Map<string, FoundTarget | undefined>();
      for (const path of paths) targets.set(path, found(path, await updater.getTargetInfo(path)));
      return { targets };
    }),

  download: (request, path, targets, to) =>
    withUpdater(request, targets, async (updater) => {
      const info = await updater.getTargetInfo(path);
      if (info !== undefined) await updater.downloadTarget(info, to);
      return { target: found(path, info) };
    }),
};

class Transport extends BaseFetcher {
  /** What kept a file from coming, as opposed to what was wrong with it. */
  failure: unknown;
  private readonly from: Fetch;
  private readonly unread = new Set<ReadableStreamDefaultReader<Uint8Array>>();

  constructor(from: Fetch) {
    super();
    this.from = from;
  }

  override async fetch(url: string): ReturnType<BaseFetcher["fetch"]> {
    let stream: ReadableStream<Uint8Array> | undefined;
    try {
      stream = await this.from(url);
    } catch (error) {
      this.failure = error;
      throw error;
    }
    // The client takes 404 on the next root for "no newer root" (specification §5.3.3), and only from this class.
    if (stream === undefined) throw new DownloadHTTPError(`not found: ${url.slice(url.lastIndexOf("/") + 1)}`, 404);
    return this.watched(stream.getReader()) as Awaited<ReturnType<BaseFetcher["fetch"]>>;
  }

  /** Closes what the client left open: it lets go of an answer that is too long, and does not end it. */
  async close(): Promise<void> {
    for (const reader of this.unread) await reader.cancel().catch(() => undefined);
  }

  private watched(reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
    this.unread.add(reader);
    const pull = async (sink: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      try {
        const { done, value } = await reader.read();
        if (!done) return sink.enqueue(value);
        this.unread.delete(reader);
        sink.close();
      } catch (error) {
        this.failure = error;
        throw error;
      }
    };
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  }
}

async function withUpdater<T>(
  request: UpdateRequest,
  targets: string | undefined,
  use: (updater: Updater) => Promise<T>,
): Promise<T & { cache: ClientCache }> {
  const directory = await mkdtemp(join(tmpdir(), "kaprien-client-"));
  const transport = new Transport(request.fetch);
  try {
    for (const [role, bytes] of request.cache)
      await writeFile(join(directory, `${encodeURIComponent(role)}.json`), bytes);
    const updater = new Updater({
      metadataDir: directory,
      metadataBaseUrl: request.metadata,
      targetDir: directory,
      ...(targets !== undefined && { targetBaseUrl: targets }),
      fetcher: transport,
    });
    // tuf-js reads the system's clock once, here; the caller's clock takes its place before anything is judged by it.
    (updater as unknown as { trustedSet: { referenceTime: Date } }).trustedSet.referenceTime = new Date(
      request.now * 1000,
    );
    await updater.refresh();
    const result = await use(updater);
    return { ...result, cache: await readCache(directory) };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    if (transport.failure instanceof Fault) throw transport.failure;
    const offline = transport.failure instanceof Error;
    const words =
      transport.failure instanceof Error
        ? transport.failure.message
        : cause instanceof Error
          ? `${cause.name === "Error" ? cause.constructor.name : cause.name}: ${cause.message}`
          : String(cause);
    throw new Fault(
      offline ? "CLIENT_OFFLINE" : "CLIENT_REFUSED",
      { client: "tuf-js", reason: words, site: request.metadata },
      { cause },
    );
  } finally {
    await transport.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function readCache(directory: string): Promise<ClientCache> {
  const cache = new Map<string, Uint8Array>();
  for (const name of await readdir(directory)) {
    if (name.endsWith(".json")) cache.set(decodeURIComponent(name.slice(0, -5)), await readFile(join(directory, name)));
  }
  return cache;
}

function found(path: string, info: TargetFile | undefined): FoundTarget | undefined {
  return info && { path, length: info.length, sha256: info.hashes["sha256"] ?? "" };
}
