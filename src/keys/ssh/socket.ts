import { createConnection } from "node:net";
import type { Fault } from "../../base/fault.ts";
import { keysFaults } from "../faults.ts";
import { answerInvalid } from "../remote.ts";
import { sshString } from "../ssh-fingerprint.ts";

/** The longest message of the protocol in either direction; OpenSSH's agent hangs up on a longer one. */
export const maximumMessage: number = 256 * 1024;

const service = "The SSH agent";
const windowsPipe = "\\\\.\\pipe\\openssh-ssh-agent";

/**
 * Where the agent listens: the path in the key's address, else the one in `SSH_AUTH_SOCK`, else on Windows the pipe of its own
 * OpenSSH. Faults `SIGNER_UNREACHABLE` when none says.
 */
export function agentPath(given: string | undefined, variable: string | undefined, platform: string): string {
  if (given !== undefined) return given;
  if (variable !== undefined && variable !== "") return variable;
  if (platform === "win32") return windowsPipe;
  throw unreachable("SSH_AUTH_SOCK is not set, as it is where an agent runs");
}

/** Sends one message to the agent at `path` and resolves to its answer. Faults `SIGNER_UNREACHABLE`, `SIGNER_ANSWER_INVALID`. */
export function askAgent(path: string, message: Uint8Array, patience: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path });
    const received: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => fail(unreachable(`it did not answer within ${patience} seconds`)), patience * 1000);
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
    };
    const fail = (fault: Fault): void => {
      finish();
      reject(fault);
    };
    socket.on("error", (error: NodeJS.ErrnoException) =>
      fail(unreachable(`its socket does not answer (${error.code ?? "unknown"})`)),
    );
    socket.on("close", () => fail(unreachable("it closed the connection before its answer was whole")));
    socket.on("data", (chunk) => {
      received.push(chunk);
      length += chunk.length;
      if (length < 4) return;
      const all = Buffer.concat(received.splice(0));
      received.push(all);
      const expected = all.readUInt32BE();
      if (expected === 0 || expected > maximumMessage) fail(answerInvalid(`a message of ${expected} bytes`));
      else if (length > 4 + expected) fail(answerInvalid("something follows the end of a message"));
      else if (length === 4 + expected) {
        finish();
        resolve(all.subarray(4));
      }
    });
    socket.write(sshString(message));
  });
}

/** The agent said no. */
export function refused(reason: string): Fault {
  return keysFaults.SIGNER_REFUSED({ service, reason });
}

function unreachable(reason: string): Fault {
  return keysFaults.SIGNER_UNREACHABLE({ service, reason });
}
