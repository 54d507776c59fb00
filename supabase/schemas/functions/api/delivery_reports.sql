-- Ordered by id, so that two such transactions never wait for each other.
create or replace function api.delivery_reports(reports jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  report jsonb;
begin
  for report in
    select i.value from jsonb_array_elements(reports) with ordinality as i (value, position)
     order by i.value ->> 'id', i.position
  loop
    perform api.delivery_report((report ->> 'id')::uuid, report ->> 'providerId',
      report ->> 'status', report ->> 'code', (report ->> 'permanent')::boolean,
      (report ->> 'now')::timestamptz);
  end loop;
  return jsonb_build_object('taken', jsonb_array_length(reports));
end
$$;

comment on function api.delivery_reports is
  'ActorStore.deliveryReport for a batch: callbacks that arrived while the previous batch was '
  'written.';
