import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../../base/fault.ts";
import { type Backend, type Move, storeOver } from "../backend.ts";
import { gitFaults } from "../faults.ts";
import type { Identity } from "../objects/commit.ts";
import { conflict } from "../refs.ts";
import type { CommitId, ObjectId, Refs, Store } from "../store.ts";
import { type Endorse, endorsed } from "./endorse.ts";
import { remoteObjects } from "./objects.ts";
import { type PushReply, push } from "./receive-pack.ts";
import { type HttpOptions, httpClient } from "./transport.ts";
import { type UploadPack, uploadPack } from "./upload-pack.ts";

export interface RemoteGitStoreOptions extends HttpOptions, Identity {
  /** Has the forge make the commits, so that it vouches for them. See {@link endorsed}. */
  readonly endorse?: Endorse;
  /** Bytes of objects that are kept, and that one reply of the remote may hold; 268,435,456 unless given. */
  readonly memory?: number;
}

/**
 * A store over a repository behind HTTP(S). It keeps nothing on disk: trees come with the first read of a commit, blobs when
 * they are read, and a commit sends one pack with what is new.
 */
export function openRemoteGitStore({
  author,
  now,
  endorse,
  memory = 256 * 2 ** 20,
  ...options
}: RemoteGitStoreOptions): Store & Refs {
  const http = httpClient(options);
  const remote = uploadPack(http, memory);
  const objects = remoteObjects(remote, memory);
  const backend: Backend = {
    objects,
    async resolve(ref: string): Promise<ObjectId | undefined> {
      const id = await remote.resolve(ref);
      if (id !== undefined) await objects.obtain(id);
      return id;
    },
    list: remote.list,
    obtain: objects.obtain,
    async move(move: Move): Promise<CommitId> {
      const next = endorse === undefined ? move : await endorsed(http, remote, move, endorse);
      await settle(remote, next, await push(http, next));
      objects.keep(next.next, [...move.objects, ...next.objects]);
      return next.next;
    },
  };
  return storeOver(backend, { author, now });
}

// Between looks at a branch that has not moved although it may: a replica behind, or a server still at work.
const PAUSES = [0, 300, 1500];

// How the large hosts say that a rule of the branch stands against it, in the report or in what they print beside it.
const PROTECTED = /GH006|GH013|protected branch|rule violations|not allowed to push/i;

// Git's words for a lock that is there already.
const LOCKED = /\.lock': File exists/;

/** Returns when the branch was seen at the new commit; faults otherwise (T38). The reply alone is never believed. */
async function settle(remote: UploadPack, move: Move, reply: PushReply): Promise<void> {
  const { ref, expected, next } = move;
  let actual: CommitId | undefined;
  for (const pause of reply.kind === "refused" ? [0] : PAUSES) {
    await sleep(pause);
    actual = await remote.resolve(ref).catch((error: unknown) => {
      throw unknownResult(move, reply, error);
    });
    if (actual === next) return;
    if (actual !== expected) break;
  }
  if (reply.kind === "refused") {
    // Git's own words for a ref that someone else holds or has moved; a rule or a hook has others.
    const raced =
      actual !== expected || /lock|failed to update ref|old value|fetch first|non-fast-forward/.test(reply.reason);
    const refusal = refused(ref, reply);
    throw raced ? conflict(ref, expected, actual, actual === expected ? refusal : undefined) : refusal;
  }
  const fate = actual === expected ? "absent" : await fateOf(remote, move, actual);
  if (fate === "arrived") return;
  if (reply.kind === "accepted" || fate === "unknown") throw unknownResult(move, reply);
  throw actual === expected ? reply.cause.with({ ref }) : conflict(ref, expected, actual);
}

function refused(ref: string, { reason, message }: Extract<PushReply, { kind: "refused" }>): Fault {
  if (LOCKED.test(message)) return gitFaults.STORE_LOCKED({ ref, file: `${ref}.lock`, message });
  const guarded = PROTECTED.test(`${reason} ${message}`);
  return (guarded ? gitFaults.STORE_PROTECTED : gitFaults.STORE_REJECTED)({ ref, reason, message });
}

function unknownResult({ ref, next }: Move, reply: PushReply, cause?: unknown): Fault {
  return gitFaults.STORE_UNKNOWN_RESULT({ ref, commit: next, reply: reply.kind }, { cause });
}

/**
 * What became of a commit when the branch is somewhere else now: it `arrived` and someone has built on it since; or it is
 * `absent`, because the history goes down to its parent without it. Looks at the last commits only.
 */
async function fateOf(
  remote: UploadPack,
  { expected, next }: Move,
  tip: CommitId | undefined,
): Promise<"arrived" | "absent" | "unknown"> {
  if (tip === undefined) return "unknown";
  const request = { wants: [tip], depth: 50, filter: "tree:0" } as const;
  const history = new Set((await remote.fetch(request).catch(() => [])).map(({ id }) => id));
  if (history.has(next)) return "arrived";
  return expected !== undefined && history.has(expected) ? "absent" : "unknown";
}
