import { join } from "node:path";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { describe, expect, test } from "vitest";
import { readPage, runPage } from "../support/doc-page.ts";
import { pythonFor, startServer } from "./lib/program.ts";
import { pin, softToken } from "./lib/softhsm.ts";
import { directory, lacks } from "./lib/tools.ts";

const region = "eu-west-1";

/** The pages that test/e2e/how-to-signers.test.ts leaves out. */
describe("pages about where keys are: every block runs, and prints what the page shows", () => {
  test.skipIf(lacks("softhsm2-util", "pkcs11-tool", "pkcs11js"))(
    "pkcs11: the root of a repository in SoftHSM",
    async () => {
      const token = await softToken();
      try {
        await token.initialize("acme");
        const env = {
          ...token.environment,
          KAPRIEN_PKCS11_MODULE: token.module,
          KAPRIEN_PKCS11JS: directory,
          KAPRIEN_PASSPHRASE_ROOT: pin,
        };
        expect(await runPage(await readPage("docs/how-to/keys/pkcs11.md"), { env })).toEqual([]);
      } finally {
        await token.close();
      }
    },
  );

  test.skipIf(lacks("python3"))(
    "awskms: a repository whose worker signs with LocalStack's KMS",
    async () => {
      const server = await startServer(pythonFor("aws"), [join(directory, "aws/serve.py")], {});
      const credentials = { accessKeyId: "AKIAKAPRIENTEST00001", secretAccessKey: "kaprien" };
      const admin = new KMSClient({ endpoint: server.address, region, credentials });
      try {
        const { KeyMetadata } = await admin.send(
          new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
        );
        const TargetKeyId = KeyMetadata?.KeyId ?? "";
        await admin.send(new CreateAliasCommand({ AliasName: "alias/kaprien", TargetKeyId }));
        const env = {
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_ENDPOINT_URL_KMS: server.address,
        };
        const page = await readPage("docs/how-to/keys/awskms.md");
        expect(await runPage(page, { env, services: new Map() })).toEqual([]);
      } finally {
        admin.destroy();
        await server.close();
      }
    },
    300_000,
  );
});
