import type { Clock } from "../../src/base/clock.ts";
import type { Refs, Store } from "../../src/git/store.ts";
import { type CheckOptions, check as judge, type Verdict } from "../../src/proposal/check.ts";
import { openRepository } from "../../src/repository/open.ts";
import { status as read } from "../../src/status/status.ts";
import type { StatusView } from "../../src/status/text.ts";
import type { Verifier } from "../../src/tuf/verifier.ts";

/** The parts of a world that a command opens a repository from. */
interface Scene {
  readonly store: Store & Refs;
  readonly clock: Clock;
  readonly verifier: Verifier;
}

/** `kaprien check`: opens the repository at `base`, and judges. */
export async function check(
  { store, clock, verifier }: Pick<Scene, "clock" | "verifier"> & { readonly store: Store },
  { pin, ...options }: CheckOptions & { readonly pin: string | undefined },
): Promise<Verdict> {
  return judge(await openRepository(store, { intent: options.base, pin, now: clock.now(), verifier }), options);
}

/** `kaprien status`. */
export async function status(
  { store, clock, verifier }: Scene,
  { pin, branch }: { readonly pin: string; readonly branch: string },
): Promise<StatusView> {
  return read(await openRepository(store, { intent: branch, pin, now: clock.now(), verifier }), store);
}
