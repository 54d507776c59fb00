create or replace function api.hold_storage(bytes bigint) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  if bauhaus.ceiling(agency, 'storage_mb') is not null then
    perform bauhaus.hold_ceiling(agency, 'storage_mb', (
      select ceil((coalesce(sum(d.bytes), 0) + hold_storage.bytes) / 1000000.0)::bigint
        from bauhaus.documents d where d.agency_id = agency));
  end if;
  return to_jsonb(true);
end
$$;

comment on function api.hold_storage is
  'ConversationDesk.holdStorage: raises BT429 where the documents of the agency would be too many.';
