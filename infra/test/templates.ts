import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties: Readonly<Record<string, unknown>>;
}
/** A synthesised stack. */
export interface Template {
  readonly name: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly json: unknown;
}
/** All stacks of a stage, and the complaints of cdk-nag. */
export interface Synthesis {
  readonly templates: readonly Template[];
  readonly complaints: readonly string[];
  /** The Messaging stack of a stage that keeps no data. */
  readonly throwaway: Template;
}

const complaintsIn = (metadata: unknown): string[] =>
  Object.entries(Object(metadata)).flatMap(([path, entries]) =>
    (Array.isArray(entries) ? entries : [])
      .filter((entry) =>
        ['aws:cdk:error', 'aws:cdk:warning'].includes(String(Reflect.get(Object(entry), 'type'))),
      )
      .map((entry) => `${path}: ${String(Reflect.get(Object(entry), 'data'))}`),
  );

/** Synthesises the stage of the tests. */
export const synthesise = (): Synthesis => {
  const folder = mkdtempSync(join(tmpdir(), 'bauhaus-synth-'));
  try {
    execFileSync(process.execPath, ['infra/test/synth.ts', folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, AWS_REGION: '', CDK_DISABLE_VERSION_CHECK: '1' },
    });
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const template = (file: string): Template => {
      const json = read(file);
      return {
        name: basename(file).replace(/^Bauhaus-test-|\.template\.json$/g, ''),
        resources: Reflect.get(Object(json), 'Resources') ?? {},
        json,
      };
    };
    const manifest = Object(read('manifest.json'));
    return {
      templates: files.filter((file) => file.endsWith('.template.json')).map(template),
      throwaway: template('throwaway/Messaging.template.json'),
      complaints: [
        ...Object.values(Object(manifest.artifacts)).flatMap((artifact) =>
          complaintsIn(Reflect.get(Object(artifact), 'metadata')),
        ),
        ...files
          .filter((file) => file.endsWith('.metadata.json'))
          .flatMap((file) => complaintsIn(read(file))),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A template without the hashes of assets, which differ between builds. */
export const masked = (template: unknown): unknown =>
  JSON.parse(
    JSON.stringify(template)
      .replace(/\b[0-9a-f]{64}\b/g, 'ASSET')
      // The id of a version changes with everything that a function is made of.
      .replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1'),
  );

/** The body of the one dashboard. */
export const dashboardBodyOf = ({ templates }: Synthesis): unknown =>
  templates
    .flatMap(({ resources }) => Object.values(resources))
    .find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')?.Properties['DashboardBody'];
