// src/base/text.ts
const plain = {
	strong: same,
	good: same,
	bad: same,
	warn: same,
	dim: same
};
function same(text) {
	return text;
}
function size(bytes) {
	const units = [
		"B",
		"KiB",
		"MiB",
		"GiB",
		"TiB"
	];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`;
}
function printable(text) {
	return text.replace(/[\p{C}\p{Default_Ignorable_Code_Point}]|(?! )\p{Z}|\\(?=u\{)/gu, escaped);
}
function escaped(character) {
	return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
function short(digest) {
	return `${digest.slice(0, 8)}…${digest.slice(-5)}`;
}
function plural(count, one) {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}
function tableText(table, style) {
	const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	return table.map((row, index) => {
		const text = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
		if (index === 0) return style.dim(text);
		const state = row.at(-1);
		return state === "expired" ? style.bad(text) : state === "ok" ? text : style.warn(text);
	});
}
function fingerprint(keyid) {
	return keyid.slice(0, 16);
}

// src/base/fault-text.ts
function filled({ of, data }) {
	const fill = (text) => text.replace(/(:? ?\(?)\{([a-zA-Z]+)(\??)\}(\)?)/g, (whole, before, name, late, close) => {
		if (data[name] !== void 0) return whole;
		if (late === "") unfilled(of.code, `{${name}}`);
		const open = before.endsWith("(");
		return open === (close !== "") ? "" : open ? before : close;
	}).replace(/^: /, "").replace(/\{([a-zA-Z]+)\??\}/g, (_, name) => shown(data[name]));
	const { title, meaning, fix } = of.entry;
	return {
		title: fill(title),
		meaning: fill(meaning),
		fix: fill(fix)
	};
}
function shown(value) {
	return typeof value === "object" ? value.join(", ") : String(value);
}
let unfilled = () => void 0;
function printed(problem) {
	const { title, meaning, fix } = filled(problem);
	return {
		title: printable(title),
		meaning: printable(meaning),
		fix: printable(fix)
	};
}
function faultText({ of, data }, style = plain) {
	const { title, meaning, fix } = printed({
		of,
		data
	});
	const site = typeof data["site"] === "string" ? printable(data["site"]) : "";
	const where = title.includes(site) ? "" : `${site}: `;
	return `${style.bad("error")}: ${where}${title} [${of.code}]\n${reasons(meaning, fix, style)}`;
}
function findingText(finding, style = plain) {
	const { file, line } = finding;
	const { title, meaning, fix } = printed(finding);
	return `${finding.severity === "error" ? style.bad("error") : style.warn("warning")}: ${file === void 0 ? "" : `${printable(file)}${line === void 0 ? "" : `:${line}`}: `}${title} [${finding.code}]\n${reasons(meaning, fix, style)}`;
}
function reasons(meaning, fix, style) {
	return `  ${style.dim("why")} ${meaning}\n  ${style.dim("fix")} ${fix}`;
}
const shownFindings = 20;
function findingsText(findings, style = plain) {
	const sorted = [...findings].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
	const more = sorted.length > shownFindings ? [style.dim(`and ${sorted.length - shownFindings} more; --json lists them all`)] : [];
	return [...sorted.slice(0, shownFindings).map((finding) => findingText(finding, style)), ...more].join("\n");
}

export { printed as a, plain as c, short as d, size as f, findingsText as i, plural as l, filled as n, escaped as o, tableText as p, findingText as r, fingerprint as s, faultText as t, printable as u };