import { auditVerdict } from '../scripts/audit-verdict.ts';

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
