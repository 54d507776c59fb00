-- Every step is bounded, so that no call is long and none locks much.
create or replace function api.purge_agency(
  at timestamptz, most_months integer, at_most integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  until constant timestamptz := at - make_interval(months => least(most_months, coalesce((
    select case when jsonb_typeof(s.setting_value -> 'months') = 'number'
        then (s.setting_value ->> 'months')::numeric end
      from bauhaus.agencies_settings s
     where s.agency_id = agency and s.setting_key = 'retention'), 12))::integer);
  journey_ids uuid[];
  trip_ids uuid[];
  contact_ids uuid[];
  thread_ids uuid[];
  message_count integer;
  counts jsonb;
  removed integer;
begin
  journey_ids := array(select j.id from bauhaus.journeys j
     where j.agency_id = agency and j.forgotten_at is null and j.inserted_at < until
       and not exists (select from bauhaus.trips t where t.journey_id = j.id
         and bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
           t.return_date) >= until)
     order by j.id limit at_most for no key update);
  trip_ids := array(select t.id from bauhaus.trips t where t.journey_id = any (journey_ids)
    order by t.id for update);
  counts := bauhaus.forget_trips(trip_ids, agency, at)
    || bauhaus.forget_journeys(journey_ids, agency, at);

  contact_ids := array(select c.id from bauhaus.contacts c
     where c.agency_id = agency and c.forgotten_at is null and c.updated_at < until
       and not exists (select from bauhaus.trips t join bauhaus.journeys j on j.id = t.journey_id
         where t.contact_id = c.id and j.forgotten_at is null)
     order by c.id limit at_most for update);
  perform bauhaus.forget_contact(c.id, agency, at) from unnest(contact_ids) c(id);

  -- Words go by their own age, and a conversation when none are left.
  delete from bauhaus.conversations d where d.ctid = any (array(
    select c.ctid from bauhaus.conversations c
     where c.agency_id = agency and c.at < until limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('words', removed);
  thread_ids := array(select h.id from bauhaus.conversation_threads h
     where h.agency_id = agency and coalesce(h.last_inbound_at, h.inserted_at) < until
       and not exists (select from bauhaus.conversations c where c.thread_id = h.id)
     order by h.id limit at_most for update);
  counts := counts || jsonb_build_object('conversations',
    bauhaus.forget_threads(thread_ids, agency, at) -> 'conversations');
  message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
     where n.agency_id = agency and n.trip_id is null and n.forgotten_at is null
       and n.created_at < until
     order by n.id limit at_most for update), at);

  removed := bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
     where k.agency_id = agency and k.trip_id is null and k.updated_at < until
       and (k.facts <> '{}' or k.claimed_by is not null or k.closed_by is not null)
     order by k.id limit at_most for update), at);
  counts := counts || jsonb_build_object('contacts', cardinality(contact_ids),
    'messages', message_count + (counts ->> 'messages')::integer,
    'tasks', removed + (counts ->> 'tasks')::integer);
  delete from bauhaus.suppressions d where d.ctid = any (array(
    select s.ctid from bauhaus.suppressions s
     where s.agency_id = agency and s.changed_at < until limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('suppressions', removed);
  delete from bauhaus.duty_alerts d where d.ctid = any (array(
    select a.ctid from bauhaus.duty_alerts a
     where a.agency_id = agency and a.asked_at < at - interval '30 days' limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('alerts', removed);
  delete from bauhaus.groups d where d.ctid = any (array(
    select g.ctid from bauhaus.groups g
     where g.agency_id = agency and g.inserted_at < until
       and not exists (select from bauhaus.journeys j where j.group_id = g.id) limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('groups', removed);
  delete from bauhaus.sending_brakes d where d.ctid = any (array(
    select b.ctid from bauhaus.sending_brakes b
     where b.agency_id = agency and b.set_at < until and (b.state = 'live' or b.lifts_at < at)
     limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('brakes', removed);
  delete from bauhaus.notices d where d.ctid = any (array(
    select n.ctid from bauhaus.notices n
     where n.agency_id = agency and (n.previewed_at < until
       or n.confirmed_at is null and n.expires_at < at - interval '1 day') limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('notices', removed);
  -- An emptied state was kept for turns that had begun before.
  delete from bauhaus.actors d where d.ctid = any (array(
    select a.ctid from bauhaus.actors a
     where a.agency_id = agency and a.state = 'null' and a.updated_at < at - interval '35 days'
     limit at_most));
  get diagnostics removed = row_count;
  return counts || jsonb_build_object('states', removed);
end
$$;

comment on function api.purge_agency is
  'PersonalData.purge: ends what is past the retention of the agency, at most `at_most` of each '
  'kind; answers the counts. The caller repeats it while anything was.';
