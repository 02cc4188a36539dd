import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { keyFromOpenssl } from "../../../src/keys/openssl-key.ts";
import { rsaKey } from "../../support/metadata.ts";
import { verifySignature } from "../../support/verifier.ts";
import { integer, tlv } from "../../support/weak-keys.ts";

const data = Buffer.from("what is signed");

describe("T87: a P-256 signature has one form", () => {
  const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const key = keyFromOpenssl(pair.publicKey);
  const raw = sign("sha256", data, { key: pair.privateKey, dsaEncoding: "ieee-p1363" });
  const [r, s] = [raw.subarray(0, 32), raw.subarray(32)].map((half) => BigInt(`0x${half.toString("hex")}`));
  if (r === undefined || s === undefined) throw new Error("no signature");
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const der = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
  const zeros = (value: bigint): Buffer =>
    tlv(2, Buffer.alloc(2), Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
  const good = der(integer(r), integer(s));

  test("the pair of numbers in the shortest DER verifies", () => {
    expect(verifySignature(key, data, good)).toBe(true);
  });

  test.each([
    ["bytes after the end", Buffer.concat([good, Buffer.of(0)])],
    ["bytes within the sequence after both numbers", der(integer(r), integer(s), integer(1n))],
    ["r with needless zeros", der(zeros(r), integer(s))],
    ["s with needless zeros", der(integer(r), zeros(s))],
    ["a length in more bytes than it takes", Buffer.concat([Buffer.of(0x30, 0x81, good.length - 2), good.subarray(2)])],
    ["a length without an end", Buffer.concat([Buffer.of(0x30, 0x80), good.subarray(2), Buffer.of(0, 0)])],
    ["r and the order", der(integer(r + order), integer(s))],
    ["s and the order", der(integer(r), integer(s + order))],
    ["r = 0", der(integer(0n), integer(s))],
    ["s = 0", der(integer(r), integer(0n))],
    ["both 0", der(integer(0n), integer(0n))],
    ["r = the order", der(integer(order), integer(s))],
    ["s = the order", der(integer(r), integer(order))],
    ["r = 1, s = 1", der(integer(1n), integer(1n))],
    ["a negative s", der(integer(r), tlv(2, Buffer.from((2n ** 256n - (order - s)).toString(16), "hex")))],
    ["one number", der(integer(r))],
    ["no numbers", der()],
    ["the two numbers as they are", raw],
  ])("%s: does not verify", (_, signature) => {
    expect(verifySignature(key, data, signature)).toBe(false);
  });
});

describe("T87: an RSA signature is as long as its modulus, and less than it", () => {
  const privateKey = rsaKey();
  const key = keyFromOpenssl(privateKey);
  const good = sign("sha256", data, { key: privateKey, padding: 6, saltLength: 32 });
  const { n = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  const modulus = BigInt(`0x${Buffer.from(n, "base64url").toString("hex")}`);
  const number = BigInt(`0x${good.toString("hex")}`);
  const bytes = (value: bigint): Buffer => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length <= 512 ? 512 : 514, "0"), "hex");
  };

  test.each([
    ["a zero in front", Buffer.concat([Buffer.of(0), good])],
    ["a zero behind", Buffer.concat([good, Buffer.of(0)])],
    ["the modulus added", bytes(number + modulus)],
    ["the negative of it", bytes(modulus - number)],
    ["zero", Buffer.alloc(256)],
    ["one", bytes(1n)],
    ["the modulus", bytes(modulus)],
    ["one less than the modulus", bytes(modulus - 1n)],
  ])("%s: does not verify", (_, signature) => {
    expect(verifySignature(key, data, good)).toBe(true);
    expect(verifySignature(key, data, signature)).toBe(false);
  });
});
