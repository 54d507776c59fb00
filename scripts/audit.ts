import { spawnSync } from 'node:child_process';
import { auditVerdict } from './audit-verdict.ts';
import { auditByOsv } from './osv.ts';

/**
 * `npm run audit`: asks the registry for advisories about what is deployed, and where it offers
 * none (mirrors often do not) OSV. Fails on high and critical ones; where neither answers, says so
 * and passes.
 */
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const byRegistry = auditVerdict(stdout);
const byOsv = byRegistry.kind === 'skipped' ? await auditByOsv() : null;
const verdict = byOsv ?? byRegistry;
switch (verdict.kind) {
  case 'clean':
    process.stdout.write(`no high or critical advisories; ${verdict.moderate} moderate\n`);
    break;
  case 'skipped':
    process.stdout.write(
      `dependencies are not audited here: ${[byRegistry, verdict]
        .flatMap((v) => (v.kind === 'skipped' ? [v.reason] : []))
        .join('; ')}\n`,
    );
    break;
  case 'vulnerable':
    process.stderr.write(`high or critical advisories: ${verdict.packages.join(', ')}\n`);
    process.exitCode = 1;
}
