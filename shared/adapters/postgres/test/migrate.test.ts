import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '#shared/testing/postgres.ts';
import { migrate } from '../migrate.ts';

const query = async (url: string, text: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

describe('migrating', () => {
  const databases: FreshDatabase[] = [];
  const empty = async () => {
    const database = await emptyDatabase();
    databases.push(database);
    return database.url;
  };
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
  });

  it('applies everything once, in order, and nothing the second time', async () => {
    const url = await empty();
    const applied = await migrate({ url });
    expect(applied.length).toBeGreaterThan(0);
    expect([...applied].sort()).toEqual(applied);
    expect(await migrate({ url })).toEqual([]);
    expect(
      await query(
        url,
        'select version from supabase_migrations.schema_migrations order by version',
      ),
    ).toEqual(applied.map((version) => ({ version })));
  });

  it('by two processes at once is done by one of them', async () => {
    const url = await empty();
    const [one, two] = await Promise.all([migrate({ url }), migrate({ url })]);
    expect([one.length, two.length].sort((a, b) => a - b)[0]).toBe(0);
    expect(one.length + two.length).toBe(
      (await query(url, 'select from supabase_migrations.schema_migrations')).length,
    );
  });

  it('that fails leaves what was before it, and names the file', async () => {
    const url = await empty();
    const directory = await mkdtemp(join(tmpdir(), 'migrations-'));
    await writeFile(join(directory, '001_good.sql'), 'create table good (id int)');
    await writeFile(
      join(directory, '002_bad.sql'),
      'create table half (id int); select no_such_thing()',
    );
    await expect(migrate({ url, directory })).rejects.toThrow('002_bad');
    expect(
      await query(
        url,
        "select to_regclass('good') is not null as good, to_regclass('half') is not null as half",
      ),
    ).toEqual([{ good: true, half: false }]);
    await writeFile(join(directory, '002_bad.sql'), 'create table half (id int)');
    expect(await migrate({ url, directory })).toEqual(['002']);
    await rm(directory, { recursive: true });
  });
});

describe('the schema', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.close());

  it('has row-level security on every table', async () => {
    const open =
      "select c.relname from pg_class c where c.relnamespace = 'bauhaus'::regnamespace and c.relkind = 'r' and not c.relrowsecurity";
    expect(await query(database.url, open)).toEqual([]);
  });

  it('has api functions that run with the caller’s rights and an empty search path, and that nobody may call unnamed', async () => {
    const careless = `
      select p.proname from pg_proc p
       where p.pronamespace = 'api'::regnamespace
         and (p.prosecdef or (p.proconfig is distinct from array['search_path=""']
              and p.proconfig is distinct from array['search_path=""', 'plan_cache_mode=force_generic_plan']) or has_function_privilege('anon', p.oid, 'execute')
              or has_function_privilege('authenticated', p.oid, 'execute'))`;
    expect(await query(database.url, careless)).toEqual([]);
  });

  it('has no helper that runs with other rights than the caller’s', async () => {
    expect(
      await query(
        database.url,
        "select proname from pg_proc where pronamespace = 'bauhaus'::regnamespace and prosecdef",
      ),
    ).toEqual([]);
  });

  it('lets agents and the system call just these functions', async () => {
    const callable = (role: string) => `
      select array_agg(p.proname::text order by p.proname) as names from pg_proc p
       where p.pronamespace = 'api'::regnamespace and has_function_privilege('${role}', p.oid, 'execute')`;
    expect(await query(database.url, callable('agent'))).toEqual([
      {
        names: [
          'add_document',
          'approve_itinerary',
          'book_trip',
          'cancel_trip',
          'claim_effects',
          'commit_turn',
          'edit_trip',
          'get_complete_trip_context',
          'get_conversation',
          'get_place',
          'get_settings',
          'get_trip',
          'give_conversation_back',
          'has_places',
          'list_conversations',
          'list_places',
          'list_tasks',
          'list_trips',
          'load_turn',
          'model_budget',
          'nearest_departure',
          'ping',
          'places_without_embedding',
          'put_place',
          'put_place_embeddings',
          'put_setting',
          'quarantine_event',
          'receive_inbound',
          'record_model_call',
          'remove_place',
          'request_itinerary',
          'search_places',
          'settle_effects',
          'take_over_conversation',
          'trip_documents',
          'trip_itineraries',
          'trip_messages',
          'trip_timeline',
          'update_task',
          'waiting_effects',
          'write_to_traveller',
        ],
      },
    ]);
    expect(await query(database.url, callable('system'))).toEqual([
      {
        names: [
          'agencies_of_sender',
          'authenticate_key',
          'circuit_breakers',
          'commit_turn',
          'delivery_report',
          'delivery_reports',
          'effect_agencies',
          'load_turn',
          'mark_carried',
          'operations_report',
          'overdue',
          'ping',
          'purge_expired',
          'put_flight_snapshot',
          'quarantine_event',
          'receive_alert',
          'swap_circuit_breaker',
          'take_flight_snapshot',
          'take_uncarried',
        ],
      },
    ]);
  });

  it('keeps names, phones and words from the system', async () => {
    const readable = `
      select c.relname || '.' || a.attname as "column" from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'bauhaus'::regnamespace and c.relkind = 'r'
         and a.attname in ('client_name', 'passenger_key', 'whatsapp', 'recipient', 'phone', 'text', 'content', 'metadata', 'client_description', 'stay')
         and has_column_privilege('system', c.oid, a.attname, 'select')`;
    expect(await query(database.url, readable)).toEqual([]);
  });
});
