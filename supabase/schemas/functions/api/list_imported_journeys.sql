create or replace function api.list_imported_journeys(import_id uuid, filter jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('position', n.position, 'verdict', n.verdict,
      'state', n.state, 'journeyId', n.journey_id, 'outcome', n.outcome, 'content', n.content)
      order by n.position), '[]')
    from (select * from bauhaus.imported_journeys j
      where j.import_id = list_imported_journeys.import_id
        and j.position > (filter ->> 'after')::integer
        and (filter ->> 'verdict' is null or j.verdict = filter ->> 'verdict'
          or j.row_verdicts ? (filter ->> 'verdict'))
        and (filter ->> 'state' is null or j.state = filter ->> 'state')
      order by j.position limit (filter ->> 'limit')::integer) n
$$;

comment on function api.list_imported_journeys is
  'Imports.journeys: with a verdict also those of which a row has it.';
