import type { Fault } from "../../base/fault.ts";
import { tufFaults } from "../../tuf/faults.ts";
import type { PublicKey } from "../../tuf/key.ts";
import type { Signer } from "../../tuf/signer.ts";
import { keysFaults } from "../faults.ts";
import { locatingKey } from "../reading.ts";
import { answerInvalid, remoteSigner } from "../remote.ts";
import type { ListedKey, SecretSource, SignerProvider } from "../signer-provider.ts";
import { sshString } from "../ssh-fingerprint.ts";
import { type Identity, isCertificate, readIdentity, readSignature } from "./keys.ts";
import { agentPath, askAgent, maximumMessage, refused } from "./socket.ts";
import { SshReader } from "./wire.ts";

// draft-miller-ssh-agent §5
const message = { failure: 5, list: 11, listed: 12, sign: 13, signed: 14 } as const;

/** What depends on the machine. */
export interface AgentSurroundings {
  /** As `process.platform`. */
  readonly platform: string;
  /** Seconds to wait for an answer: a person may have to confirm, or to touch a token. */
  readonly patience: number;
}

/** An agent, and which of its keys is meant. */
interface Address {
  readonly wanted: string;
  readonly socket: string | undefined;
}

/**
 * A key in an SSH agent: `ssh-agent:SHA256:…` (as `ssh-add -l` prints it), `ssh-agent:COMMENT` as it is, without URL escapes, or
 * `ssh-agent:` and the first 8 or more hex digits of the keyid; of the agent in `SSH_AUTH_SOCK`, or the one behind
 * `?socket=PATH`. Ed25519 and ECDSA P-256; at most 256 KiB can be signed, as agents take no more.
 */
export const provider: SignerProvider = sshAgentProvider({ platform: process.platform, patience: 60 });

/** The same for other surroundings. */
export function sshAgentProvider({ platform, patience }: AgentSurroundings): SignerProvider {
  const place = (socket: string | undefined, secrets: SecretSource): string =>
    agentPath(socket, socket === undefined ? secrets.variable("SSH_AUTH_SOCK") : undefined, platform);
  return {
    scheme: "ssh-agent",
    summary: "a key in an SSH agent, hardware included: ssh-agent:SHA256:FINGERPRINT",
    async open(uri, secrets) {
      const address = parse(uri);
      return locatingKey(uri, async () => {
        const path = place(address.socket, secrets);
        const identity = pick(await identities(path, patience), address.wanted, uri);
        if (identity.found.kind === "usable") return signer(uri, path, patience, identity, identity.found.key);
        const { type, reason } = identity.found;
        throw tufFaults.KEY_UNSUPPORTED({ type, reason });
      });
    },
    async list(secrets) {
      const held = await identities(place(undefined, secrets), patience);
      return held.flatMap(({ found, fingerprint, comment }): ListedKey[] =>
        found.kind === "usable" ? [{ uri: `ssh-agent:${fingerprint}`, key: found.key, label: comment }] : [],
      );
    },
  };
}

function parse(uri: string): Address {
  const [, wanted, socket] = /^ssh-agent:([^\0\r\n]{1,200}?)(?:\?socket=([^\0\r\n]{1,1000}))?$/.exec(uri) ?? [];
  const bad = (reason: string): Fault => keysFaults.SIGNER_URI_INVALID({ reason });
  // What could be a key pasted in the wrong place is not repeated.
  if (wanted === undefined || /-----BEGIN|@@@@|^\{/.test(wanted)) throw bad("a fingerprint or a comment is expected");
  if (/^SHA256:/i.test(wanted) && !/^SHA256:[A-Za-z0-9+/]{43}$/.test(wanted)) {
    throw bad("a fingerprint is SHA256: and 43 characters, as ssh-add -l prints it");
  }
  if (socket !== undefined && !/^(?:\/|\\\\\.\\pipe\\)/.test(socket)) throw bad("a socket's whole path is expected");
  return { wanted, socket };
}

async function identities(path: string, patience: number): Promise<readonly Identity[]> {
  const answer = new SshReader(await askAgent(path, Buffer.of(message.list), patience));
  const type = answer.byte();
  if (type === message.failure) throw refused("it does not list its keys");
  if (type !== message.listed) throw answerInvalid(`a message of type ${type}`);
  const count = answer.uint32();
  const found: Identity[] = [];
  // A false count ends at the first key that is not there.
  for (let at = 0; at < count; at++) found.push(readIdentity(answer.string(), answer.text()));
  answer.end();
  return found;
}

/** The one key that is meant. Faults `SIGNER_KEY_MISSING`, `SIGNER_AMBIGUOUS`. */
function pick(held: readonly Identity[], wanted: string, uri: string): Identity {
  const matching = held.filter((identity) => !isCertificate(identity) && matches(identity, wanted));
  const distinct = new Map(matching.map((identity) => [identity.fingerprint, identity]));
  const [first] = distinct.values();
  if (first === undefined) {
    const reason =
      held.length === 0
        ? "The agent lists no key at all: it is empty or locked."
        : "See `ssh-add -l` for those that the agent holds.";
    throw keysFaults.SIGNER_KEY_MISSING({ reason });
  }
  if (distinct.size > 1) {
    const hint = "Name the key by the fingerprint that `ssh-add -l` prints: ssh-agent:SHA256:FINGERPRINT.";
    throw keysFaults.SIGNER_AMBIGUOUS({ uri, count: distinct.size, hint });
  }
  return first;
}

function matches({ fingerprint, comment, found }: Identity, wanted: string): boolean {
  if (wanted === fingerprint || wanted === comment) return true;
  return found.kind === "usable" && /^[0-9a-f]{8,64}$/.test(wanted) && found.key.keyid.startsWith(wanted);
}

function signer(uri: string, path: string, patience: number, { blob }: Identity, key: PublicKey): Signer {
  return remoteSigner(key, (bytes) =>
    locatingKey(uri, async () => {
      const request = Buffer.concat([
        Buffer.of(message.sign),
        sshString(blob),
        sshString(bytes),
        Buffer.alloc(4), // no flags: they are about RSA
      ]);
      if (request.length > maximumMessage) {
        throw keysFaults.SIGNER_MESSAGE_TOO_LARGE({ length: bytes.length, limit: maximumMessage });
      }
      const answer = new SshReader(await askAgent(path, request, patience));
      const type = answer.byte();
      if (type === message.failure) throw refused("it is locked, does not hold the key any more, or somebody declined");
      if (type !== message.signed) throw answerInvalid(`a message of type ${type}`);
      const signature = answer.string();
      answer.end();
      return readSignature(key, signature);
    }),
  );
}
