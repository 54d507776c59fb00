create or replace function api.files_removed(paths text[]) returns jsonb
language sql set search_path = '' as $$
  with removed as (delete from bauhaus.files_to_remove r where r.path = any (paths) returning 1)
  select jsonb_build_object('removed', (select count(*) from removed))
$$;

comment on function api.files_removed is 'PersonalData.filesRemoved.';
