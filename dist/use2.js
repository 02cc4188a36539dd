import { a as refresh, c as version, i as explain, n as completion, o as schema, r as download, s as verify, t as client } from "./use.js";

export { completion, download, explain, refresh, schema, verify, version };