create or replace function api.list_audit(filter jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'at', bauhaus.instant(l.at),
      'actorKind', l.actor_kind, 'actorId', l.actor_id, 'actorName', l.actor_name,
      'action', l.action, 'objectKind', l.object_kind, 'objectId', l.object_id,
      'changes', l.changes, 'requestId', l.request_id) order by l.id desc), '[]')
    from (select * from bauhaus.audit_log x
      where x.agency_id = bauhaus.current_agency()
        and (filter ->> 'objectId' is null or x.object_id = filter ->> 'objectId')
        and (filter ->> 'objectKind' is null or x.object_kind = filter ->> 'objectKind')
        and (filter ->> 'actor' is null or x.actor_id = filter ->> 'actor')
        and (filter ->> 'action' is null or x.action = filter ->> 'action')
        and (filter ->> 'from' is null or x.at >= (filter ->> 'from')::timestamptz)
        and (filter ->> 'to' is null or x.at <= (filter ->> 'to')::timestamptz)
        and (filter ->> 'before' is null or x.id < (filter ->> 'before')::bigint)
      order by x.id desc limit (filter ->> 'limit')::integer) l
$$;

comment on function api.list_audit is 'AuditTrail.list.';
