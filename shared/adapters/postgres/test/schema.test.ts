import { randomBytes } from 'node:crypto';
import { anAgency } from '#shared/testing/builders.ts';
import {
  emptyDatabase,
  type FreshDatabase,
  freshDatabase,
  query,
} from '#shared/testing/postgres.ts';
import { migrate } from '../migrate.ts';
import { provisionAgency } from '../provision.ts';

describe('the schema', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.close());

  it('lets nobody execute a function who was not given it, whatever schema it is in', async () => {
    await query(
      database.url,
      `create function bauhaus.made_later() returns integer language sql return 1;
       create schema later;
       create function later.made_later() returns integer language sql return 1;`,
    );
    const open = await query(
      database.url,
      `select p.oid::regprocedure::text as function
         from pg_proc p
         join pg_namespace n on n.oid = p.pronamespace
        where n.nspname not in ('pg_catalog', 'information_schema', 'extensions')
          and has_function_privilege('anon', p.oid, 'execute')`,
    );
    await query(database.url, 'drop function bauhaus.made_later(); drop schema later cascade;');
    expect(open).toEqual([]);
  });

  it('has row-level security on every table, forced on its owner too', async () => {
    const unprotected = `
      select c.relname from pg_class c
       where c.relnamespace = 'bauhaus'::regnamespace and c.relkind in ('r', 'p')
         and not (c.relrowsecurity and c.relforcerowsecurity)`;
    expect(await query(database.url, unprotected)).toEqual([]);
  });

  it('works for an owner that is an ordinary role, as a hosted database has', async () => {
    const ordinary = await emptyDatabase();
    const owner = `owner_${randomBytes(4).toString('hex')}`;
    const name = new URL(ordinary.url).pathname.slice(1);
    await query(
      ordinary.url,
      `create role ${owner} login createrole password 'of-a-test';
       grant agent, keeper, system, operator, router to ${owner} with admin option;
       alter database ${name} owner to ${owner};`,
    );
    const url = Object.assign(new URL(ordinary.url), {
      username: owner,
      password: 'of-a-test',
    }).href;
    await migrate({ url });
    const agency = anAgency();
    await provisionAgency(url, agency);
    expect(
      await query(
        url,
        `select a.name, bauhaus.opted_out_since(a.sender, '+5491155550100') as since
           from bauhaus.agencies a`,
      ),
    ).toEqual([{ name: agency.name, since: null }]);
    await ordinary.close();
  });

  it('shows the digests of who opted out to no role, and lets none write them', async () => {
    const rights = `
      select r.rolname || ' ' || p.privilege as right
        from pg_roles r, (values ('select'), ('insert'), ('update'), ('references')) p (privilege)
       where r.rolname in ('anon', 'authenticated', 'authenticator', 'agent', 'system')
         and has_any_column_privilege(r.oid, 'bauhaus.suppressed_recipients', p.privilege)`;
    expect(await query(database.url, rights)).toEqual([]);
  });

  it('lets nobody change what was said of consent, nor whose a trip is', async () => {
    const changeable = `
      select c.relname || '.' || a.attname as "column"
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       cross join (values ('agent'), ('system')) r (role)
       where c.relnamespace = 'bauhaus'::regnamespace
         and (c.relname = 'contact_consents' or a.attname = 'consent'
              or (c.relname, a.attname) in (('trips', 'agency_id'), ('trips', 'id')))
         and (has_column_privilege(r.role, c.oid, a.attname, 'update')
              or c.relname = 'contact_consents' and has_table_privilege(r.role, c.oid, 'delete'))`;
    expect(await query(database.url, changeable)).toEqual([]);
  });

  it('has api functions with the caller’s rights, no search path, and none for anon', async () => {
    const unsafe = `
      select p.proname from pg_proc p
       where p.pronamespace = 'api'::regnamespace
         and (p.prosecdef
              or (p.proconfig is distinct from array['search_path=""']
                  and p.proconfig is distinct from
                      array['search_path=""', 'plan_cache_mode=force_generic_plan'])
              or has_function_privilege('anon', p.oid, 'execute')
              or has_function_privilege('authenticated', p.oid, 'execute'))`;
    expect(await query(database.url, unsafe)).toEqual([]);
  });

  it('has six helpers with rights of their own: opt-outs, incidents, webhooks, …', async () => {
    expect(
      await query(
        database.url,
        `select proname::text as name, proconfig as settings from pg_proc
          where pronamespace in ('bauhaus'::regnamespace, 'rules'::regnamespace) and prosecdef
          order by proname`,
      ),
    ).toEqual([
      {
        name: 'enter_webhook_deliveries',
        settings: ['search_path=""', 'plan_cache_mode=force_generic_plan'],
      },
      { name: 'forget_consents', settings: ['search_path=""'] },
      { name: 'note_change', settings: ['search_path=""'] },
      { name: 'opted_out_since', settings: ['search_path=""'] },
      { name: 'refresh_incident', settings: ['search_path=""'] },
      { name: 'share_suppression', settings: ['search_path=""'] },
    ]);
  });

  it('lets agents and the system call just these functions', async () => {
    const callable = (role: string) => `
      select array_agg(p.proname::text order by p.proname) as names from pg_proc p
       where p.pronamespace = 'api'::regnamespace
         and has_function_privilege('${role}', p.oid, 'execute')`;
    expect(await query(database.url, callable('agent'))).toEqual([
      {
        names: [
          'accept_invitation',
          'add_api_key',
          'add_data_key',
          'add_document',
          'add_knowledge',
          'add_places',
          'add_push_subscription',
          'add_to_journey',
          'add_webhook',
          'answer_call',
          'approve_itinerary',
          'begin_import',
          'begin_upload',
          'book_journey',
          'book_trip',
          'cancel_trip',
          'change_member',
          'change_webhook',
          'claim_effects',
          'claim_import',
          'claim_monthly_report',
          'claim_webhook_deliveries',
          'commit_turn',
          'create_import',
          'data_keys',
          'edit_agency',
          'edit_contact',
          'edit_journey',
          'edit_leg',
          'edit_passenger',
          'edit_trip',
          'erase_contact',
          'explain_contact',
          'export_contact',
          'files_removed',
          'files_to_remove',
          'finish_import',
          'get_agency',
          'get_complete_trip_context',
          'get_contact',
          'get_conversation',
          'get_duty',
          'get_group',
          'get_import',
          'get_import_table',
          'get_incident',
          'get_invitation',
          'get_journey',
          'get_knowledge',
          'get_notice',
          'get_place',
          'get_settings',
          'get_trip',
          'give_conversation_back',
          'has_places',
          'hold_storage',
          'import_context',
          'import_work',
          'invite_member',
          'is_own',
          'journey_messages',
          'journey_stays',
          'knowledge_without_embedding',
          'leave_agency',
          'leave_trip',
          'list_api_keys',
          'list_audit',
          'list_brakes',
          'list_changes',
          'list_contacts',
          'list_conversations',
          'list_flights',
          'list_groups',
          'list_imported_journeys',
          'list_imports',
          'list_incidents',
          'list_invitations',
          'list_journeys',
          'list_knowledge',
          'list_members',
          'list_places',
          'list_tasks',
          'list_trips',
          'list_webhook_deliveries',
          'list_webhooks',
          'load_turn',
          'model_budget',
          'move_incident',
          'move_passenger',
          'note_in_conversation',
          'notice_candidates',
          'people_of_group',
          'people_on_flight',
          'ping',
          'place_gaps',
          'places_without_embedding',
          'platform_ceilings',
          'purge_agency',
          'push_subscriptions',
          'put_brake',
          'put_duty',
          'put_knowledge_embeddings',
          'put_notice',
          'put_place_embeddings',
          'put_reach',
          'put_setting',
          'put_stay_plan',
          'quarantine_event',
          'read_import_again',
          'receive_inbound',
          'record_act',
          'record_model_call',
          'release_import',
          'remove_document',
          'remove_knowledge',
          'remove_place',
          'remove_push_subscription',
          'remove_webhook',
          'replace_knowledge',
          'replace_place',
          'replay_material',
          'report_answers',
          'report_cost',
          'report_delivery',
          'report_handoffs',
          'report_incidents',
          'report_news',
          'report_wakings',
          'request_itinerary',
          'request_test_message',
          'resend_webhook_delivery',
          'revoke_api_key',
          'revoke_invitation',
          'rotate_api_key',
          'rotate_webhook_secret',
          'save_import_reading',
          'search_knowledge',
          'search_places',
          'send_notice',
          'settle_effects',
          'settle_imported_journey',
          'settle_monthly_report',
          'settle_webhook_delivery',
          'shadow_report',
          'stay_itineraries',
          'stop_notice',
          'take_over_conversation',
          'test_webhook',
          'trip_documents',
          'trip_messages',
          'trip_timeline',
          'update_task',
          'waiting_effects',
          'was_said',
          'withdraw_journey',
          'withdraw_leg',
          'write_group',
          'write_to_traveller',
        ],
      },
    ]);
    expect(await query(database.url, callable('system'))).toEqual([
      {
        names: [
          'add_data_key',
          'agencies_of_sender',
          'agency_ids',
          'agency_of_invitation',
          'agency_of_trip',
          'authenticate_key',
          'authenticate_session',
          'circuit_breakers',
          'commit_turn',
          'data_keys',
          'delivery_report',
          'delivery_reports',
          'due_webhook_deliveries',
          'effect_agencies',
          'end_session',
          'load_turn',
          'mark_published',
          'memberships_of',
          'monthly_reports_due',
          'operations_report',
          'operations_state',
          'overdue',
          'ping',
          'purge_expired',
          'purge_flight_answers',
          'put_flight_snapshot',
          'quarantine_event',
          'receive_alert',
          'start_session',
          'swap_circuit_breaker',
          'take_far_timers',
          'take_flight_snapshot',
          'take_unpublished',
        ],
      },
    ]);
  });

  it('keeps names, phones and words from the system', async () => {
    const readable = `
      select c.relname || '.' || a.attname as "column"
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'bauhaus'::regnamespace and c.relkind = 'r'
         and a.attname in ('client_name', 'passenger_key', 'whatsapp', 'recipient', 'phone', 'text',
                           'content', 'metadata', 'client_description', 'stay')
         and has_column_privilege('system', c.oid, a.attname, 'select')`;
    expect(await query(database.url, readable)).toEqual([]);
  });
});
