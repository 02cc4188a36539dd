import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  ROLE_RENEWAL_MISSED: {
    family: "content",
    title: "The role {role} is valid only until {expires}",
    meaning:
      "Online keys sign it, long before this: the worker's schedule failed, or what it signed was not published. Clients refuse the site from then on.",
    fix: "Run `kaprien worker`, then `kaprien publish`, and find out why their last runs did not do it.",
    exit: 5,
  },
  ROLE_SIGNING_DUE: {
    family: "content",
    title: "The role {role} is valid only until {expires}",
    meaning: "People sign it, and gathering their signatures takes time. Clients refuse the site from then on.",
    fix: "Have the key holders of {role} sign its next version, merge it and publish.",
    exit: 5,
  },
} as const;

/** Codes of what runs out. */
export const statusFaults: Faults<typeof table> = defineFaults(table);
