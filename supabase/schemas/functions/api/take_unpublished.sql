create or replace function api.take_unpublished(
  types text[], at timestamptz, at_most integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  taken jsonb;
begin
  with waiting as (
    select o.id from bauhaus.outbox o
     where o.published_at is null and o.type = any (types)
       and (o.leased_at is null or o.leased_at < at - interval '10 seconds')
     order by o.emitted_at limit at_most for update skip locked),
  handed as (
    update bauhaus.outbox o set leased_at = at from waiting w where o.id = w.id
      returning o.event, o.emitted_at)
  select coalesce(jsonb_agg(h.event order by h.emitted_at), '[]'::jsonb) into taken from handed h;
  return taken;
end
$$;

comment on function api.take_unpublished is
  'Outbox.takeUnpublished: events that were not published, leased to the caller for ten seconds.';
