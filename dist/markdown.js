import { n as filled, o as escaped, u as printable } from "./fault-text.js";

// src/base/markdown.ts
const maximumLength = 59e3;
const maximumValue = 300;
function capped(markdown, digest) {
	if (markdown.length <= maximumLength) return markdown;
	return `${markdown.slice(0, markdown.lastIndexOf("\n", maximumLength))}\n\n… cut here (sha256 of the whole: ${digest(markdown)}).\n`;
}
function details(summary, body) {
	return `<details><summary>${quiet(summary)}</summary>\n\n${body}\n\n</details>`;
}
function row(cells) {
	return `| ${cells.join(" | ")} |`;
}
function code(text) {
	const shown = clip(printable(text)).replaceAll("|", "¦").replaceAll("`", "ˋ");
	return shown === "" ? "" : `\`${shown}\``;
}
function exactCode(text) {
	return `\`${text.replace(/[|`]|(?<= ) /g, escaped)}\``;
}
function clip(text) {
	return text.length > maximumValue ? `${text.slice(0, maximumValue)}…` : text;
}
function quiet(text) {
	return clip(text).replace(/[@#]|:\/\/|www(?=\.)|GH(?=-\d)/gi, (mark) => `${mark[0]}\u200b${mark.slice(1)}`).replace(/[&\\`*_{}[\]<>#|~!@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
function filledMarkdown({ of, data }) {
	const { title, meaning, fix } = filled({
		of,
		data: withoutTicks(data)
	});
	return {
		title: prose(title),
		meaning: prose(meaning),
		fix: prose(fix)
	};
}
function prose(text) {
	const parts = text.split("`");
	return parts.map((part, index) => index % 2 === 1 && index < parts.length - 1 ? code(part) : quiet(part)).join("");
}
function withoutTicks(data) {
	const plain = (text) => printable(text).replaceAll("`", "ˋ");
	const shown = Object.entries(data).map(([name, value]) => {
		if (typeof value === "string") return [name, plain(value)];
		return [name, Array.isArray(value) ? value.map(plain) : value];
	});
	return Object.fromEntries(shown);
}

export { filledMarkdown as a, exactCode as i, code as n, quiet as o, details as r, row as s, capped as t };