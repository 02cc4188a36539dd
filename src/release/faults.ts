import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  RELEASES_TOO_MANY: {
    family: "content",
    title: "There are more than {limit} release files",
    meaning: "A tree can name one file a million times; reading stops somewhere.",
    fix: "Merge old release files into few.",
    exit: 1,
  },
  RELEASE_FILE_NAME: {
    family: "content",
    title: "{file} is not where a release file goes",
    meaning:
      "Under the targets directory there are release files alone, one for each release: <product>/<release>.json.",
    fix: "Move it to <product>/<release>.json, or out of the directory.",
    exit: 1,
  },
  RELEASE_NOT_A_FILE: {
    family: "content",
    title: "{file} is not a plain file (found: {kind})",
    meaning: "Links, submodules and executables can mean something else on another machine than what was reviewed.",
    fix: "Replace it by a plain file with mode 100644.",
    exit: 1,
  },
  RELEASE_FILE_TWIN: {
    family: "content",
    title: "{file} and {other} are one file where case is not told apart",
    meaning: "In a clone on such a system one would silently take the other's place.",
    fix: "Rename one of the two.",
    exit: 1,
  },
  RELEASE_TOO_LARGE: {
    family: "content",
    title: "{file} is larger than {limit} bytes",
    meaning: "Release files are read by people and decoded whole.",
    fix: "Split it into several release files; `kaprien add` does so by itself.",
    exit: 1,
  },
  RELEASE_INVALID: {
    family: "content",
    title: "{file} is not a release file: at {where}, {reason}",
    meaning: "Only what fits the schema exactly is signed.",
    fix: "Correct it; `kaprien schema release` prints the schema.",
    exit: 1,
  },
  RELEASE_UNKNOWN_FIELD: {
    family: "content",
    title: "{file} has a field that release files do not have: {field}.{hint}",
    meaning: "A field that is ignored is a wish that is not fulfilled.",
    fix: "Correct its spelling or take it out; data of your own goes into custom.",
    exit: 1,
  },
  RELEASE_DUPLICATE_PATH: {
    family: "content",
    title: "{file} names {path} twice; first: {first}",
    meaning: "A target path stands for one file.",
    fix: "Keep one of the two.",
    exit: 1,
  },
  RELEASE_PATH_CONFLICT: {
    family: "content",
    title: "{file} and {others} both name {path}",
    meaning:
      "Two releases cannot give one path different owners; which one wins must not depend on the order of merges.",
    fix: 'Choose another path, or add "replaces": ["<product>/<release>.json"] to the newer file.',
    exit: 1,
  },
} as const;

/** Codes of release files. */
export const releaseFaults: Faults<typeof table> = defineFaults(table);
