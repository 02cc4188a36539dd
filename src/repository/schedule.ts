import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import { type Instant, instant } from "../base/time.ts";
import type { Lifetime, Lifetimes } from "../config/settings.ts";
import { repositoryFaults } from "./faults.ts";
import type { Repository } from "./verify-state.ts";

/** Days that the worker may be unable to run, and those that every online role still has then (I12). */
const longestGap = 5;
const margin = 1;

/**
 * Warns of each online role that would have less than a day left, or none, after five days without the worker: one that is
 * not due yet when the worker runs is not looked at again before the gap is over.
 */
export function shortWindows(lifetimes: Lifetimes, file?: string): readonly Finding[] {
  const least = longestGap + margin;
  return (["bins", "snapshot", "timestamp"] as const).flatMap((role): readonly Finding[] => {
    const { renew } = lifetimes[role];
    if (renew >= least) return [];
    return [finding(repositoryFaults.RENEWAL_WINDOW_SHORT, { role, renew, least }, { severity: "warning", file })];
  });
}

/** When a role runs out and from when it should be signed again. */
export interface Due {
  readonly role: string;
  readonly expires: Instant;
  readonly due: Instant;
  /** Whether online keys sign it. */
  readonly online: boolean;
}

/** Every role of `repository` with its dates, online ones first, soonest first. */
export function schedule(repository: Repository, lifetimes: Lifetimes): readonly Due[] {
  const date = (role: string, expires: Instant, lifetime: Lifetime, online: boolean): Due => ({
    role,
    expires,
    // With a window that is longer than time itself it is due now.
    due: instant(Math.max(0, expires - lifetime.renew * 86_400)),
    online,
  });
  const offline = [...repository.offline].map(([role, { signed }]) =>
    date(role, signed.expires, role === "bin" ? lifetimes.bin : lifetimes.targets, false),
  );
  return [
    date("timestamp", repository.timestamp.signed.expires, lifetimes.timestamp, true),
    date("snapshot", repository.snapshot.signed.expires, lifetimes.snapshot, true),
    ...[...repository.bins].map(([role, { signed }]) => date(role, signed.expires, lifetimes.bins, true)),
    date("root", repository.root.signed.expires, lifetimes.root, false),
    ...offline,
  ].sort((a, b) => Number(b.online) - Number(a.online) || a.due - b.due);
}

const order = ["root", "targets", "bin", "bins", "snapshot", "timestamp"];

/** Roles from root down; delegated ones that are not bins stand where bin does. */
export function inOrder<T extends { readonly role: string }>(roles: readonly T[]): readonly T[] {
  const place = ({ role }: T): number => order.indexOf(order.includes(role) ? role : "bin");
  return [...roles].sort((a, b) => place(a) - place(b));
}
