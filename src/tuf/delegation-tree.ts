/**
 * How large a tree of delegations may be (T16, T80). Every walk over one stops here, because whoever signs a role decides
 * what it delegates to.
 */
export const treeLimits = {
  /** Levels below `targets`. */
  depth: 8,
  /** Delegated roles in the whole tree, hash bins included. */
  roles: 17_000,
  /** `bit_length` of succinct roles: 16,384 hash bins. TAP 15 itself goes to 32, which is 4,294,967,296. */
  bits: 14,
} as const;
