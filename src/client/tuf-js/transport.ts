import { type FileHandle, open } from "node:fs/promises";
import { BaseFetcher } from "tuf-js";
import { DownloadHTTPError, DownloadLengthMismatchError } from "tuf-js/dist/error.js";
import { workspaceFaults } from "../../workspace/faults.ts";
import { clientFaults } from "../faults.ts";
import type { Fetch } from "../reference-client.ts";

type Stream = Awaited<ReturnType<BaseFetcher["fetch"]>>;

/** Where the bytes of a target come from and go to. */
export interface Destination {
  readonly fetch: Fetch;
  /** A file that does not exist yet. */
  readonly part: string;
}

/** How tuf-js reaches a site: through our fetch, with metadata in memory and a target in the file that it is wanted in. */
export class Transport extends BaseFetcher {
  /** What went wrong on the way or on this machine. Everything else that tuf-js throws is what it thinks of the content. */
  failure: unknown;
  /** For the target that is being downloaded. */
  destination: Destination | undefined;
  private readonly from: Fetch;
  private readonly before: () => Promise<void>;

  /** `before` is waited for before each request. */
  constructor(from: Fetch, before: () => Promise<void>) {
    super();
    this.from = from;
    this.before = before;
  }

  override async fetch(url: string): Promise<Stream> {
    const found = await this.ours(async () => {
      await this.before();
      return this.from(url);
    });
    // The client takes 404 on the next root for "no newer root" (specification §5.3.3), and only from this class.
    if (found === undefined) throw new DownloadHTTPError(`not found: ${url.slice(url.lastIndexOf("/") + 1)}`, 404);
    return found as Stream;
  }

  override async downloadBytes(url: string, maxLength: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks(await this.fetch(url), maxLength)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  override async downloadFile<T>(url: string, maxLength: number, verify: (file: string) => Promise<T>): Promise<T> {
    if (this.destination === undefined) throw new RangeError("no target is being downloaded");
    const { fetch, part } = this.destination;
    const found = await this.ours(() => fetch(url));
    if (found === undefined) throw clientFaults.TARGET_BYTES_MISSING({ url });
    const file = await this.onDisk(() => open(part, "wx", 0o644));
    try {
      await this.fill(file, this.chunks(found as Stream, maxLength));
    } finally {
      await file.close();
    }
    return verify(part);
  }

  private async fill(file: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) await this.onDisk(() => file.writeFile(chunk));
    await this.onDisk(() => file.sync());
  }

  private async *chunks(stream: Stream, maxLength: number): AsyncGenerator<Uint8Array> {
    const reader = stream.getReader();
    let length = 0;
    try {
      for (;;) {
        const { done, value } = await this.ours(() => reader.read());
        if (done) return;
        length += value.length;
        if (length > maxLength) throw new DownloadLengthMismatchError("Max length reached");
        yield value;
      }
    } finally {
      // Ends the request when it was left early; it has failed already when this does.
      await reader.cancel().catch(() => undefined);
    }
  }

  /** Remembers what fails here as {@link failure}. */
  private async ours<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  private onDisk<T>(action: () => Promise<T>): Promise<T> {
    return this.ours(() =>
      action().catch((cause: Error) => {
        throw workspaceFaults.WORKSPACE_UNWRITABLE({ reason: cause.message }, { cause });
      }),
    );
  }
}
