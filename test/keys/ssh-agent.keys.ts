import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { provider } from "../../src/keys/ssh/agent.ts";
import { describeSigner, secretSource } from "../support/signer-contract.ts";
import { type RunningAgent, startAgent } from "../support/ssh-agent.ts";
import { pin, type SoftToken, softToken } from "./lib/softhsm.ts";
import { lacks } from "./lib/tools.ts";

const skip = lacks("softhsm2-util", "pkcs11-tool", "ssh-agent", "ssh-add");
let token: SoftToken;
let agent: RunningAgent;

/** A token's keys without a native module of ours: the agent speaks to the token (ssh-add -s). */
describe.skipIf(skip)("an agent with a token in it", () => {
  beforeAll(async () => {
    token = await softToken();
    await token.generate("EC:prime256v1", "release", "01");
    await token.generate("RSA:2048", "old", "02");
    const askpass = join(token.directory, "askpass");
    await writeFile(askpass, `#!/bin/sh\necho ${pin}\n`, { mode: 0o700 });
    // The agent's helper loads the module, and finds the token by the environment it is started with.
    agent = await startAgent(join(token.directory, "agent"), "/usr/*,/opt/*");
    await agent.add(["-s", token.module], { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force", DISPLAY: "none" });
  });

  afterAll(async () => {
    await agent?.close();
    await token?.close();
  });

  describeSigner(
    "ssh-agent: a P-256 key of SoftHSM",
    async () => {
      const { secrets } = secretSource(new Map([["SSH_AUTH_SOCK", agent.socket]]));
      return {
        uri: "ssh-agent:release",
        key: await token.publicKey("01"),
        secrets,
        hidden: [pin],
        wrong: {
          missing: { uri: "ssh-agent:nothing" },
          unparsable: [{ uri: "ssh-agent:" }],
          unreachable: { uri: `ssh-agent:release?socket=${token.directory}/nothing` },
          unsupported: { uri: "ssh-agent:old" },
        },
      };
    },
    { longest: 256 * 1024 - 120, without: { lying: "a real agent with a real token does not" } },
  );

  test("the token's key is among those to choose from", async () => {
    const { secrets } = secretSource(new Map([["SSH_AUTH_SOCK", agent.socket]]));
    const listed = (await provider.list?.(secrets)) ?? [];
    expect(listed.map(({ label, key }) => [label, key.keyid])).toEqual([
      ["release", (await token.publicKey("01")).keyid],
    ]);
  });
});
