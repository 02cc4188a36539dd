import { Fault, isFault } from "../base/fault.ts";
import { type Ask, TooLate, TooLong, wholeAnswer } from "../net/answer.ts";
import { keysFaults } from "./faults.ts";
import { answerInvalid } from "./remote.ts";

/** The way to a key service on the network. */
export interface Network {
  readonly fetch: typeof fetch;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** For one request and all of its reply, in seconds; 10 unless given. */
  readonly patience?: number;
}

export interface RoundTrip {
  readonly status: number;
  readonly headers: Headers;
  readonly content: Buffer;
}

const attempts = 4;
const firstPause = 500;
/** Seconds for one request and all of its reply. */
export const usualPatience = 10;
export const largestReply = 65_536;

/**
 * One request and its reply, of any status, within 64 KiB and the patience of the network. Redirects are not followed: a token goes where the
 * address says, and nowhere a reply says. Faults `SIGNER_UNREACHABLE` and `SIGNER_ANSWER_INVALID`.
 */
export async function roundTrip(
  service: string,
  { fetch: send, patience: seconds = usualPatience }: Network,
  url: string,
  init: RequestInit,
): Promise<RoundTrip> {
  try {
    const ask = (fetch: Ask): Promise<Response> => fetch(url, { ...init, redirect: "manual" });
    const { response, content } = await wholeAnswer({ seconds }, largestReply, ask, send);
    return { status: response.status, headers: response.headers, content };
  } catch (error) {
    if (error instanceof TooLong) throw answerInvalid(`it is longer than ${error.limit} bytes`);
    throw error instanceof Fault ? error : unreachable(service, networkCode(error));
  }
}

/** Runs `action` until it succeeds, four times at most, as long as trying again may help: it was not answered, or not intact. */
export async function persistently<T>({ pause }: Network, action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      const passing = isFault(error, keysFaults.SIGNER_UNREACHABLE, keysFaults.SIGNER_ANSWER_INVALID);
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
  return keysFaults.SIGNER_UNREACHABLE({ service, reason });
}

/** The system's name of what went wrong, such as ECONNREFUSED. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (typeof code === "string" && /^[A-Z_]{3,40}$/.test(code)) return code;
  return cause instanceof TooLate ? cause.message : "the connection failed";
}
