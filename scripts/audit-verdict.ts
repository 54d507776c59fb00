import { z } from 'zod';

const Report = z.object({
  metadata: z.object({
    vulnerabilities: z.object({ moderate: z.int(), high: z.int(), critical: z.int() }),
  }),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
});

/** The outcome of an audit; `skipped`: the registry offers no advisories, or gave no answer. */
export type AuditVerdict =
  | { readonly kind: 'clean'; readonly moderate: number }
  | { readonly kind: 'vulnerable'; readonly packages: readonly string[] }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Reads what `npm audit --json` prints: advisories of severity high and critical count. */
export const auditVerdict = (output: string): AuditVerdict => {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    return { kind: 'skipped', reason: 'npm audit printed no JSON' };
  }
  const report = Report.safeParse(json);
  if (!report.success) {
    const message: unknown = Reflect.get(Object(json), 'message');
    return { kind: 'skipped', reason: typeof message === 'string' ? message : 'no report' };
  }
  const { metadata, vulnerabilities } = report.data;
  const packages = Object.entries(vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name]) => name);
  return packages.length > 0
    ? { kind: 'vulnerable', packages }
    : { kind: 'clean', moderate: metadata.vulnerabilities.moderate };
};
