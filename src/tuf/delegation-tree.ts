/**
 * How large a tree of delegations may be (T16, T80). Every walk over one stops here, because whoever signs a role decides
 * what it delegates to.
 */
export const treeLimits = {
  /** Levels below `targets`. */
  depth: 8,
  /** Delegated roles in the whole tree, hash bins included: 16,384 of them, and room for others. */
  roles: 17_000,
} as const;
