import { gather } from "../base/bytes.ts";

/** How long a server may take, in seconds. */
export interface Patience {
  /** From the request to the last byte of the answer. */
  readonly seconds: number;
  /** Without a byte; default: as long as the whole answer. The time that its reader takes does not count. */
  readonly silence?: number;
}

/** A server took longer than it may. The message says what it did not do, as part of a sentence. */
export class TooLate extends Error {
  override readonly name = "TimeoutError";
}

/** A server sent more than it may. */
export class TooLong extends Error {
  override readonly name = "TooLong";
  readonly size: number;
  readonly limit: number;

  constructor(size: number, limit: number) {
    super(`its answer is longer than ${limit} bytes`);
    this.size = size;
    this.limit = limit;
  }
}

/** What came back: a status that any redirects led to, and the bytes. */
export interface Answer {
  readonly response: Pick<Response, "status" | "statusText" | "ok" | "headers" | "url">;
  /** Rejects with {@link TooLate} when the time is up. Read it to its end, or cancel it. */
  readonly body: ReadableStream<Uint8Array>;
}

/** `fetch` within the time of one answer. */
export type Ask = (...request: Parameters<typeof fetch>) => Promise<Response>;

/**
 * The answer to `request`, which may ask several times, as for redirects, within one deadline (T85). Every wait races the
 * deadline and the connection is closed at its end, because an aborted signal does not always reach a body: Node 20 forgets
 * signals that were made from others. Rejects with {@link TooLate}, and as `send` does, which stands in for `fetch`.
 */
export async function answerWithin(
  { seconds, silence }: Patience,
  request: (ask: Ask) => Promise<Response>,
  send: typeof fetch = fetch,
): Promise<Answer> {
  const controller = new AbortController();
  let fail: (error: Error) => void = ignore;
  const late = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // It may come when nothing waits for it.
  late.catch(ignore);
  let over: Error | undefined;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  function expire(error: Error): void {
    over ??= error;
    fail(over);
    controller.abort(over);
    reader?.cancel(over).catch(ignore);
  }
  const deadline = setTimeout(() => expire(new TooLate(`no answer in full within ${seconds} seconds`)), seconds * 1000);

  async function waiting<T>(coming: Promise<T>): Promise<T> {
    const quiet =
      silence === undefined
        ? undefined
        : setTimeout(() => expire(new TooLate(`it sent nothing for ${silence} seconds`)), silence * 1000);
    try {
      const value = await Promise.race([coming, late]);
      // A body that was cancelled ends like one that is whole.
      if (over !== undefined) throw over;
      return value;
    } catch (error) {
      clearTimeout(deadline);
      throw over ?? error;
    } finally {
      clearTimeout(quiet);
    }
  }

  const coming = request(async (input, init) => {
    init?.signal?.throwIfAborted();
    init?.signal?.addEventListener("abort", () => expire(init.signal?.reason), { once: true });
    return send(input, { ...init, signal: controller.signal });
  });
  let response: Response;
  try {
    response = await waiting(coming);
  } catch (error) {
    // One that comes all the same is not wanted any more.
    coming.then((unwanted) => unwanted.body?.cancel()).catch(ignore);
    throw error;
  }
  const source = response.body?.getReader();
  reader = source;
  if (source === undefined) clearTimeout(deadline);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(sink) {
        const next = source === undefined ? undefined : await waiting(source.read());
        if (next?.value !== undefined) return sink.enqueue(next.value);
        clearTimeout(deadline);
        sink.close();
      },
      async cancel(reason) {
        clearTimeout(deadline);
        await source?.cancel(reason);
      },
    },
    // Asks for a chunk when somebody wants it: the time that a reader takes is not the server's.
    { highWaterMark: 0 },
  );
  return { response, body };
}

/** {@link answerWithin} with all of the body, of `limit` bytes at most. Rejects with {@link TooLong} beyond. */
export async function wholeAnswer(
  patience: Patience,
  limit: number,
  request: (ask: Ask) => Promise<Response>,
  send?: typeof fetch,
): Promise<Pick<Answer, "response"> & { readonly content: Buffer }> {
  const { response, body } = await answerWithin(patience, request, send);
  const chunks = body as unknown as AsyncIterable<Uint8Array>;
  const content = await gather(chunks, limit, { tooMuch: (size) => new TooLong(size, limit) });
  return { response, content: Buffer.from(content.buffer) };
}

// Statuses that cannot have a body.
const BARE = [101, 204, 205, 304];

/** A `fetch` for libraries that read bodies themselves: it resolves once the answer is here in full. */
export function boundedFetch(patience: Patience, limit: number, send: typeof fetch = fetch): typeof fetch {
  return async (...request) => {
    const { response, content } = await wholeAnswer(patience, limit, (ask) => ask(...request), send);
    const { status, statusText, headers, url } = response;
    const whole = new Response(BARE.includes(status) ? null : new Uint8Array(content), { status, statusText, headers });
    return Object.defineProperty(whole, "url", { value: url });
  };
}

function ignore(): void {}
