import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AuditVerdict } from './audit-verdict.ts';

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), dev: z.boolean().optional() }),
  ),
});
const Batch = z.object({
  results: z.array(z.object({ vulns: z.array(z.object({ id: z.string() })).optional() })),
});
const Advisory = z.object({
  withdrawn: z.string().optional(),
  database_specific: z.object({ severity: z.string().optional() }).optional(),
});
/** What one question of `/v1/querybatch` may ask about. */
const mostAtOnce = 1_000;

/** An installed package. */
export interface Installed {
  readonly name: string;
  readonly version: string;
}

/** What a package-lock.json installs where development dependencies are left out. */
export const deployedPackages = (lock: string): readonly Installed[] =>
  Object.entries(Lock.parse(JSON.parse(lock)).packages).flatMap(([path, { version, dev }]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    return path === '' || dev === true || version === undefined ? [] : [{ name, version }];
  });

/**
 * Asks OSV (https://google.github.io/osv.dev/api/) about packages. As with the registry, advisories
 * of severity high and critical count; one without a severity counts too, since nobody has said
 * that it is harmless.
 * @throws where OSV does not answer.
 */
export const osvVerdict = async (
  packages: readonly Installed[],
  ask: (path: string, body?: unknown) => Promise<unknown> = askOsv,
): Promise<AuditVerdict> => {
  const found = new Map<string, string[]>();
  for (let from = 0; from < packages.length; from += mostAtOnce) {
    const asked = packages.slice(from, from + mostAtOnce);
    const { results } = Batch.parse(
      await ask('/v1/querybatch', {
        queries: asked.map(({ name, version }) => ({
          package: { name, ecosystem: 'npm' },
          version,
        })),
      }),
    );
    for (const [index, { vulns = [] }] of results.entries())
      for (const { id } of vulns)
        found.set(id, [...(found.get(id) ?? []), asked[index]?.name ?? id]);
  }
  const serious = new Set<string>();
  let moderate = 0;
  for (const [id, names] of found) {
    const { withdrawn, database_specific } = Advisory.parse(await ask(`/v1/vulns/${id}`));
    if (withdrawn !== undefined) continue;
    const severity = database_specific?.severity?.toUpperCase() ?? 'HIGH';
    if (severity === 'MODERATE') moderate += 1;
    if (severity === 'HIGH' || severity === 'CRITICAL') for (const name of names) serious.add(name);
  }
  return serious.size > 0
    ? { kind: 'vulnerable', packages: [...serious].sort() }
    : { kind: 'clean', moderate };
};

const askOsv = async (path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(`https://api.osv.dev${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`OSV answered ${response.status}`);
  return response.json();
};

/** `osvVerdict` of the project's own lock file; skipped where OSV cannot be reached. */
export const auditByOsv = (): Promise<AuditVerdict> =>
  osvVerdict(deployedPackages(readFileSync('package-lock.json', 'utf8'))).catch(
    (error: unknown): AuditVerdict => ({
      kind: 'skipped',
      reason: `OSV: ${error instanceof Error ? error.message : 'no answer'}`,
    }),
  );
