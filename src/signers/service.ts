import { Fault } from "../tuf/fault.ts";
import { answerInvalid } from "./remote.ts";

/** The way to a key service on the network. */
export interface Network {
  readonly fetch: typeof fetch;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export interface RoundTrip {
  readonly status: number;
  readonly headers: Headers;
  readonly content: Buffer;
}

const attempts = 4;
const firstPause = 500;
const timeout = 10_000;
const largestReply = 65_536;

/**
 * One request and its reply, of any status, within 10 seconds and 64 KiB. Redirects are not followed: a token goes where the
 * address says, and nowhere a reply says. Faults `SIGNER_UNREACHABLE` and `SIGNER_ANSWER_INVALID`.
 */
export async function roundTrip(
  service: string,
  send: typeof fetch,
  url: string,
  init: RequestInit,
): Promise<RoundTrip> {
  try {
    const signal = AbortSignal.timeout(timeout);
    const { status, headers, body } = await send(url, { ...init, redirect: "manual", signal });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body ?? []) {
      size += chunk.length;
      if (size > largestReply) throw answerInvalid(`it is longer than ${largestReply} bytes`);
      chunks.push(chunk);
    }
    return { status, headers, content: Buffer.concat(chunks) };
  } catch (error) {
    throw error instanceof Fault ? error : unreachable(service, networkCode(error));
  }
}

/** Runs `action` until it succeeds, four times at most, as long as trying again may help: it was not answered, or not intact. */
export async function persistently<T>({ pause }: Network, action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      const passing = error instanceof Fault && ["SIGNER_UNREACHABLE", "SIGNER_ANSWER_INVALID"].includes(error.code);
      if (!passing || attempt === attempts) throw error;
    }
    await pause(firstPause * 3 ** (attempt - 1));
  }
}

/** Statuses of a service that is busy or broken rather than one that says no. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

export function unreachable(service: string, reason: string): Fault {
  return new Fault("SIGNER_UNREACHABLE", { service, reason });
}

/** The system's name of what went wrong, such as ECONNREFUSED. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (typeof code === "string" && /^[A-Z_]{3,40}$/.test(code)) return code;
  return cause instanceof Error && cause.name === "TimeoutError" ? "no answer in time" : "the connection failed";
}
