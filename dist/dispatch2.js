// src/cli/dispatch.ts
const commands = /* @__PURE__ */ new Map([
	["init", async () => (await import("./init.js")).init],
	["demo", async () => (await import("./demo.js")).demo],
	["import", async () => (await import("./import.js")).importRepository],
	["ceremony", async () => (await import("./ceremony2.js")).ceremony],
	["key", async () => (await import("./key2.js")).key],
	["sign", async () => (await import("./sign2.js")).sign],
	["event", async () => (await import("./event.js")).event],
	["rotate", async () => (await import("./rotate2.js")).rotate],
	["delegate", async () => (await import("./rotate2.js")).delegate],
	["rebin", async () => (await import("./rotate2.js")).rebin],
	["add", async () => (await import("./release.js")).add],
	["remove", async () => (await import("./release.js")).remove],
	["check", async () => (await import("./release.js")).check],
	["worker", async () => (await import("./operate.js")).worker],
	["publish", async () => (await import("./operate.js")).publish],
	["recover", async () => (await import("./recover.js")).recover],
	["status", async () => (await import("./operate.js")).status],
	["monitor", async () => (await import("./monitor3.js")).monitor],
	["download", async () => (await import("./use2.js")).download],
	["refresh", async () => (await import("./use2.js")).refresh],
	["verify", async () => (await import("./use2.js")).verify],
	["explain", async () => (await import("./use2.js")).explain],
	["schema", async () => (await import("./use2.js")).schema],
	["completion", async () => (await import("./use2.js")).completion],
	["version", async () => (await import("./use2.js")).version]
]);

export { commands as t };