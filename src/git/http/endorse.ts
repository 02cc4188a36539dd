import type { Move } from "../backend.ts";
import { gitFaults } from "../faults.ts";
import { decodeCommit } from "../objects/commit.ts";
import type { CommitContent, CommitId } from "../store.ts";
import { drop, push } from "./receive-pack.ts";
import type { Http } from "./transport.ts";
import type { UploadPack } from "./upload-pack.ts";

/** Makes a commit of this content at the forge, with the forge's signature, and resolves to its id. */
export type Endorse = (content: CommitContent) => Promise<CommitId>;

/**
 * A move to a commit that the forge made instead of ours: same tree, same parents, same message, and its signature. Forges sign
 * what their API makes, and nothing that is pushed; but the API moves branches without comparing, and takes one request for each file. So
 * the objects are pushed first, under a ref of their own that no branch rule is about; the branch moves by a push, as it always does.
 */
export async function endorsed(http: Http, remote: UploadPack, move: Move, endorse: Endorse): Promise<Move> {
  const { next, objects } = move;
  const own = objects.at(-1);
  // A branch that starts at a commit that is there: nothing is made.
  if (own?.id !== next) return move;
  const ref = `refs/kaprien/${next}`;
  const reply = await push(http, { ref, expected: undefined, next, objects });
  if (reply.kind === "unclear") throw reply.cause;
  if (reply.kind === "refused") throw gitFaults.STORE_REJECTED({ ref, reason: reply.reason, message: reply.message });
  try {
    const wanted = decodeCommit(own.body);
    const id = await endorse({ ...wanted, message: wanted.message.trimEnd() });
    const [made] = (await remote.fetch({ wants: [id], depth: 1, filter: "tree:0" })).filter((each) => each.id === id);
    if (made === undefined || !same(decodeCommit(made.body), wanted)) throw gitFaults.COMMIT_NOT_OURS({ commit: id });
    return { ...move, next: id, objects: [made] };
  } finally {
    // What is left of a run that was killed here is a ref nobody reads.
    await drop(http, ref, next).catch(() => undefined);
  }
}

function same(made: CommitContent, wanted: CommitContent): boolean {
  return (
    made.tree === wanted.tree &&
    made.parents.join(" ") === wanted.parents.join(" ") &&
    made.message.trim() === wanted.message.trim()
  );
}
