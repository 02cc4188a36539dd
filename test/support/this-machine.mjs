// Loaded before a program that may reach this machine alone: its sockets, its loopback address, and the services in PAGE_SERVICES, pairs of
// the address that a program asks for and the one on this machine where a test has put it. Everything else ends the program.
import dns from "node:dns";
import net from "node:net";

const services = new Map(JSON.parse(process.env.PAGE_SERVICES ?? "[]"));
const refuse = (what) => {
  process.stderr.write(`NETWORK: ${what}\n`);
  process.exit(99);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [first, second] = given.flat();
  const { path, host } = typeof first === "object" ? first : { path: undefined, host: second };
  if (path === undefined && host !== "127.0.0.1") refuse(`connect to ${host}`);
  return connect.apply(this, given);
};
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) dns[name] = (asked) => refuse(`look up ${asked}`);

const ask = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const address = String(input);
  const { origin } = new URL(address);
  return ask(services.has(origin) ? address.replace(origin, services.get(origin)) : input, init);
};
