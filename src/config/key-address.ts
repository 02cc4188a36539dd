import { z } from "zod";

/** The kinds of place a key can be in: what a key's address begins with. A test holds them equal to the table of signers. */
export const keySchemes: readonly string[] = [
  "file",
  "env",
  "ssh-agent",
  "pkcs11",
  "awskms",
  "gcpkms",
  "azurekms",
  "vault",
];

/** A key's address. What is wrong with one is said without repeating it: it may be a key that was pasted in the wrong place. */
export const keyUri: z.ZodType<string> = z
  .string(`a key's address is expected, ${examples()}`)
  .regex(new RegExp(`^(?:${keySchemes.join("|")}):[^\\s].*$`), `a key's address is expected, ${examples()}`);

function examples(): string {
  const others = keySchemes.filter((scheme) => scheme !== "file" && scheme !== "env");
  return `as in env:NAME or file:PATH, or one of the kinds ${others.join(", ")}`;
}
