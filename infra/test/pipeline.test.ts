import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { variables } from '#shared/config-variables.ts';

const workflows = readdirSync('.github/workflows').map((file) => ({
  file,
  text: readFileSync(join('.github/workflows', file), 'utf8'),
}));
const valueAt = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value);

describe('workflows', () => {
  it('run only actions that are named by what they are, and not by a tag that may move', () => {
    const used = workflows.flatMap(({ text }) =>
      [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((action) => !/^(\.\/|[\w.-]+\/[\w.-]+@[0-9a-f]{40}$)/.test(action))).toEqual(
      [],
    );
  });

  it('deploy what was built once to each stage, in order', () => {
    const text = workflows.find(({ file }) => file === 'deploy.yml')?.text ?? '';
    const jobs = valueAt(parse(text), 'jobs');
    expect(['dev', 'staging', 'production'].map((name) => valueAt(jobs, name, 'needs'))).toEqual([
      'build',
      'dev',
      'staging',
    ]);
    const stage = workflows.find(({ file }) => file === 'deploy-stage.yml')?.text ?? '';
    expect(stage).not.toMatch(/cdk synth|smoke:bundles/);
    expect(stage).toContain('--app assemblies/');
  });

  it('migrate with every setting that migrating reads, and the key of the stage', () => {
    const stage = workflows.find(({ file }) => file === 'deploy-stage.yml')?.text ?? '';
    const steps = valueAt(parse(stage), 'jobs', 'deploy', 'steps');
    const step = (Array.isArray(steps) ? steps : []).find(
      (each) => valueAt(each, 'run') === 'npm run migrate',
    );
    const given = Object(valueAt(step, 'env'));
    const script = readFileSync('scripts/migrate.ts', 'utf8');
    const named = [...script.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([name]) => name);
    // Of these it reads all that there are.
    expect(script).toContain("startsWith('PLATFORM_')");
    const ceilings = Object.keys(variables).filter((name) => name.startsWith('PLATFORM_'));
    expect(Object.keys(given).sort()).toEqual([...new Set([...named, ...ceilings])].sort());
    expect(valueAt(given, 'SEALING_KEY_ID')).toMatch(
      /^alias\/bauhaus-\$\{\{ inputs\.stage \}\}-sealing$/,
    );
    const credentials = readFileSync('infra/lib/credentials-stack.ts', 'utf8');
    expect(credentials).toMatch(/alias: `bauhaus-\$\{stage\.name\}-sealing`/);
  });

  it('ask for an approval before production', () => {
    const environments: unknown = JSON.parse(readFileSync('.github/environments.json', 'utf8'));
    expect(valueAt(environments, 'production', 'reviewers')).toHaveLength(1);
  });
});

it('a role of the pipeline is for the jobs of its stage’s environment alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
  try {
    execFileSync('node', ['infra/bin/pipeline.ts'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify({ repository: 'agency/bauhaus-travel' }),
      },
    });
    const template: unknown = JSON.parse(
      readFileSync(join(folder, 'Bauhaus-Pipeline.template.json'), 'utf8'),
    );
    const keys = JSON.stringify(valueAt(template, 'Resources')).matchAll(
      /"kms:ResourceAliases":"([^"]+)"/g,
    );
    expect([...keys].map(([, alias]) => alias)).toEqual(
      ['dev', 'staging', 'production'].map((stage) => `alias/bauhaus-${stage}-sealing`),
    );
    const subjects = Object.values(Object(valueAt(template, 'Resources')))
      .filter((resource) => valueAt(resource, 'Type') === 'AWS::IAM::Role')
      .map((role) => {
        const [statement] = Object.values(
          Object(valueAt(role, 'Properties', 'AssumeRolePolicyDocument', 'Statement')),
        );
        return valueAt(
          statement,
          'Condition',
          'StringEquals',
          'token.actions.githubusercontent.com:sub',
        );
      });
    expect(subjects).toEqual(
      ['dev', 'staging', 'production'].flatMap((stage) => [
        `repo:agency/bauhaus-travel:environment:${stage}-read`,
        `repo:agency/bauhaus-travel:environment:${stage}`,
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
