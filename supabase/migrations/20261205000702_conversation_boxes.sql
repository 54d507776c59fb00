-- Written by `npm run db:migration` from supabase/schemas: what changed there since the
-- migrations before it. Deployments with the Supabase CLI get functions, policies and grants
-- from here.

set lock_timeout = '10s';
set statement_timeout = '60s';

create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.repeatables (
  name text primary key,
  checksum text not null
);

set check_function_bodies = off;

create or replace function api.list_conversations(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  box constant text := filter ->> 'box';
  ids uuid[];
begin
  -- Ids alone are sorted, of which there may be thousands, and a page of rows is read.
  ids := array(
    select h.id
      from bauhaus.conversation_threads h
      left join (
        select distinct on (k.facts ->> 'conversationId') k.facts ->> 'conversationId' as id,
               k.severity = 'urgent' as is_urgent, k.opened_at
          from bauhaus.tasks k
         where k.agency_id = agency and k.kind = 'handoff' and k.state <> 'done'
         order by k.facts ->> 'conversationId', k.severity = 'urgent' desc, k.opened_at, k.id
      ) w on w.id = h.id::text
     where h.agency_id = agency
       and (filter ->> 'phone' is null or h.phone = filter ->> 'phone')
       and (filter ->> 'id' is null or h.id = (filter ->> 'id')::uuid)
       and (filter -> 'groups' is null or bauhaus.is_of_groups('conversation', h.id::text,
         array(select jsonb_array_elements_text(filter -> 'groups'))::uuid[]))
       and (filter ->> 'takenOverBy' is null or h.taken_over_by = filter ->> 'takenOverBy')
       and (box is null or h.taken_over_by is null and (box = 'waiting') = (w.id is not null))
     order by case when box = 'waiting' then not w.is_urgent end,
       case when box = 'waiting' then w.opened_at end,
       h.last_inbound_at desc nulls last, h.id
     limit (filter ->> 'limit')::integer offset coalesce((filter ->> 'offset')::integer, 0));
  return (select coalesce(jsonb_agg(bauhaus.conversation_json(h) order by x.place), '[]')
    from unnest(ids) with ordinality x (id, place)
    join bauhaus.conversation_threads h on h.id = x.id);
end
$$;

comment on function api.list_conversations is
  'ConversationDesk.conversations, latest inbound message first; of those that wait the urgent '
  'ones first, then by how long they do.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_conversations',
  'b324dfe03da353f3bb58ee2d5f9c6fb4c79ac0ce2a6d77736ce214597edabe7c')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
