import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

/** A regular expression, and the file that it is in. */
export interface Pattern {
  readonly path: string;
  readonly source: string;
  readonly flags: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Every node of a syntax tree. */
const nodesOf = (tree: unknown): Readonly<Record<string, unknown>>[] => {
  const nodes: Readonly<Record<string, unknown>>[] = [];
  const pending: unknown[] = [tree];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!isObject(next)) continue;
    nodes.push(next);
    pending.push(...Object.values(next).filter(isObject));
  }
  return nodes;
};

/** The literals of a TypeScript file. */
export const literalPatterns = (path: string, text = readFileSync(path, 'utf8')): Pattern[] =>
  nodesOf(parseSync(text, { syntax: 'typescript', target: 'es2023' })).flatMap((node) =>
    node['type'] === 'RegExpLiteral'
      ? [{ path, source: String(node['pattern']), flags: String(node['flags']) }]
      : [],
  );

/** The expressions that modules put together with `new RegExp` while `load` loads them. */
export const constructedPatterns = (path: string, load: () => void): Pattern[] => {
  const patterns: Pattern[] = [];
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct: (target, args, newTarget) => {
      const [source, flags] = args;
      if (typeof source === 'string') patterns.push({ path, source, flags: String(flags ?? '') });
      return Reflect.construct(target, args, newTarget);
    },
  });
  try {
    load();
  } finally {
    globalThis.RegExp = original;
  }
  return patterns;
};
