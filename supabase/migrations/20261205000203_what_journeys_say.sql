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

create or replace function bauhaus.trip_context(trip uuid) returns jsonb
language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(trip);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id),
        '[]'::jsonb)
        from bauhaus.documents d where d.trip_id = trip),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid,
      core #>> '{trip,whatsapp}', rules.recent_messages_limit()),
    'stays', (select bauhaus.stays_json(j) from bauhaus.journeys j
      where j.id = (core #>> '{trip,journeyId}')::uuid),
    'journeyMetadata', (select j.metadata from bauhaus.journeys j
      where j.id = (core #>> '{trip,journeyId}')::uuid));
end
$$;

comment on function bauhaus.trip_context is
  'CompleteTripContext: trip_core with documents, latest messages, stays, what the journey says.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_context',
  'b41de72e2a28c3dbbde38013f47bbc62b96163789ebb4807a516df5881309aa9')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
