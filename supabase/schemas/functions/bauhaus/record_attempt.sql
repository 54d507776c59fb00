create or replace function bauhaus.record_attempt(settlement jsonb) returns void
language sql as $$
  insert into bauhaus.message_attempts (message_id, fence, agency_id, tried_at, settled_at, outcome,
    provider_id, error_code, digest)
  select n.id, n.fence, n.agency_id, n.last_tried_at, (settlement ->> 'at')::timestamptz,
      settlement ->> 'kind', settlement ->> 'providerId', settlement ->> 'code',
      encode(sha256(convert_to(n.recipient || n.content::text, 'UTF8')), 'hex')
    from bauhaus.notifications_log n
   where n.id = (settlement ->> 'id')::uuid and n.fence = (settlement ->> 'fence')::integer
     and n.last_tried_at is not null
  on conflict do nothing
$$;

comment on function bauhaus.record_attempt is
  'Enters the outcome of one attempt, also where a status callback had told it before.';
