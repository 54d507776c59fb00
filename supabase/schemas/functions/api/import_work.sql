create or replace function api.import_work(import_id uuid, what jsonb) returns jsonb
language sql stable set search_path = '' as $$
  with of_import as (
    select j.*, row_number() over (
        partition by j.verdict order by j.departure nulls last, j.position) - 1 as nth,
        count(*) over (partition by j.verdict) as of_all
      from bauhaus.imported_journeys j where j.import_id = import_work.import_id)
  select coalesce(jsonb_agg(jsonb_build_object('position', n.position, 'state', n.state,
      'verdict', n.verdict, 'journeyId', n.journey_id, 'basis', n.basis,
      'revisionAfter', n.revision_after, 'content', n.content, 'nth', n.nth, 'of', n.of_all)
      order by n.departure nulls last, n.position), '[]')
    from (select * from of_import o
      where o.verdict in ('new', 'changed')
        and o.state = any (array(select jsonb_array_elements_text(what -> 'states')))
      order by o.departure nulls last, o.position limit (what ->> 'limit')::integer) n
$$;

comment on function api.import_work is 'Imports.work: the first departures first.';
