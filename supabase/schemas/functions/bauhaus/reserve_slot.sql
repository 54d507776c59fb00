-- A slot in time (GCRA): at most `per_window` in any window, up to `burst` of them at once.
-- Critical messages spend the ordinary allowance too but never wait for it. Answers when the
-- message may go, which is now where the rate allows it.
create or replace function bauhaus.reserve_slot(
  bucket_name text, agency uuid, at timestamptz, per_window integer, span interval, burst integer,
  urgent boolean
) returns timestamptz
language plpgsql as $$
declare
  gap constant interval := span / (per_window - burst + 1);
  arrival timestamptz;
begin
  insert into bauhaus.rate_limits as r (bucket, agency_id, tat, critical_tat)
  values (bucket_name, agency, at + gap, case when urgent then at + gap else at end)
  on conflict (bucket) do update
     set tat = greatest(r.tat, at) + gap,
         critical_tat = case when urgent then greatest(r.critical_tat, at) + gap
           else r.critical_tat end
  returning case when urgent then r.critical_tat else r.tat end into arrival;
  return greatest(at, arrival - gap * burst);
end
$$;
