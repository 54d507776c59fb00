create or replace function bauhaus.import_json(i bauhaus.imports) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'state', i.state, 'revision', i.revision,
    'file', i.file,
    'rowCount', i.row_count, 'rowsRead', i.rows_read, 'welcome', i.welcome,
    'spreadDays', i.spread_days, 'insertedAt', bauhaus.instant(i.inserted_at),
    'by', coalesce(i.actor ->> 'name', ''), 'appliedAt', bauhaus.instant(i.applied_at),
    'endsAt', bauhaus.instant(i.inserted_at + interval '14 days'),
    'journeys', (
      select coalesce(jsonb_object_agg(v.verdict, v.many), '{}') from (
        select j.verdict, count(*) as many from bauhaus.imported_journeys j
         where j.import_id = i.id group by j.verdict) v),
    'rows', (
      select coalesce(jsonb_object_agg(v.key, v.many), '{}') from (
        select r.key, sum(r.value::integer) as many from bauhaus.imported_journeys j,
            jsonb_each_text(j.row_verdicts) r
         where j.import_id = i.id group by r.key) v),
    'applied', (
      select coalesce(jsonb_object_agg(v.state, v.many), '{}') from (
        select j.state, count(*) as many from bauhaus.imported_journeys j
         where j.import_id = i.id and j.verdict in ('new', 'changed') group by j.state) v),
    'sends', jsonb_build_object(
      'welcome', (
        select coalesce(jsonb_object_agg(v.key, v.many), '{}') from (
          select r.key, sum(r.value::integer) as many from bauhaus.imported_journeys j,
              jsonb_each_text(j.sends -> 'welcome') r
           where j.import_id = i.id group by r.key) v),
      'changes', (
        select coalesce(jsonb_object_agg(v.key, v.many), '{}') from (
          select r.key, sum(r.value::integer) as many from bauhaus.imported_journeys j,
              jsonb_each_text(j.sends -> 'changes') r
           where j.import_id = i.id group by r.key) v),
      'calls', (
        select coalesce(sum((j.sends ->> 'calls')::integer), 0) from bauhaus.imported_journeys j
         where j.import_id = i.id)))
$$;

comment on function bauhaus.import_json is 'BookingImport of shared/domain/booking-import.ts.';
