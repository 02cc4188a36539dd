import { i as joined, n as fromHex, s as toHex } from "./digest.js";
import { t as tufFaults } from "./faults8.js";

// node_modules/@noble/ed25519/index.js
/*! noble-ed25519 - MIT License (c) 2019 Paul Miller (paulmillr.com) */
const freeze = Object.freeze;
const P = 57896044618658097711785492504343953926634992332820282019728792003956564819949n;
const N = 7237005577332262213973186563042994240857116359379907606001950938285454250989n;
const _d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const Gx = 15112221349535400772501151409588531511454012693041857206046113283949847762202n;
const Gy = 46316835694926478169428394003475163141307993866256225615783033603165251855960n;
const _a = P - 1n;
const ed25519_CURVE = freeze({
	p: P,
	n: N,
	h: 8n,
	a: _a,
	d: _d,
	Gx,
	Gy
});
const LEN = 32;
const isBytes = (a) => {
	return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && a.BYTES_PER_ELEMENT === 1;
};
const abytes = (value, length, title = "") => {
	if (isBytes(value) && (length === void 0 || value.length === length)) return value;
	const bytes = isBytes(value);
	const ofLen = length !== void 0 ? ` of length ${length}` : "";
	const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
	const message = (title ? `"${title}" ` : "") + "expected Uint8Array" + ofLen + ", got " + got;
	if (!bytes) throw new TypeError(message);
	throw new RangeError(message);
};
const snapshotBytes = (value, title = "", length) => Uint8Array.from(abytes(value, length, title));
const padh = (n, pad) => n.toString(16).padStart(pad, "0");
const bytesToHex = (bytes) => {
	let hex = "";
	for (const byte of abytes(bytes)) hex += padh(byte, 2);
	return hex;
};
const hexToBytes = (hex) => {
	const e = "hex invalid";
	if (typeof hex !== "string") throw new TypeError(e);
	if (hex.length % 2 || !/^[\da-f]*$/i.test(hex)) throw new RangeError(e);
	const array = new Uint8Array(hex.length / 2);
	for (let ai = 0, hi = 0; ai < array.length; ai++, hi += 2) {
		const n1 = hex.charCodeAt(hi);
		const n2 = hex.charCodeAt(hi + 1);
		array[ai] = ((n1 & 15) + (n1 >> 6) * 9) * 16 + (n2 & 15) + (n2 >> 6) * 9;
	}
	return array;
};
const arange = (n, min, max, msg = "bad number: out of range") => {
	if (typeof n !== "bigint") throw new TypeError(msg);
	if (min <= n && n < max) return n;
	throw new RangeError(msg);
};
const mod = (a, b = P) => (a %= b) >= 0n ? a : b + a;
const P_MASK = (1n << 255n) - 1n;
const modP = (num) => {
	if (num < 0n) throw new RangeError("negative coordinate");
	let r = (num >> 255n) * 19n + (num & P_MASK);
	r = (r >> 255n) * 19n + (r & P_MASK);
	return r % P;
};
const invert = (number, modulo) => {
	if (number === 0n) throw new Error("invert: expected non-zero number");
	if (modulo <= 1n) throw new Error("invert: expected modulus > 1, got " + modulo);
	let a = mod(number, modulo);
	let b = modulo;
	let x = 0n, u = 1n;
	while (a !== 0n) {
		const q = b / a;
		const r = b - a * q;
		const m = x - u * q;
		b = a, a = r, x = u, u = m;
	}
	if (b !== 1n) throw new Error("invert: does not exist");
	return mod(x, modulo);
};
const apoint = (p) => {
	if (p instanceof Point) return p;
	throw new TypeError("Point expected");
};
const B256 = 2n ** 256n;
var Point = class Point {
	static BASE;
	static ZERO;
	X;
	Y;
	Z;
	T;
	constructor(X, Y, Z, T) {
		const max = B256;
		this.X = arange(X, 0n, max);
		this.Y = arange(Y, 0n, max);
		this.Z = arange(Z, 1n, max);
		this.T = arange(T, 0n, max);
		freeze(this);
	}
	static CURVE() {
		return ed25519_CURVE;
	}
	static fromAffine(p) {
		return new Point(p.x, p.y, 1n, modP(p.x * p.y));
	}
	static fromBytes(bytes, zip215 = false) {
		const normed = snapshotBytes(bytes, "point", LEN);
		const lastByte = normed[31];
		normed[31] = lastByte & -129;
		const y = bytesToNumberLE(normed);
		if (!zip215) arange(y, 0n, P);
		const y2 = modP(y * y);
		const u = mod(y2 - 1n);
		const v = modP(_d * y2 + 1n);
		let { isValid, value: x } = uvRatio(u, v);
		if (!isValid) throw new Error("bad point: y not sqrt");
		const isLastByteOdd = !!(lastByte & 128);
		if (!zip215 && x === 0n && isLastByteOdd) throw new Error("bad point: x==0, isLastByteOdd");
		if (isLastByteOdd !== !!(x & 1n)) x = mod(-x);
		return new Point(x, y, 1n, modP(x * y));
	}
	static fromHex(hex, zip215) {
		return Point.fromBytes(hexToBytes(hex), zip215);
	}
	get x() {
		return this.toAffine().x;
	}
	get y() {
		return this.toAffine().y;
	}
	assertValidity() {
		const a = _a;
		const d = _d;
		const p = this;
		if (p.is0()) throw new Error("bad point: ZERO");
		const { X, Y, Z, T } = p;
		const X2 = modP(X * X);
		const Y2 = modP(Y * Y);
		const Z2 = modP(Z * Z);
		const Z4 = modP(Z2 * Z2);
		const aX2 = modP(X2 * a);
		if (modP(Z2 * (aX2 + Y2)) !== mod(Z4 + modP(d * modP(X2 * Y2)))) throw new Error("bad point: equation left != right (1)");
		if (modP(X * Y) !== modP(Z * T)) throw new Error("bad point: equation left != right (2)");
		return this;
	}
	equals(other) {
		const { X: X1, Y: Y1, Z: Z1 } = this;
		const { X: X2, Y: Y2, Z: Z2 } = apoint(other);
		return modP(X1 * Z2) === modP(X2 * Z1) && modP(Y1 * Z2) === modP(Y2 * Z1);
	}
	is0() {
		return this.equals(I);
	}
	negate() {
		return new Point(mod(-this.X), this.Y, this.Z, mod(-this.T));
	}
	double() {
		const { X: X1, Y: Y1, Z: Z1 } = this;
		const a = _a;
		const A = modP(X1 * X1);
		const B = modP(Y1 * Y1);
		const C = modP(2n * Z1 * Z1);
		const D = modP(a * A);
		const x1y1 = mod(X1 + Y1);
		const E = mod(modP(x1y1 * x1y1) - A - B);
		const G = mod(D + B);
		const F = mod(G - C);
		const H = mod(D - B);
		const X3 = modP(E * F);
		const Y3 = modP(G * H);
		const T3 = modP(E * H);
		const Z3 = modP(F * G);
		return new Point(X3, Y3, Z3, T3);
	}
	add(other) {
		const { X: X1, Y: Y1, Z: Z1, T: T1 } = this;
		const { X: X2, Y: Y2, Z: Z2, T: T2 } = apoint(other);
		const a = _a;
		const d = _d;
		const A = modP(X1 * X2);
		const B = modP(Y1 * Y2);
		const C = modP(modP(T1 * d) * T2);
		const D = modP(Z1 * Z2);
		const E = mod(modP(mod(X1 + Y1) * mod(X2 + Y2)) - A - B);
		const F = mod(D - C);
		const G = mod(D + C);
		const H = mod(B - modP(a * A));
		const X3 = modP(E * F);
		const Y3 = modP(G * H);
		const T3 = modP(E * H);
		const Z3 = modP(F * G);
		return new Point(X3, Y3, Z3, T3);
	}
	subtract(other) {
		return this.add(apoint(other).negate());
	}
	multiply(n, safe = true) {
		if (!safe && n === 0n) return I;
		arange(n, 1n, N);
		if (!safe && this.is0()) return I;
		if (n === 1n) return this;
		if (this.equals(G)) return wNAF(n).p;
		let p = I;
		let f = G;
		let d = this;
		for (let i = 0; safe ? i < 256 : n > 0n; i++) {
			if (n & 1n) p = p.add(d);
			else if (safe) f = f.add(d);
			d = d.double();
			n >>= 1n;
		}
		return p;
	}
	multiplyUnsafe(scalar) {
		return this.multiply(scalar, false);
	}
	toAffine() {
		const { X, Y, Z } = this;
		if (this.equals(I)) return {
			x: 0n,
			y: 1n
		};
		const iz = invert(Z, P);
		if (modP(Z * iz) !== 1n) throw new Error("invalid inverse");
		return {
			x: modP(X * iz),
			y: modP(Y * iz)
		};
	}
	toBytes() {
		const { x, y } = this.toAffine();
		const b = numTo32bLE(y);
		b[31] |= x & 1n ? 128 : 0;
		return b;
	}
	toHex() {
		return bytesToHex(this.toBytes());
	}
	clearCofactor() {
		return this.multiply(8n, false);
	}
	isSmallOrder() {
		return this.clearCofactor().is0();
	}
	isTorsionFree() {
		return this.multiply(N / 2n, false).double().add(this).is0();
	}
};
const G = new Point(Gx, Gy, 1n, mod(Gx * Gy));
const I = new Point(0n, 1n, 1n, 0n);
Point.BASE = G;
Point.ZERO = I;
const numTo32bLE = (num) => hexToBytes(padh(arange(num, 0n, B256), 64)).reverse();
const bytesToNumberLE = (b) => BigInt("0x" + bytesToHex(Uint8Array.from(abytes(b)).reverse()));
const pow2 = (x, power) => {
	let r = x;
	while (power-- > 0) r = modP(r * r);
	return r;
};
const pow_2_252_3 = (x) => {
	const x2 = modP(x * x);
	const b2 = modP(x2 * x);
	const b4 = modP(pow2(b2, 2) * b2);
	const b5 = modP(pow2(b4, 1) * x);
	const b10 = modP(pow2(b5, 5) * b5);
	const b20 = modP(pow2(b10, 10) * b10);
	const b40 = modP(pow2(b20, 20) * b20);
	const b80 = modP(pow2(b40, 40) * b40);
	const b160 = modP(pow2(b80, 80) * b80);
	const b240 = modP(pow2(b160, 80) * b80);
	const b250 = modP(pow2(b240, 10) * b10);
	return modP(pow2(b250, 2) * x);
};
const RM1 = 19681161376707505956807079304988542015446066515923890162744021073123829784752n;
const uvRatio = (u, v) => {
	const v3 = modP(v * modP(v * v));
	const v7 = modP(modP(v3 * v3) * v);
	const pow = pow_2_252_3(modP(u * v7));
	let x = modP(u * modP(v3 * pow));
	const vx2 = modP(v * modP(x * x));
	const root1 = x;
	const root2 = modP(x * RM1);
	const useRoot1 = vx2 === u;
	const useRoot2 = vx2 === mod(-u);
	const noRoot = vx2 === mod(-u * RM1);
	if (useRoot1) x = root1;
	if (useRoot2 || noRoot) x = root2;
	if ((mod(x) & 1n) === 1n) x = mod(-x);
	return {
		isValid: useRoot1 || useRoot2,
		value: x
	};
};
const precompute = () => {
	const points = [];
	let p = G;
	let b;
	for (let w = 0; w < 33; w++) {
		b = p;
		points.push(b);
		for (let i = 1; i < 128; i++) {
			b = b.add(p);
			points.push(b);
		}
		p = b.double();
	}
	return points;
};
let Gpows = void 0;
const ctneg = (cnd, p) => {
	const n = p.negate();
	return cnd ? n : p;
};
const wNAF = (n) => {
	const comp = Gpows || (Gpows = precompute());
	let p = I;
	let f = G;
	for (let w = 0; w < 33; w++) {
		let wbits = Number(n & 255n);
		n >>= 8n;
		if (wbits > 128) {
			wbits -= 256;
			n += 1n;
		}
		const off = w * 128;
		const offP = off + Math.abs(wbits) - 1;
		const isOddW = w % 2 !== 0;
		const isNeg = wbits < 0;
		if (wbits === 0) f = f.add(ctneg(isOddW, comp[off]));
		else p = p.add(ctneg(isNeg, comp[offP]));
	}
	if (n !== 0n) throw new Error("invalid wnaf");
	return {
		p,
		f
	};
};

// src/tuf/ed25519.ts
const header$1 = Uint8Array.of(48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0);
function ed25519Spki(raw) {
	return joined(header$1, raw);
}
function ed25519Point(raw) {
	try {
		return Point.fromBytes(new Uint8Array(raw), false);
	} catch {
		return;
	}
}

// src/tuf/p256.ts
const header = Uint8Array.of(...[
	48,
	89,
	48,
	19,
	6,
	7,
	42,
	134,
	72,
	206,
	61,
	2,
	1,
	6,
	8
], ...[
	42,
	134,
	72,
	206,
	61,
	3,
	1,
	7,
	3,
	66,
	0
]);
const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const b = 41058363725152142129326129780047268409114441015993725554835256314039467401291n;
function p256Point(point) {
	const form = point[0] ?? 0;
	if (!(point.length === 65 && form === 4) && !(point.length === 33 && (form === 2 || form === 3))) return void 0;
	const x = natural(point.subarray(1, 33));
	if (x >= p) return void 0;
	const square = modulo(x * x * x - 3n * x + b);
	const y = form === 4 ? natural(point.subarray(33)) : root(square, BigInt(form & 1));
	if (y >= p || modulo(y * y - square) !== 0n) return void 0;
	return joined(Uint8Array.of(4), bytes32(x), bytes32(y));
}
function p256Spki(point) {
	return joined(header, point);
}
function root(square, odd) {
	let power = 1n;
	for (const bit of ((p + 1n) / 4n).toString(2)) {
		power = modulo(power * power);
		if (bit === "1") power = modulo(power * square);
	}
	return (power & 1n) === odd ? power : modulo(p - power);
}
function modulo(value) {
	const rest = value % p;
	return rest < 0n ? rest + p : rest;
}
function natural(bytes) {
	return BigInt(`0x${toHex(bytes)}`);
}
function bytes32(value) {
	const bytes = /* @__PURE__ */ new Uint8Array(32);
	for (let at = 31, rest = value; rest > 0n; at--, rest >>= 8n) bytes[at] = Number(rest & 255n);
	return bytes;
}

// src/tuf/key-strength.ts
const fewestBits = 2048;
const mostBits = 8192;
const commonExponent = 65537n;
const largestExponent = 2n ** 31n - 1n;
const smallPrimes = primesUpTo(751);
const smallPrimesProduct = smallPrimes.reduce((product, prime) => product * prime, 1n);
function weakness(numbers) {
	switch (numbers.kind) {
		case "ed25519": return ed25519Weakness(numbers.raw);
		case "p256":
			if (numbers.point.length === 1 && numbers.point[0] === 0) return "its point is the point at infinity";
			return p256Point(numbers.point) === void 0 ? "its point is not one of the curve P-256 in a form that clients share" : void 0;
		case "rsa": return rsaWeakness(numbers.modulus, numbers.exponent);
		case "other": return;
	}
}
function ed25519Weakness(raw) {
	const point = ed25519Point(raw);
	if (point === void 0) return "its bytes are not a point of the curve in the one form that clients share";
	return point.isSmallOrder() ? "its point is one of the eight of small order, so anybody can sign for it" : void 0;
}
function rsaWeakness(modulus, exponent) {
	const bits = modulus.toString(2).length;
	if (bits < fewestBits) return `its RSA modulus has ${bits} bits, and clients ask for at least ${fewestBits}`;
	if (bits > mostBits) return `its RSA modulus has ${bits} bits, and clients read at most ${mostBits}`;
	if (exponent === 1n) return "its RSA exponent is 1, so anybody can sign for it";
	if (exponent > largestExponent) return `its RSA exponent is above ${largestExponent}, where some clients give up`;
	if (exponent % 2n === 0n) return `its RSA exponent is ${exponent}, an even number, which has no private key`;
	const factor = smallFactor(modulus);
	if (factor !== void 0) return `its RSA modulus is divisible by ${factor}, so anybody can work out the private key`;
}
function datedness(numbers) {
	if (numbers.kind !== "rsa" || numbers.exponent >= commonExponent) return void 0;
	return `its RSA exponent is ${numbers.exponent}, and a new key has at least ${commonExponent}`;
}
const found = /* @__PURE__ */ new Map();
const mostFound = 4096;
function hiddenWeakness(numbers) {
	if (numbers.kind !== "ed25519" && numbers.kind !== "rsa") return void 0;
	const name = numbers.kind === "rsa" ? numbers.modulus.toString(36) : toHex(numbers.raw);
	if (found.has(name)) return found.get(name);
	const reason = numbers.kind === "rsa" ? primeModulus(numbers.modulus) : mixedOrder(numbers.raw);
	if (found.size >= mostFound) found.clear();
	found.set(name, reason);
	return reason;
}
function mixedOrder(raw) {
	return ed25519Point(raw)?.isTorsionFree() === false ? "its point has a part of small order, so one secret would count as several keys" : void 0;
}
function primeModulus(modulus) {
	let power = 1n;
	for (const bit of modulus.toString(2)) {
		power = power * power % modulus;
		if (bit === "1") power = power * 2n % modulus;
	}
	return gcd(modulus, power - 2n) === 1n ? void 0 : "its RSA modulus is not the product of two primes, so anybody can work out the private key";
}
function gcd(a, b) {
	let [x, y] = [a, b < 0n ? -b : b];
	while (y !== 0n) [x, y] = [y, x % y];
	return x;
}
function smallFactor(modulus) {
	const rest = modulus % smallPrimesProduct;
	return smallPrimes.find((prime) => rest % prime === 0n);
}
function primesUpTo(last) {
	const primes = [];
	for (let each = 2; each <= last; each++) if (primes.every((prime) => each % prime !== 0)) primes.push(each);
	return primes.map(BigInt);
}

// src/tuf/der.ts
function derElements(bytes) {
	const elements = [];
	for (let at = 0; at < bytes.length;) {
		const tag = bytes[at] ?? 0;
		const span = spanOf(bytes, at + 1);
		if (span === void 0 || (tag & 31) === 31) return void 0;
		elements.push({
			tag,
			content: bytes.subarray(span.start, span.end)
		});
		at = span.end;
	}
	return elements;
}
function derElement(tag, ...parts) {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const digits = [];
	for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
	const head = length < 128 ? [tag, length] : [
		tag,
		128 + digits.length,
		...digits
	];
	return Uint8Array.from([head, ...parts].flatMap((part) => [...part]));
}
function spanOf(bytes, at) {
	const first = bytes[at];
	if (first === void 0) return void 0;
	const more = first < 128 ? 0 : first & 127;
	if (first === 128 || more > 4) return void 0;
	const start = at + 1 + more;
	const length = more === 0 ? first : bytes.subarray(at + 1, start).reduce((value, byte) => value * 256 + byte, 0);
	return (more === 0 || length >= 128 && length >= 256 ** (more - 1)) && start + length <= bytes.length ? {
		start,
		end: start + length
	} : void 0;
}
function derNatural({ tag, content }) {
	const [first, second] = content;
	if (tag !== 2 || first === void 0 || first >= 128) return void 0;
	if (first === 0 && second !== void 0 && second < 128) return void 0;
	return BigInt(`0x${toHex(content)}`);
}

// src/tuf/spki.ts
const rsaEncryption = "2a864886f70d010101";
const ecPublicKey = "2a8648ce3d0201";
const ed25519Id = "2b6570";
const prime256v1 = "2a8648ce3d030107";
const otherTypes = /* @__PURE__ */ new Map([
	["2a864886f70d01010a", "rsa-pss"],
	["2a8648ce380401", "dsa"],
	["2b656e", "x25519"],
	["2b656f", "x448"],
	["2b6571", "ed448"],
	["608648016503040311", "ml-dsa-44"],
	["608648016503040312", "ml-dsa-65"],
	["608648016503040313", "ml-dsa-87"],
	["2b81040022", "secp384r1"],
	["2b81040023", "secp521r1"],
	["2b8104000a", "secp256k1"]
]);
function readSpki(der) {
	const [algorithm, bits] = sequence(one(der), 2);
	const [id, ...parameters] = sequence(algorithm);
	if (id?.tag !== 6 || bits?.tag !== 3 || bits.content[0] !== 0) throw unreadable();
	const key = bits.content.subarray(1);
	const type = hex(id);
	switch (type) {
		case rsaEncryption: return readRsa(parameters, key);
		case ecPublicKey: return readPoint(parameters, key);
		case ed25519Id:
			if (parameters.length > 0 || key.length !== 32) throw unreadable();
			return {
				kind: "ed25519",
				raw: key
			};
		default: return {
			kind: "other",
			type: otherTypes.get(type) ?? "unknown"
		};
	}
}
function readRsa(parameters, key) {
	if (parameters.length !== 1 || parameters[0]?.tag !== 5 || parameters[0].content.length > 0) throw unreadable();
	const [modulus, exponent] = sequence(one(key), 2).map(derNatural);
	if (modulus === void 0 || exponent === void 0) throw unreadable();
	return {
		kind: "rsa",
		modulus,
		exponent
	};
}
function readPoint(parameters, key) {
	const [curve, ...more] = parameters;
	if (curve?.tag !== 6 || more.length > 0) throw invalid("it does not name its curve");
	if (hex(curve) !== prime256v1) return {
		kind: "other",
		type: otherTypes.get(hex(curve)) ?? "an unknown curve"
	};
	return {
		kind: "p256",
		point: key
	};
}
function one(bytes) {
	const [element, ...more] = derElements(bytes) ?? [];
	if (element === void 0 || more.length > 0) throw unreadable();
	return element;
}
function sequence(element, count) {
	const members = element?.tag === 48 ? derElements(element.content) : void 0;
	if (members === void 0 || members.length !== (count ?? Math.max(1, members.length))) throw unreadable();
	return members;
}
function hex({ content }) {
	return toHex(content);
}
function unreadable() {
	return invalid("it cannot be read as SPKI");
}
function invalid(reason) {
	return tufFaults.KEY_INVALID({ reason });
}
const block = /^-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END \1-----\s*$/;
function spkiFromPem(pem) {
	const { label, der } = blockOf(pem);
	if (label !== "PUBLIC KEY") throw invalid(`its PEM is called ${label}, and PUBLIC KEY (SPKI) is expected`);
	return der;
}
function spkiFromPkcs1(pem) {
	const { label, der } = blockOf(pem);
	if (label !== "RSA PUBLIC KEY") throw invalid(`its PEM is called ${label}, and RSA PUBLIC KEY is expected`);
	const algorithm = derElement(48, derElement(6, fromHex(rsaEncryption) ?? /* @__PURE__ */ new Uint8Array()), derElement(5));
	return derElement(48, algorithm, derElement(3, Uint8Array.of(0), der));
}
function blockOf(pem) {
	const [, label, body = ""] = block.exec(pem) ?? [];
	const der = fromBase64(body.replace(/[\r\n]/g, ""));
	if (!pem.startsWith("-----BEGIN ")) throw invalid("not an SPKI PEM");
	if (label === void 0 || der === void 0) throw invalid("it has to be one block of PEM, with nothing before or after it");
	return {
		label,
		der
	};
}
function fromBase64(text) {
	try {
		const der = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
		return toBase64(der) === text ? der : void 0;
	} catch {
		return;
	}
}
function toBase64(bytes) {
	let text = "";
	for (const byte of bytes) text += String.fromCharCode(byte);
	return btoa(text);
}
function pemFromSpki(der) {
	return `-----BEGIN PUBLIC KEY-----\n${toBase64(der).replace(/.{64}(?=.)/g, "$&\n")}\n-----END PUBLIC KEY-----\n`;
}

export { derElements as a, weakness as c, ed25519Spki as d, spkiFromPkcs1 as i, p256Point as l, readSpki as n, datedness as o, spkiFromPem as r, hiddenWeakness as s, pemFromSpki as t, p256Spki as u };