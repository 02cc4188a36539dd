import { Fault } from "../../base/fault.ts";
import { formatInstant, type Instant, instant } from "../../base/time.ts";
import { gitFaults } from "../../git/faults.ts";
import { TooLate, TooLong } from "../../net/answer.ts";
import { forgeFaults } from "../faults.ts";

/** What a job's `permissions:` must grant for a method. */
export type Permission = "contents: write" | "pages: read" | "issues: write" | "pages: read" | "pull-requests: write";

/** What is known of the request that failed. */
export interface Asked {
  readonly repository: string;
  readonly permission: Permission;
  readonly now: Instant;
  /** Where the interface is, so that faults show paths only. */
  readonly api: string;
  /** Never shown, even if the forge repeats it. */
  readonly token: string;
}

/** The parts of Octokit's error that are looked at; anything may be missing. */
interface Failure {
  readonly status?: number;
  readonly request?: { readonly method?: string; readonly url?: string };
  readonly response?: {
    readonly headers?: Readonly<Record<string, string | number | undefined>>;
    readonly data?: unknown;
  };
}

const LONGEST_REASON = 400;
// What the forge asks for when a secondary limit names no time.
const USUAL_WAIT = 60;

/**
 * What Octokit threw, as a fault. Its error does not become the cause: it holds the request, and a token that cannot be a header is in
 * the message of the error about that.
 */
export function faultOf(error: unknown, asked: Asked): Fault {
  if (error instanceof Fault) return error;
  const failure: Failure = typeof error === "object" && error !== null ? error : {};
  const { response } = failure;
  const data = { repository: asked.repository, request: requestOf(failure, asked) };
  if (response === undefined)
    return forgeFaults.FORGE_UNREACHABLE({ ...data, status: 0, reason: networkReason(error) });
  const status = failure.status ?? 0;
  const reason = shown(wordsOf(response.data) ?? `HTTP ${status}`, asked.token);
  return refusal(status, response.headers ?? {}, { ...data, status, reason }, asked);
}

function refusal(
  status: number,
  headers: Readonly<Record<string, string | number | undefined>>,
  data: { readonly repository: string; readonly request: string; readonly status: number; readonly reason: string },
  { permission, now }: Asked,
): Fault {
  if (status === 401) return forgeFaults.FORGE_UNAUTHORIZED(data);
  if (/not permitted to create or approve pull requests/i.test(data.reason)) return forgeFaults.PULL_REQUESTS_OFF(data);
  if (status === 429 || (status === 403 && isLimit(headers, data.reason)))
    return gitFaults.RATE_LIMITED({ ...data, until: formatInstant(limitEnd(headers, now)) });
  if (status === 403) return forgeFaults.FORGE_FORBIDDEN({ ...data, permission });
  if (status === 404) return forgeFaults.FORGE_NOT_FOUND(data);
  if (status >= 500) return forgeFaults.FORGE_UNREACHABLE(data);
  return forgeFaults.FORGE_REFUSED(data);
}

/** The reason as it may be shown: bounded, and without the token. */
export function shown(reason: string, token: string): string {
  return reason.replaceAll(token, "***").slice(0, LONGEST_REASON);
}

/** The forge's own words: its message, and what it says of each field. */
function wordsOf(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("message" in data) || typeof data.message !== "string")
    return undefined;
  const errors: readonly unknown[] = "errors" in data && Array.isArray(data.errors) ? data.errors : [];
  return [data.message, ...errors.map(detail).filter((text) => text !== "")].join("; ");
}

function detail(error: unknown): string {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return "";
  const { message, field, code } = error as { message?: unknown; field?: unknown; code?: unknown };
  if (typeof message === "string") return message;
  return [field, code].filter((part) => typeof part === "string").join(": ");
}

function isLimit(headers: Readonly<Record<string, string | number | undefined>>, reason: string): boolean {
  const spent = String(headers["x-ratelimit-remaining"] ?? "") === "0";
  return spent || headers["retry-after"] !== undefined || /rate limit/i.test(reason);
}

function limitEnd(headers: Readonly<Record<string, string | number | undefined>>, now: Instant): Instant {
  const wait = seconds(headers["retry-after"]);
  if (wait !== undefined) return instant(now + wait);
  const spent = String(headers["x-ratelimit-remaining"] ?? "0") === "0";
  const reset = seconds(headers["x-ratelimit-reset"]);
  return spent && reset !== undefined ? instant(reset) : instant(now + USUAL_WAIT);
}

function seconds(value: string | number | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(String(value)) ? Number(value) : undefined;
}

function requestOf({ request }: Failure, { api, token }: Asked): string {
  const url = request?.url ?? "";
  const path = (url.startsWith(api) ? url.slice(api.length) : url).replace(/\?.*$/s, "");
  return shown(`${request?.method ?? ""} ${path}`.trim(), token);
}

/** A code such as ECONNREFUSED, or the kind of error: its message is not ours to show. */
function networkReason(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at instanceof TooLate || at instanceof TooLong) return at.message;
  }
  return "network";
}
