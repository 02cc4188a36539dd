import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { keysFaults } from "../faults.ts";
import type { KeyMaker } from "../key-maker.ts";
import { generateKey } from "./generate.ts";
import { encryptKey } from "./key-file.ts";
import { passphraseProblem } from "./passphrase.ts";
import { signerFromPrivateKey } from "./private-key.ts";
import { checkKeyFile, writeKeyFile } from "./write.ts";

/** Keys in passphrase-protected files. */
export const fileKeyMaker: KeyMaker = {
  check: checkKeyFile,
  async create({ scheme, path, passphrase }) {
    await checkKeyFile(path);
    const reason = passphraseProblem(passphrase);
    if (reason !== undefined) throw keysFaults.KEY_PASSPHRASE_WEAK({ path, reason });
    const key = await generateKey(scheme);
    const bytes = await encryptKey(key, passphrase);
    let saved = false;
    return {
      signer: signerFromPrivateKey(key),
      async save() {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
          throw keysFaults.KEY_FILE_UNWRITABLE({ path, reason: cause.code ?? "unknown" }, { cause });
        });
        await writeKeyFile(path, bytes);
        saved = true;
      },
      async discard() {
        if (saved) await rm(path, { force: true });
        saved = false;
      },
    };
  },
};
