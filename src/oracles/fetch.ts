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
export const fetchUrl: Fetch = (url) => fetchWithin(url, 60);

/** The same for target files of any size: within an hour. */
export const fetchFile: Fetch = (url) => fetchWithin(url, 3600);

async function fetchWithin(url: string, seconds: number): ReturnType<Fetch> {
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "file:") return openFile(fileURLToPath(url));
  if (scheme !== "http:" && scheme !== "https:")
    throw new Fault("USAGE", { reason: `${url} is not an http, https or file address` });
  let response: Response;
  try {
    response = await fetch(url, {
      signal: AbortSignal.timeout(seconds * 1000),
      headers: { "accept-encoding": "identity" },
    });
  } catch (cause) {
    const reason =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    throw new Fault("CLIENT_OFFLINE", { site: url, reason }, { cause });
  }
  if (response.status === 404 || response.status === 403) return undefined;
  if (!response.ok || response.body === null)
    throw new Fault("CLIENT_OFFLINE", { site: url, reason: `it answered ${response.status}` });
  return response.body;
}

async function openFile(path: string): Promise<ReadableStream<Uint8Array> | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
}
