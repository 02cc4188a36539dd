import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { baseFaults } from "../../base/faults.ts";
import { type Answer, answerWithin, type Patience } from "../../net/answer.ts";
import { clientFaults } from "../faults.ts";
import type { Fetch } from "../reference-client.ts";

/**
 * Reads `http:`, `https:` and `file:` URLs, through redirects. 403 and 404 are "not found", as static hosts answer either. Faults
 * `CLIENT_OFFLINE`. All of it has to arrive within a minute.
 */
export const fetchUrl: Fetch = fetchWithin({ seconds: 60 });

/** The same for target files of any size: within an hour, and never 30 seconds without a byte. */
export const fetchFile: Fetch = fileFetch(30);

/** {@link fetchFile}, for servers that may be silent for `stall` seconds. */
export function fileFetch(stall: number): Fetch {
  return fetchWithin({ seconds: 3600, silence: stall });
}

/** {@link fetchUrl}, for servers that may take so long. */
export function fetchWithin(patience: Patience): Fetch {
  return async (url) => {
    const scheme = url.slice(0, url.indexOf(":") + 1);
    if (scheme === "file:") return openFile(url);
    if (scheme !== "http:" && scheme !== "https:")
      throw baseFaults.USAGE({ reason: `${url} is not an http, https or file address` });
    const { response, body } = await answered(url, patience);
    if (response.ok) return body;
    await body.cancel();
    if (response.status === 404 || response.status === 403) return undefined;
    throw clientFaults.CLIENT_OFFLINE({ site: url, reason: `it answered ${response.status}` });
  };
}

async function answered(url: string, patience: Patience): Promise<Answer> {
  try {
    return await answerWithin(patience, (ask) => ask(url, { headers: { "accept-encoding": "identity" } }));
  } catch (cause) {
    const reason =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    throw clientFaults.CLIENT_OFFLINE({ site: url, reason }, { cause });
  }
}

async function openFile(url: string): Promise<ReadableStream<Uint8Array> | undefined> {
  const path = fileURLToPath(url);
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    // A file that may not be read is not a missing one.
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw clientFaults.CLIENT_OFFLINE({ site: url, reason: cause.code ?? cause.message }, { cause });
  });
  if (!found?.isFile()) return undefined;
  return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
}
