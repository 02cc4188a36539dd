import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { pipeline } from "node:stream";

/** A static file server on the loopback address, on a port of the system's choice. */
export interface StaticServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `directory`. Answers 404 for what is not there, which clients take for "no newer root". */
export async function serveDirectory(directory: string): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(directory, path);
    stat(file).then(
      (found) => {
        if (!found.isFile() || path.includes("..")) return response.writeHead(404).end();
        response.writeHead(200, { "content-length": found.size, "content-type": "application/octet-stream" });
        return pipeline(createReadStream(file), response, () => undefined);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
