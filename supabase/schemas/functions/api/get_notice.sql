create or replace function api.get_notice(notice uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.notice_json(n) from bauhaus.notices n where n.id = notice
$$;

comment on function api.get_notice is 'Notices.notice; null where the agency has no such notice.';
