-- Callbacks that came in at about the same time, in one transaction; by id, so that two such
-- transactions never wait for each other.
create or replace function api.delivery_reports(reports jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  r jsonb;
begin
  for r in select value from jsonb_array_elements(reports) with ordinality as given(value, nth)
    order by value ->> 'id', nth loop
    perform api.delivery_report((r ->> 'id')::uuid, r ->> 'providerId', r ->> 'status',
      r ->> 'code', (r ->> 'permanent')::boolean, (r ->> 'now')::timestamptz);
  end loop;
  return jsonb_build_object('taken', jsonb_array_length(reports));
end
$$;

comment on function api.delivery_reports is
  'ActorStore.deliveryReport, for all that came in while the last ones were written.';
