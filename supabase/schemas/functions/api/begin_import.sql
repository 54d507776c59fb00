create or replace function api.begin_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  import bauhaus.imports;
begin
  select * into import from bauhaus.imports i where i.id = (request ->> 'id')::uuid for update;
  if not found then
    return null;
  elsif import.state = any (array(select jsonb_array_elements_text(request -> 'from'))) then
    update bauhaus.imports i
       set state = request ->> 'to', actor = request -> 'actor',
           welcome = coalesce(request ->> 'welcome', i.welcome),
           spread_days = coalesce((request ->> 'spreadDays')::integer, i.spread_days),
           applied_at = coalesce(i.applied_at, at)
     where i.id = import.id returning * into import;
  elsif import.state <> request ->> 'to' then
    return null;
  end if;
  perform bauhaus.request_import_work(import, at);
  return bauhaus.import_json(import);
end
$$;

comment on function api.begin_import is
  'Imports.begin: compare and set. What has begun already keeps what it began with.';
