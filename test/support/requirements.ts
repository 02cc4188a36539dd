/** One thing that Kaprien promises, under the id that test titles and comments cite. */
export interface Requirement {
  /** `T…` for a requirement, `I…` for an invariant, `interop …` for a rule of metadata that every client reads. */
  readonly id: string;
  /** Markdown, in the present tense. */
  readonly text: string;
  /** What of it is not there yet. */
  readonly open?: string;
  /** Nothing of it is there yet, so no test may name it. */
  readonly later?: true;
}

export interface Chapter {
  readonly title: string;
  readonly intro?: string;
  readonly requirements: readonly Requirement[];
}

/** Every id that this project may cite. docs/reference/requirements.md is made from it. An id keeps its meaning for ever. */
export const chapters: readonly Chapter[] = [
  {
    title: "Pull requests and triggers",
    requirements: [
      {
        id: "T1",
        text: "No workflow, example or template that we ship runs on `pull_request_target`, on `workflow_run`, or on a comment. Those events bring secrets within reach of strangers.",
      },
      {
        id: "T2",
        text: "`check` needs only `contents: read` and refuses to start next to a signing key. It runs nothing from the head. It takes settings and policy from the base commit.",
      },
      {
        id: "T3",
        text: "No YAML file that we ship has an expression inside `run:` or `script:`. Child processes get argument lists and never a shell.",
      },
      {
        id: "T4",
        text: "To read, to sign and to publish are separate jobs. A table in the tests fixes the permissions of each job.",
      },
      {
        id: "T5",
        text: "Comments, summaries and logs escape Markdown, mentions and `::workflow-commands::`, and their length has a limit. Outputs use random delimiters.",
      },
      {
        id: "T6",
        text: "A release changes only release files and files under `files/`. A proposal that changes anything else beside a release is refused. Trust, settings and workflows have rules of their own.",
      },
      {
        id: "T7",
        text: "The template of a repository has a CODEOWNERS file and describes the rulesets that make it count.",
        open: "Kaprien does not compare a repository's actual rules with them.",
      },
      {
        id: "T8",
        text: "The worker runs only on a push, a schedule or a dispatch of the configured branch.",
      },
      { id: "T9", text: "No job that signs or publishes uses a cache." },
    ],
  },
  {
    title: "Names and paths",
    requirements: [
      {
        id: "T11",
        text: "A target path has only ASCII letters, digits and `. _ ~ @ = + -` between its slashes. No segment is empty, or begins or ends with a dot. Windows device names and the names of JavaScript's prototypes are refused. Every client in the tests finds such a path under the address at which it is published.",
      },
      {
        id: "T12",
        text: "Other letters are allowed only by a setting. They must be composed (NFC), visible, from the basic plane, and of one script in each segment.",
      },
      {
        id: "T13",
        text: "An encoded path has at most 255 bytes, and its last segment at most 126. Clients and servers use them as file names.",
      },
      {
        id: "T14",
        text: "Two paths that differ only in case or in Unicode form are refused. So is a path that would be both a file and a directory.",
      },
      {
        id: "T15",
        text: "A path pattern of a delegation has literal segments, `*` and `?`, and nothing else. All clients match it alike. A delegation has exactly one of paths, path hash prefixes and succinct bins.",
      },
      {
        id: "T16",
        text: "A delegated role's name begins with a lower-case letter and has at most 64 characters: lower-case letters, digits, `_`, `-`, and single dots inside. It is not the name of a top-level role. No role is delegated to twice, the tree has no cycle, it is at most eight deep, and a role delegates to at most 31 named roles.",
      },
    ],
  },
  {
    title: "Decoding",
    requirements: [
      {
        id: "T17",
        text: "Every file has a limit in bytes that is checked before the file is read: 1 MiB for a release file, the clients' own limits for metadata (T30).",
      },
      {
        id: "T18",
        text: "One strict decoder reads all JSON. It refuses invalid UTF-8, byte order marks, duplicate members, more than 32 levels, numbers other than the plain integers from 0 to 2^53 - 1, lone surrogates, and the names of JavaScript's prototypes. Unknown members are refused in Kaprien's own files and kept in TUF metadata.",
      },
      {
        id: "T19",
        text: "YAML is read only for settings: core schema, one document, unique keys, no merge keys, no aliases.",
      },
    ],
  },
  {
    title: "Git",
    requirements: [
      {
        id: "T20",
        text: "Only plain files (mode 100644) count below `targets/`, `trust/` and `metadata/`. Links, submodules and executables are refused.",
      },
      {
        id: "T21",
        text: "Files come from the object database at one commit, never from a work tree. No attribute and no setting of git changes a byte.",
      },
      { id: "T23", text: "Two entries whose names differ only in case or in Unicode form are refused." },
    ],
  },
  {
    title: "What a change means",
    requirements: [
      {
        id: "T25",
        text: "A published path keeps its content under the policy `immutable`, unless a newer release file names in `replaces` what it replaces. To merge an old release file again does not bring its old content back.",
      },
      {
        id: "T26",
        text: "Metadata and `source/` change in one commit. Over any state of the intent branch, past or present, each change is applied exactly once.",
      },
      {
        id: "T27",
        text: "The result depends only on the trees. The order of merges changes no signed byte.",
      },
      {
        id: "T29",
        text: "A proposal has limits with clear errors: release files in a proposal, targets in a release file, bytes of a target.",
      },
      {
        id: "T30",
        text: "Nothing is written that clients would stop reading: root 512,000 bytes, timestamp 16,384, snapshot 2,000,000, targets roles 5,000,000, and at most 256 root rotations. The ceremony warns of bin numbers that slow a widely used client down.",
      },
    ],
  },
  {
    title: "Compromise and tampering",
    requirements: [
      {
        id: "T31",
        text: "The bins may have other keys than snapshot and timestamp. A path prefix can be given to an offline role, which is asked before the bins and ends the search.",
      },
      {
        id: "T32",
        text: "The worker's trusted root is an input, never a file in the tree. Every run verifies the chain of roots from it. When the whole chain was replaced, the run stops.",
      },
      {
        id: "T33",
        text: "Recovery works: a stolen online key signs version 2^31, root is rotated, and publisher and clients go on.",
      },
      {
        id: "T34",
        text: "Before any online key signs, every role in the tree is verified: its form, signatures, threshold, version, expiry, delegation and bin.",
      },
      {
        id: "T35",
        text: "Versions only rise. An online role's next version is above every version that was signed, published or seen. A signed branch that was set back leads to higher versions, never to lower ones. An offline role with a lower version is refused.",
      },
      {
        id: "T36",
        text: "Every push is a compare-and-swap on the commit from which the state was derived. After a lost race the worker reads, derives and signs again, up to 12 times, with random waits. It tells a lost race from a branch that cannot be moved.",
      },
      {
        id: "T37",
        text: "The signed branch descends from the last signed state, and nobody edits it by hand. Otherwise the run stops, until `kaprien recover` sets the branch right.",
      },
      {
        id: "T38",
        text: "The result of a push comes from the protocol's own status and is read again from the remote. A result that stays unknown is a failure.",
      },
      { id: "T39", text: "A second run over the same state commits nothing." },
      {
        id: "T42",
        text: "Publishing never removes a file that one of the last 10 snapshots names, or one that was superseded within the last 30 days. It never removes a root.",
      },
    ],
  },
  {
    title: "Secrets and the bundle",
    requirements: [
      {
        id: "T43",
        text: "Keys come from the environment, standard input, a file or an agent, never from an argument. They leave the process's environment before anything else runs, and are masked.",
      },
      {
        id: "T46",
        text: "Kaprien never writes a private key inside a git work tree, and refuses one where a public key belongs.",
      },
      { id: "T47", text: "`dist/` is reproducible. CI builds it again and compares the bytes." },
      {
        id: "T48",
        text: "What ships is one bundle without dependencies or install scripts. A package that is new in it fails the build until it is listed.",
      },
      {
        id: "T49",
        text: "Every action of others in our workflows and templates is pinned by its full commit id. `kaprien init` pins our own action in the same way.",
      },
      {
        id: "T64",
        text: "A key file is created exclusively, is readable only by its owner, and is on the disk before anything relies on it. It is encrypted with scrypt (N ≥ 2^17, r 8, p 1) and AES-256-GCM. What a file may ask for when it is read is limited.",
      },
      {
        id: "T65",
        text: "New keys come from the platform's key generator or from hardware. `Math.random` is nowhere in `src`.",
      },
      {
        id: "T69",
        text: "The REST API listens on loopback by default, checks Host and Origin, limits bodies and logins, allows no cross-origin calls, compares tokens in constant time, and has no offline keys.",
        later: true,
      },
    ],
  },
  {
    title: "Time",
    requirements: [
      {
        id: "T50",
        text: "`expires` is always `YYYY-MM-DDTHH:MM:SSZ`. The clock is given to every function that needs it.",
      },
      {
        id: "T51",
        text: "A run stops when its clock is more than five minutes behind the newest signature.",
        open: "The clock is not compared with the time that the remote states.",
      },
      {
        id: "T52",
        text: "Each online role is signed again within its own renewal window, whether or not another role is due. Offline roles that come near their expiry open one signing event in time.",
      },
      {
        id: "T53",
        text: "`monitor` says whether a live site will stay valid for as long as was asked, for online and offline roles separately.",
      },
    ],
  },
  {
    title: "Keys and ceremony",
    requirements: [
      {
        id: "T60",
        text: "A threshold is at least 1 and at most the number of different keys, compared by key material. One key listed twice, or in both root and an online role, is an error. Root should have a threshold of 2 and a spare key, unless one person says that they want less.",
      },
      {
        id: "T61",
        text: "Each key signs a challenge before it enters root, and each online key signs one through the provider that the worker will use.",
      },
      {
        id: "T62",
        text: "A new root verifies under the old and the new threshold before it is written. The ceremony says how many keys can be lost.",
      },
      {
        id: "T63",
        text: "Online keys rotate with an overlap: one root lists old and new keys, a later root drops the old ones. Clients that have not seen the new root yet go on.",
      },
      {
        id: "T66",
        text: "A signer sees the difference from what their own machine last trusted, and signs exactly those bytes. A signature over any other digest is refused.",
      },
    ],
  },
  {
    title: "Metadata",
    requirements: [
      {
        id: "T54",
        text: "An entry of the snapshot never disappears. A role to which no role delegates any more stays listed, and a client of any earlier state can update.",
      },
      {
        id: "T55",
        text: "Another number of bins is a migration to bins of another name. The old bins stay, and are emptied.",
      },
      { id: "T56", text: "`consistent_snapshot` is always true." },
      { id: "T57", text: "The timestamp states the snapshot's length and SHA-256." },
      { id: "T58", text: "Keys are ed25519, ecdsa-sha2-nistp256 or rsassa-pss-sha256." },
      {
        id: "T59",
        text: "Kaprien's own files state the version of their format. An older Kaprien refuses newer ones.",
      },
    ],
  },
  {
    title: "Publishing",
    requirements: [
      {
        id: "T70",
        text: "The order of writes is: roots, target files, delegated roles, targets, snapshot, and the timestamp last. Versioned files are written once. Only `timestamp.json` is overwritten, and must not be cached.",
      },
      {
        id: "T71",
        text: "Publishing converges on the signed state from whatever was there. A client that somebody else wrote must accept the result before the first write and after the last.",
      },
      {
        id: "T72",
        text: "Every run ends as done, idle, waiting, refused or failed, and says so in its exit code, output and JSON. To be idle while an online role is about to expire is a failure.",
      },
    ],
  },
  {
    title: "Learnt by trying it out",
    requirements: [
      {
        id: "T73",
        text: "The verdict is what happens. When `check` finds no error, signing can fail only for want of a signer.",
      },
      {
        id: "T74",
        text: "A verdict shows everything that will be signed: two different signed payloads never look alike in comment, text or JSON. The policy `immutable` covers every hash, the length and `custom`.",
      },
      {
        id: "T75",
        text: "Every signed string has one canonical form in all tested clients. The publish gate loads every role that changed.",
      },
      {
        id: "T76",
        text: "Whatever is wrong with what was merged, the worker renews what is due (I12), even if settings, trust and releases of the intent branch are all unreadable.",
      },
      { id: "T77", text: "Trees are compared by mode and object id. Only mode 100644 is a file." },
      {
        id: "T78",
        text: "Online roles list exactly what `source/targets` asks for, and people merged what is there. Anything else is a fault that names the paths.",
      },
      { id: "T79", text: "A renewal event is recognised by its content, never by its name." },
      {
        id: "T80",
        text: "Every walk over delegations visits each role once and has a limit for depth, number and time.",
      },
      {
        id: "T81",
        text: "A client keeps each file as soon as it is verified, whatever fails later (specification §5.3.8, §5.4.5, §5.5.7).",
      },
      {
        id: "T82",
        text: "For every change of trust, what clients find under each published path is compared before and after. Losses are shown, and refused unless they were asked for.",
      },
      {
        id: "T83",
        text: "Kaprien runs nothing that lies in a work tree, and reads settings only from the documented places.",
      },
      {
        id: "T84",
        text: "Exit code 3 means that verification failed, and nothing else does. A message of success claims no more than was read.",
        later: true,
      },
      {
        id: "T85",
        text: "One HTTP client reads every answer within one deadline. A server that sends a byte a second does not extend it.",
        open: "Proxies and private certificate authorities.",
      },
      {
        id: "T86",
        text: "A file of a person's is written beside its place and renamed. A place that holds something other than a plain file is refused.",
        later: true,
      },
      {
        id: "T87",
        text: "A key must be strong: RSA with 2048 to 8192 bits and an odd exponent, P-256 points on the curve, ed25519 keys of full order. A key of a kind that Kaprien does not know is called unknown, not unsigned.",
      },
      {
        id: "T88",
        text: "People cannot choose the names that Kaprien derives: parts of releases, branches, events, bins.",
        later: true,
      },
      {
        id: "T89",
        text: "What a partial copy lacks is never taken for missing: in a shallow clone, a clone of one branch, a partial clone, or with the remote out of reach.",
      },
      {
        id: "T90",
        text: "The licence texts of others and an SBOM ship with what is bundled. The build makes them.",
      },
      {
        id: "T91",
        text: "An import keeps everything that people signed byte for byte. Where Kaprien would not write such a form, it opens a signing event for the next version, which the same people sign with the same keys, and which clients of the old repository follow.",
      },
      {
        id: "T92",
        text: "`kaprien rebin` makes hash bins where there are none, and moves nothing that people signed.",
      },
    ],
  },
  {
    title: "Invariants",
    intro: "These hold after every step, also when a process is killed between any two.",
    requirements: [
      {
        id: "I1",
        text: "A published timestamp names a published snapshot. Every entry of the snapshot is published at that version, and with that length and hash if they are given.",
      },
      { id: "I2", text: "The published version of a role never falls. Root rises by exactly one." },
      { id: "I3", text: "I1 holds at every moment of a publish." },
      { id: "I4", text: "No merged change is lost or applied twice." },
      {
        id: "I5",
        text: "No online key signs a state whose offline roles do not verify from the pinned root.",
      },
      {
        id: "I6",
        text: "The parent of a signed commit is the commit from which it was derived. No git merge makes metadata.",
      },
      { id: "I7", text: "The same trees, clock and keys give the same signed payloads." },
      { id: "I8", text: "A worker over its own output does nothing." },
      { id: "I9", text: "Published bytes are the committed bytes, on every operating system." },
      { id: "I10", text: "Exit code 0 means that the remote moved to our commit, or that there was nothing to do." },
      { id: "I11", text: "A version number never has two contents in the published history." },
      {
        id: "I12",
        text: "While the worker can run once in five days, no online role expires (with the default lifetimes).",
      },
      {
        id: "I13",
        text: "No secret byte appears in logs, outputs, artifacts, git objects or the environments of child processes. A token goes only to the host that it is for.",
      },
      {
        id: "I14",
        text: "A conforming client at any earlier published state can update to any later one, also during a publish.",
      },
      { id: "I15", text: "Thresholds count different key material. Revoked keys never count." },
      { id: "I16", text: "Input that is refused changes nothing." },
    ],
  },
  {
    title: "Metadata that every client reads",
    intro:
      "Kaprien writes what all TUF clients that we know of read alike, unless somebody asks for something else. Comments cite these rules as `interop R2`.",
    requirements: [
      {
        id: "interop D3",
        text: "Hash bins are succinct (TAP 15) by default, or listed one by one with path hash prefixes for clients without TAP 15. The README's table says which clients read which.",
      },
      {
        id: "interop D5",
        text: "The name of a bin begins with letters, because a client may sort integer-like names.",
      },
      {
        id: "interop D6",
        text: "`targets` delegates to `bin` by path patterns, one for each depth up to eight, and not by hash prefixes.",
      },
      { id: "interop R2", text: "A keyid signs a file at most once." },
      { id: "interop R3", text: "Members that Kaprien does not know are kept when a file is decoded and encoded." },
      {
        id: "interop R4",
        text: 'The canonical form is that of the specification (§4.1): sorted members, no white space, only `"` and `\\` escaped, no floats. It is not RFC 8785.',
      },
      { id: "interop R7", text: "An RSA key is PEM and has at least 2048 bits." },
      { id: "interop R10", text: "`spec_version` is 1.0.N; some clients accept no other." },
      { id: "interop R11", text: "Versions are positive and stay below 2^31, which is as far as some clients count." },
      { id: "interop R12", text: "Every role expires, and its threshold can be met by its different keys." },
      { id: "interop R14", text: "Root has exactly the four top-level roles." },
      { id: "interop R22", text: "The timestamp lists `snapshot.json` and nothing else." },
      { id: "interop R35", text: "`custom` is an object, and absent when it would be empty." },
      {
        id: "interop P1",
        text: "A key is ed25519 in lower-case hex, ECDSA P-256 in SPKI PEM with DER signatures, or RSA-PSS in SPKI PEM with SHA-256 and a salt of 32 bytes.",
      },
      {
        id: "interop P2",
        text: "A key object has `keytype`, `scheme` and `keyval.public` and nothing else. Its id is the SHA-256 of its canonical form. No object of a delegation or role has members of our own.",
      },
      { id: "interop P5", text: "Snapshot entries state versions only." },
      {
        id: "interop P10",
        text: "A search visits at most 32 delegated roles, because clients give up after that many.",
      },
      { id: "interop C3", text: "When others made a key object, both ways to compute its id are accepted." },
      {
        id: "interop C4",
        text: "Succinct bins end a search, as all clients read them. No delegation comes after them.",
      },
    ],
  },
];

export const requirements: readonly Requirement[] = chapters.flatMap((chapter) => chapter.requirements);
