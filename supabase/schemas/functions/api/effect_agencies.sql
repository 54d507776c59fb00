create or replace function api.effect_agencies(ids uuid[]) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id)), '[]'::jsonb)
    from bauhaus.notifications_log n where n.id = any (ids)
$$;

comment on function api.effect_agencies is
  'The agencies that effects belong to, for a caller that knows only ids.';
