create or replace function bauhaus.reserve_slot(
  bucket_name text, agency uuid, at timestamptz, per_window integer, span interval, burst integer,
  is_critical boolean
) returns timestamptz
language plpgsql as $$
declare
  -- In whole milliseconds, as instants are told: who is told one and comes then is not too early.
  spacing constant interval := ceil(extract(epoch from span) * 1000 / (per_window - burst + 1))
    * interval '1 millisecond';
  arrival timestamptz;
begin
  insert into bauhaus.rate_limits as r (bucket, agency_id, tat, critical_tat)
  values (bucket_name, agency, at + spacing, case when is_critical then at + spacing else at end)
  on conflict (bucket) do update
     set tat = greatest(r.tat, at) + spacing,
         critical_tat = case when is_critical then greatest(r.critical_tat, at) + spacing
           else r.critical_tat end
  returning case when is_critical then r.critical_tat else r.tat end into arrival;
  return greatest(at, arrival - spacing * burst);
end
$$;

comment on function bauhaus.reserve_slot is
  'A rate slot (GCRA): at most `per_window` messages in any `span`, up to `burst` of them at once. '
  'Returns when the message may go. Critical messages use up the ordinary allowance but never wait '
  'for it.';
