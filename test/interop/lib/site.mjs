import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";

/**
 * Serves `directory` on the loopback address, 404 for what is not there. `changes` stand in front of it, by path: bytes instead
 * of the file's own, or null for a file that is gone. What a hostile mirror can do, it can do this way.
 */
export async function serve(directory, changes = new Map()) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://site.invalid").pathname)).slice(1);
    const bytes = changes.has(path) ? changes.get(path) : await readFile(join(directory, path)).catch(() => null);
    if (bytes === null) return response.writeHead(404).end();
    return response
      .writeHead(200, { "content-length": bytes.length, "content-type": "application/octet-stream" })
      .end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
