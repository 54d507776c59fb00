import { spawnSync } from 'node:child_process';
import { auditVerdict } from './audit-verdict.ts';

/**
 * `npm run audit`: asks the registry for advisories about what is deployed. Fails on high and
 * critical ones; where the registry offers none (mirrors often do not), says so and passes.
 */
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const verdict = auditVerdict(stdout);
switch (verdict.kind) {
  case 'clean':
    process.stdout.write(`no high or critical advisories; ${verdict.moderate} moderate\n`);
    break;
  case 'skipped':
    process.stdout.write(`dependencies are not audited here: ${verdict.reason}\n`);
    break;
  case 'vulnerable':
    process.stderr.write(`high or critical advisories: ${verdict.packages.join(', ')}\n`);
    process.exitCode = 1;
}
