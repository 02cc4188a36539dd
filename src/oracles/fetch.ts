import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Fetch } from "../ports/oracle.ts";
import { Fault } from "../tuf/fault.ts";

/**
 * Reads `http:`, `https:` and `file:` URLs, through redirects. 403 and 404 are "not found", as static hosts answer either. Faults
 * `CLIENT_OFFLINE`. All of it has to arrive within a minute.
 */
export const fetchUrl: Fetch = (url) => fetchWithin(url, 60, 60);

/** The same for target files of any size: within an hour, and never 30 seconds without a byte. */
export const fetchFile: Fetch = fileFetch(30);

/** {@link fetchFile}, for servers that may be silent for `stall` seconds. */
export function fileFetch(stall: number): Fetch {
  return (url) => fetchWithin(url, 3600, stall);
}

async function fetchWithin(url: string, seconds: number, stall: number): ReturnType<Fetch> {
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "file:") return openFile(fileURLToPath(url));
  if (scheme !== "http:" && scheme !== "https:")
    throw new Fault("USAGE", { reason: `${url} is not an http, https or file address` });
  const stalled = new AbortController();
  let response: Response;
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(seconds * 1000), stalled.signal]);
    response = await unlessSilent(stall, stalled, fetch(url, { signal, headers: { "accept-encoding": "identity" } }));
  } catch (cause) {
    const reason =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    throw new Fault("CLIENT_OFFLINE", { site: url, reason }, { cause });
  }
  if (response.status === 404 || response.status === 403) return undefined;
  if (!response.ok || response.body === null)
    throw new Fault("CLIENT_OFFLINE", { site: url, reason: `it answered ${response.status}` });
  const reader = response.body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await unlessSilent(stall, stalled, reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Read when it is asked for: the time that a reader takes is not the server's.
    { highWaterMark: 0 },
  );
}

/** What comes, or a failure after `seconds`; `stalled` then ends the request too. */
async function unlessSilent<T>(seconds: number, stalled: AbortController, coming: Promise<T>): Promise<T> {
  const silent = new Error(`it sent nothing for ${seconds} seconds`);
  const timer = setTimeout(() => stalled.abort(silent), seconds * 1000);
  try {
    return await coming;
  } catch (error) {
    throw stalled.signal.aborted ? silent : error;
  } finally {
    clearTimeout(timer);
  }
}

async function openFile(path: string): Promise<ReadableStream<Uint8Array> | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
}
