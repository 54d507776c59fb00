import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string): string => readFileSync(path, 'utf8');
const quoted = (text: string): readonly string[] =>
  [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

describe('the pages that show where things are', () => {
  it.each(['docs/flow.md', 'docs/glossary.md'])('name only files that exist: %s', (page) => {
    const paths = quoted(read(page)).filter((text) =>
      /^(shared|services|local|infra|simulate|scripts|supabase)\/[\w./-]+$/.test(text),
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('explain every type that the kernel exports', () => {
    const glossary = read('docs/glossary.md');
    // What a caller passes in or gets back is explained by its docstring.
    const plumbing = /(Dependencies|Options|Report|Request|Row)$/;
    const folder = 'shared/actor';
    const types = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...read(join(folder, file)).matchAll(/^export (?:interface|type) (\w+)/gm),
      ])
      .map((match) => match[1] ?? '')
      .filter((name) => !plumbing.test(name));
    expect(types.length).toBeGreaterThan(10);
    expect(types.filter((name) => !new RegExp(`\\b${name}\\b`).test(glossary))).toEqual([]);
  });
});
