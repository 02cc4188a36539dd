// src/faces/cli/dispatch.ts
const commands = /* @__PURE__ */ new Map([
	["init", async () => (await import("./init.js")).init],
	["demo", async () => (await import("./demo.js")).demo],
	["ceremony", async () => (await import("./ceremony3.js")).ceremony],
	["add", async () => (await import("./release.js")).add],
	["remove", async () => (await import("./release.js")).remove],
	["check", async () => (await import("./release.js")).check],
	["worker", async () => (await import("./operate.js")).worker],
	["publish", async () => (await import("./operate.js")).publish],
	["status", async () => (await import("./operate.js")).status],
	["monitor", async () => (await import("./monitor2.js")).monitor],
	["download", async () => (await import("./use2.js")).download],
	["verify", async () => (await import("./use2.js")).verify],
	["explain", async () => (await import("./use2.js")).explain],
	["schema", async () => (await import("./use2.js")).schema],
	["completion", async () => (await import("./use2.js")).completion],
	["version", async () => (await import("./use2.js")).version]
]);

export { commands as t };