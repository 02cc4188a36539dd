import { a as schema, i as explain, n as completion, o as verify, r as download, s as version, t as client } from "./use.js";

export { completion, download, explain, schema, verify, version };