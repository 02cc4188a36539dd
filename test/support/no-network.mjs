// Loaded before a program that must stay offline: any attempt to connect or to look up a name ends it with a status of its own.
import dns from "node:dns";
import net from "node:net";

const refuse = (what) => () => {
  process.stderr.write(`NETWORK: ${what}\n`);
  process.exit(99);
};
net.Socket.prototype.connect = refuse("connect");
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) dns[name] = refuse(name);
globalThis.fetch = refuse("fetch");
