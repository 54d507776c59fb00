create or replace function api.model_budget(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'spentMicros', (select coalesce(sum(s.cost_micros), 0) from bauhaus.model_spend s
                     where s.agency_id = bauhaus.current_agency()
                       and s.month = date_trunc('month', at at time zone 'UTC')::date),
    'settings', bauhaus.settings_of(bauhaus.current_agency()),
    'ceilings', api.platform_ceilings())
$$;

comment on function api.model_budget is
  'ModelSpend.budget: what the agency spent in the month (UTC) of `at`, its settings, and the '
  'platform''s ceilings.';
