import { describe, expect, test } from "vitest";
import { passphraseProblem } from "../../../src/keys/file/passphrase.ts";

describe("a passphrase", () => {
  test.each([
    "",
    "short",
    "elevenchars",
    "aaaaaaaaaaaaaaaa",
    "abababababababab",
    "abc123abc123abc123",
    "123456789012",
    "abcdefghijklmnop",
    "zyxwvutsrqpo",
    "password1234",
    "Password-1234-Password",
    "qwertyuiop123",
    "correct horse battery staple",
    "letmein letmein 99",
  ])("is weak: %j", (passphraseGiven) => {
    const problem = passphraseProblem(passphraseGiven);
    expect(problem).toBeTypeOf("string");
    if (passphraseGiven !== "" && passphraseGiven !== "short") expect(problem).not.toContain(passphraseGiven);
  });

  test.each([
    "nine lamps under the bridge",
    "Tr7!kq9#Lm2x",
    "brûlé-sous-la-pluie",
    "密码很长的一句话没有重复的字啊",
    "throwaway passphrase 7",
  ])("will do: %j", (passphraseGiven) => {
    expect(passphraseProblem(passphraseGiven)).toBeUndefined();
  });
});
