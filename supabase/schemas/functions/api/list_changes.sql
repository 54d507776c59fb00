create or replace function api.list_changes(
  after text, groups uuid[], at_most integer
) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  -- A stable function has one snapshot: this one, and what it sees below.
  present constant pg_snapshot := pg_current_snapshot();
  cursor constant text := present::text || '@' || extract(epoch from now())::bigint;
  since pg_snapshot;
  issued timestamptz;
  found_count integer;
  found_changes jsonb;
begin
  begin
    since := split_part(after, '@', 1)::pg_snapshot;
    issued := to_timestamp(split_part(after, '@', 2)::double precision);
  exception when data_exception then
    since := null;
  end;
  -- Rows are kept for three days (retention). One of another database, or of before a backup was
  -- put back, may be ahead of this one.
  if since is null or issued is null or pg_snapshot_xmax(since) > pg_snapshot_xmax(present)
    or issued not between now() - interval '2 days' and now() + interval '1 hour' then
    return jsonb_build_object('changes', '[]'::jsonb, 'cursor', cursor, 'reset', true);
  end if;
  select count(*), coalesce(jsonb_agg(distinct jsonb_build_object('topic', x.topic,
      'id', x.subject)), '[]')
    into found_count, found_changes
    from (select c.topic, c.subject from bauhaus.changes c
      where c.agency_id = (select bauhaus.current_agency())
        and c.xid >= pg_snapshot_xmin(since) and c.xid < pg_snapshot_xmax(present)
        and not pg_visible_in_snapshot(c.xid, since)
        and (groups is null or bauhaus.is_of_groups(c.topic, c.subject, groups))
      limit at_most + 1) x;
  return jsonb_build_object('cursor', cursor, 'reset', found_count > at_most,
    'changes', case when found_count > at_most then '[]' else found_changes end);
end
$$;

comment on function api.list_changes is
  'Changes.after. The cursor is a snapshot and when it was taken: what the one of before did not '
  'see and this one sees has been committed since, whatever the order of numbers. Only the primary '
  'knows it: a standby does not list who is under way.';
