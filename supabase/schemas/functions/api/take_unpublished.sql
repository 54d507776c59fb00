create or replace function api.take_unpublished(
  types text[], at timestamptz, at_most integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  events jsonb;
begin
  with unpublished as (
    select o.id from bauhaus.outbox o
     where o.published_at is null and o.type = any (types)
       and (o.leased_at is null or o.leased_at < at - rules.relay_lease())
     order by o.emitted_at limit at_most for update skip locked),
  leased as (
    update bauhaus.outbox o set leased_at = at from unpublished u where o.id = u.id
      returning o.event, o.emitted_at)
  select coalesce(jsonb_agg(l.event order by l.emitted_at), '[]'::jsonb) into events from leased l;
  return events;
end
$$;

comment on function api.take_unpublished is
  'Outbox.takeUnpublished: unpublished events, leased to the caller for ten seconds.';
