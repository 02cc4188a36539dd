// src/git/sealed.ts
const genuine = /* @__PURE__ */ new WeakSet();
function brand(parent, writes, base = parent ?? null) {
	const sealed = Object.freeze({
		parent,
		base,
		files: new Map(writes.files),
		grafts: new Map(writes.grafts)
	});
	genuine.add(sealed);
	return sealed;
}
function isSealed(value) {
	return typeof value === "object" && value !== null && genuine.has(value);
}

export { isSealed as n, brand as t };