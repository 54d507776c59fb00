create or replace function api.begin_upload(path text, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  with begun as (
    insert into bauhaus.files_to_remove (path, agency_id, since, until)
    values (path, bauhaus.current_agency(), at + interval '1 day', at + interval '3 hours')
    on conflict do nothing returning 1)
  select to_jsonb(exists (select from begun))
$$;

comment on function api.begin_upload is
  'ConversationDesk.beginUpload: the file of an upload goes a day after it began, whatever became '
  'of it; one that is completed has been copied by then.';
