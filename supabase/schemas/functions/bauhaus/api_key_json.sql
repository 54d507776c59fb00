create or replace function bauhaus.api_key_json(k bauhaus.agency_api_keys) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'name', k.name, 'scopes', k.scopes,
    'createdAt', bauhaus.instant(k.inserted_at), 'expiresAt', bauhaus.instant(k.expires_at),
    'revokedAt', bauhaus.instant(k.revoked_at), 'lastUsedAt', bauhaus.instant(k.last_used_at))
$$;

comment on function bauhaus.api_key_json is 'ApiKey of shared/ports/accounts.ts.';
