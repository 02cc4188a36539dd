import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A server in a process of its own, told by message what to do. */
export interface ServerProcess {
  readonly origin: string;
  /** Resolves to the reply; rejects with what went wrong there. */
  tell(what: string, value?: unknown): Promise<unknown>;
  /** Resolves when a request is being held. */
  held(): Promise<void>;
  stop(): Promise<void>;
}

type Message = { port?: number; held?: boolean; id?: number; reply?: unknown; error?: string };

export async function startServer(script: URL, args: readonly string[]): Promise<ServerProcess> {
  const child = fork(fileURLToPath(script), [...args], { execArgv: [] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  let held = deferred<unknown>();
  const port = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${script.pathname} ended with ${code}`)));
    child.on("message", ({ port, held: holds, id, reply, error }: Message) => {
      if (port !== undefined) resolve(port);
      if (holds === true) held.resolve(undefined);
      const asked = id === undefined ? undefined : waiting.get(id);
      if (error === undefined) asked?.resolve(reply);
      else asked?.reject(new Error(error));
    });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    tell(what, value) {
      last += 1;
      const asked = deferred<unknown>();
      waiting.set(last, asked);
      child.send({ id: last, what, value });
      return asked.promise;
    },
    async held() {
      await held.promise;
      held = deferred();
    },
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.disconnect();
      }),
  };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function deferred<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
