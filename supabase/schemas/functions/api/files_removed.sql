create or replace function api.files_removed(paths text[], at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  removed integer;
begin
  update bauhaus.files_to_remove r set since = r.until
   where r.path = any (paths) and r.until > at;
  delete from bauhaus.files_to_remove r
   where r.path = any (paths) and r.since <= at and coalesce(r.until <= at, true);
  get diagnostics removed = row_count;
  return jsonb_build_object('removed', removed);
end
$$;

comment on function api.files_removed is
  'PersonalData.filesRemoved; a file that may be put once more is removed again after that.';
