create or replace function api.put_notice(notice jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  entered bauhaus.notices;
begin
  insert into bauhaus.notices (id, agency_id, texts, target, previewed_by, previewed_by_id,
    previewed_at, expires_at)
  values ((notice ->> 'id')::uuid, agency, notice -> 'texts', notice -> 'target', notice ->> 'by',
    notice ->> 'byId', (notice ->> 'now')::timestamptz, (notice ->> 'expiresAt')::timestamptz)
  returning * into entered;
  insert into bauhaus.notice_recipients (notice_id, agency_id, contact_id, contact_revision,
    trip_id, language, message_id)
  select entered.id, agency, (r ->> 'contactId')::uuid, (r ->> 'revision')::integer,
    (r ->> 'tripId')::uuid, r ->> 'language',
    bauhaus.uuid_v5(format('["notice","%s","%s"]', entered.id, r ->> 'contactId'))
    from jsonb_array_elements(notice -> 'recipients') r;
  return bauhaus.notice_json(entered);
end
$$;

comment on function api.put_notice is 'Notices.put: keeps a preview; nothing is sent by it.';
