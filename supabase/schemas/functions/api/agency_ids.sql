create or replace function api.agency_ids() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(a.id order by a.id), '[]') from bauhaus.agencies a
$$;

comment on function api.agency_ids is 'PersonalData.agencies: all agencies, for the retention job.';
