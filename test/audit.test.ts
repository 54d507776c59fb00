import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditVerdict } from '../scripts/audit-verdict.ts';
import { deployedPackages, osvVerdict } from '../scripts/osv.ts';

const report = (vulnerabilities: Record<string, { severity: string }>): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities,
    metadata: { vulnerabilities: { moderate: 1, high: 0, critical: 0 } },
  });

describe('the audit of dependencies', () => {
  it('fails on high and critical advisories, and names the packages', () => {
    expect(
      auditVerdict(
        report({
          a: { severity: 'high' },
          b: { severity: 'moderate' },
          c: { severity: 'critical' },
        }),
      ),
    ).toEqual({ kind: 'vulnerable', packages: ['a', 'c'] });
  });

  it('passes what is moderate, with the number', () => {
    expect(auditVerdict(report({ b: { severity: 'moderate' } }))).toEqual({
      kind: 'clean',
      moderate: 1,
    });
  });

  it('says why where the registry does not answer', () => {
    expect(auditVerdict('{"message":"405 Method Not Allowed"}')).toEqual({
      kind: 'skipped',
      reason: '405 Method Not Allowed',
    });
    expect(auditVerdict('')).toMatchObject({ kind: 'skipped' });
  });
});

describe('the audit by OSV, where the registry offers no advisories', () => {
  const advisories: Record<string, unknown> = {
    '/v1/vulns/GHSA-1': { database_specific: { severity: 'CRITICAL' } },
    '/v1/vulns/GHSA-2': { database_specific: { severity: 'MODERATE' } },
    '/v1/vulns/MAL-3': {},
    '/v1/vulns/GHSA-4': {
      withdrawn: '2026-01-01T00:00:00Z',
      database_specific: { severity: 'HIGH' },
    },
  };
  const verdictOf = (ids: Readonly<Record<string, readonly string[]>>) =>
    osvVerdict(
      Object.keys(ids).map((name) => ({ name, version: '1.0.0' })),
      async (path) =>
        path === '/v1/querybatch'
          ? {
              results: Object.values(ids).map((found) =>
                found.length === 0 ? {} : { vulns: found.map((id) => ({ id })) },
              ),
            }
          : advisories[path],
    );

  it('asks about what is deployed and nothing else', () => {
    const lock = {
      packages: {
        '': { version: '0.1.0' },
        'node_modules/a': { version: '1.0.0' },
        'node_modules/a/node_modules/@b/c': { version: '2.0.0' },
        'node_modules/jest': { version: '30.0.0', dev: true },
      },
    };
    expect(deployedPackages(JSON.stringify(lock))).toEqual([
      { name: 'a', version: '1.0.0' },
      { name: '@b/c', version: '2.0.0' },
    ]);
    const names = deployedPackages(readFileSync('package-lock.json', 'utf8')).map((p) => p.name);
    expect(names).toContain('hono');
    expect(names).not.toContain('jest');
  });

  it('fails on what is high, critical or of no known severity', async () => {
    expect(
      await verdictOf({ a: ['GHSA-1'], b: ['GHSA-2'], c: [], d: ['MAL-3', 'GHSA-4'] }),
    ).toEqual({
      kind: 'vulnerable',
      packages: ['a', 'd'],
    });
  });

  it('passes what is moderate or withdrawn', async () => {
    expect(await verdictOf({ a: ['GHSA-2', 'GHSA-4'], b: [] })).toEqual({
      kind: 'clean',
      moderate: 1,
    });
  });
});

describe('the workflows', () => {
  it('use every action at a commit, not at a tag that can be moved', () => {
    const folder = '.github/workflows';
    const uses = readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .flatMap((line) => /^\s*-?\s*uses:\s*(\S+)/.exec(line)?.[1] ?? []),
    );
    expect(uses.length).toBeGreaterThan(5);
    expect(uses.filter((action) => !/^\.\/|@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});
