create or replace function bauhaus.account_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender,
    'emergencyPhone', a.emergency_phone, 'createdAt', bauhaus.instant(a.inserted_at),
    'suspendedAt', bauhaus.instant(a.suspended_at), 'suspendedBecause', a.suspended_because,
    'keys', (select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
      from bauhaus.agency_api_keys k where k.agency_id = a.id))
$$;

comment on function bauhaus.account_json is 'Account of shared/ports/accounts.ts.';
