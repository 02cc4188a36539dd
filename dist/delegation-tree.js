// src/tuf/delegation-tree.ts
const treeLimits = {
	depth: 8,
	roles: 17e3,
	bits: 14
};

export { treeLimits as t };