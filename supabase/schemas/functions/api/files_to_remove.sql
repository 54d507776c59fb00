create or replace function api.files_to_remove(at timestamptz, at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(f.path order by f.path), '[]') from (
    select r.path from bauhaus.files_to_remove r
     where r.since <= at order by r.since limit at_most) f
$$;

comment on function api.files_to_remove is 'PersonalData.filesToRemove.';
