create or replace function bauhaus.emit(event jsonb) returns void
language plpgsql as $$
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  values ((event ->> 'id')::uuid, (event ->> 'agencyId')::uuid, event ->> 'type', event,
    (event ->> 'time')::timestamptz)
  on conflict (id) do nothing;
end
$$;
